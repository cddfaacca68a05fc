"""The customer's pages: each dataclass is its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from portal.escalations.diagnostics.pages import DiagnosticsView
from portal.escalations.handing_over.forms import MessageForm, RequestForm
from portal.escalations.live.pages import Live
from portal.escalations.status.correcting import Typed
from portal.escalations.status.sentences import Piece
from portal.web.pages import Page

Errors = list[tuple[str, str]]
"""Pairs of a field's id ("" for the whole form) and what to do."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a line said before it was corrected."""

    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of the review page. `anchor` is its id in the page; `editing` shows fields. Of a
    line that was sent, `earlier` is what it said before its customer `corrected` it (a time, ""
    while it stands as it was sent), and `wrong` that they say it is not true."""

    key: str
    anchor: str
    section: str
    time: str
    label: str
    text: str
    note: str
    outcome: str
    before: bool
    left_out: bool
    editing: bool
    editable: bool
    wrong: bool = False
    corrected: str = ""
    earlier: tuple[Before, ...] = ()
    from_message: bool = False


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to see or to download; `removed` says what was taken out of a log."""

    public_id: str
    name: str
    size: str
    is_picture: bool
    url: str
    removed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage(Page):
    """What travels along, line by line, and who asks. `draft`, `asked` and `queue` travel with
    the form; `kept_words` are shown instead of their field, `is_read` if the customer has confirmed
    what we understood of them."""

    template: ClassVar[str] = "escalations/review.html"

    form: RequestForm
    errors: Errors
    draft: str
    asked: str
    queue: str
    kept_words: str
    is_read: bool
    attempts: tuple[LineView, ...]
    facts: tuple[LineView, ...]
    read: tuple[LineView, ...]
    may_add: bool
    files: tuple[FileView, ...]
    accept: str
    diagnostics: DiagnosticsView
    first_answer: str
    hours: tuple[tuple[str, str], ...]
    first_slot: str
    autofocus: str


@dataclass(frozen=True, slots=True)
class PromiseView:
    """The promise as the customer's page shows it; `late` says since when it is overdue. One that
    was moved has the `old` time and the `reason`; `opening` says when we are here again,
    `last` that we have reminded the customer and close the request for now at that time, `call`
    under which number we call them."""

    text: str
    day: str
    time: str
    unit: str
    late: str
    ours: bool
    old: str = ""
    reason: str = ""
    opening: str = ""
    last: bool = False
    call: str = ""


@dataclass(frozen=True, slots=True)
class EndView:
    """How and when a request ended: "confirmed" by its customer, "ours" while only `who` of us
    says that it is solved, "closed" for now because nothing was heard."""

    kind: str
    at: datetime
    who: str = ""


@dataclass(frozen=True, slots=True)
class ThanksView:
    """Who helped, by name; what the customer has said to them, what stands in the field, and
    whether it may still be changed."""

    names: tuple[str, ...]
    said: str
    typed: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """Who has the case; `team` alone while nobody has it. `away` says until when they are not
    there and who answers; `hours` are rows of their working hours."""

    name: str
    team: str
    initials: str
    picture_url: str | None
    away: str = ""
    hours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EntryView:
    """One thing that happened. `who` is "" for the customer; `said` is the `text` of a reply as
    HTML; `times` says which time took the place of which. What was `understood` from a message are
    attempts that it tells of."""

    at: datetime
    time: str
    kind: str
    who: str
    title: tuple[Piece, ...]
    text: str
    files: tuple[FileView, ...]
    said: Markup | None = None
    times: str = ""
    understood: tuple[LineView, ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """The entries of one day, the newest first."""

    title: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class ContextView:
    """What travelled along; `summary` counts it."""

    summary: str
    words: str
    attempts: tuple[LineView, ...]
    facts: tuple[LineView, ...]
    read: tuple[LineView, ...]
    files: tuple[FileView, ...]
    reached_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage(Page):
    """A code that was read out on the phone, as it was typed."""

    template: ClassVar[str] = "escalations/code.html"

    code: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage(Page):
    """One question with its buttons, for whoever comes from a mail: `asks` is "reopening" or
    "solution". Looking at it changes nothing."""

    template: ClassVar[str] = "escalations/ask.html"

    asks: str
    address: str
    number: str
    subject: str
    language: str
    contact: str
    end: EndView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage(Page):
    """A case for its customer. `live` is the line that says what is new, None on a page that gives
    back what was typed; `confirm` is the code of the mailed link, "" without one; `correction` is
    what was typed into the form of one line and could not be taken; `notes_url` leads to what was
    done step by step, "" in a browser that was not there."""

    template: ClassVar[str] = "escalations/status.html"

    address: str
    number: str
    status: str
    language: str
    sent: bool
    email: str
    confirm: str
    confirmed: bool
    notice: str
    promise: PromiseView | None
    contact: ContactView
    days: tuple[DayView, ...]
    context: ContextView
    correction: Typed | None
    thanks: ThanksView | None
    form: MessageForm
    errors: Errors
    accept: str
    diagnostics: DiagnosticsView
    end: EndView | None
    notes_url: str
    live: Live | None
