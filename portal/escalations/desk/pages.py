"""The page of a case for those who answer it: its template's whole context."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from portal.escalations.attachments import ACCEPT
from portal.escalations.composer.check_words import ChecksView
from portal.escalations.desk.assisting import OwnRun
from portal.escalations.desk.forms import (
    HandOverForm,
    NoteForm,
    ReplyForm,
    SolutionForm,
    WaitingForm,
)
from portal.escalations.desk.lists import ListView
from portal.escalations.handing_over.pages import FileView, LineView
from portal.escalations.inserting.pages import Inserting
from portal.escalations.live.pages import Live
from portal.escalations.models import Escalation
from portal.escalations.outbox.pages import OutboxView
from portal.escalations.promises.forms import MoveForm, PriorityForm
from portal.escalations.tags.pages import CaseTags
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A search or an article; `url` is "" where there is nothing to open."""

    time: str
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happened before somebody was asked, in the wording the customer saw."""

    words: Markup
    sent: str
    facts: tuple[LineView, ...]
    attempts: tuple[LineView, ...]
    read: tuple[ReadLine, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the conversation. `kind` is customer, reply, note, or act (a line without a
    body); `fresh` marks what came after the page was opened; `mail_trouble` says why the customer
    did not get it by mail."""

    kind: str
    who: str
    picture_url: str | None
    at: datetime
    time: str
    body: Markup
    files: tuple[FileView, ...]
    fresh: bool
    mail_trouble: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time to promise: its value in the form, its words, how much the contact person has
    promised for about that time."""

    value: str
    label: str
    load: int


@dataclass(frozen=True, slots=True)
class DueView:
    """The promise in force; `distance` is "in 2 ¾ h"."""

    time: str
    day: str
    distance: str
    text: str
    late: bool
    ours: bool
    basis: str


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """Another case of the same mail address."""

    url: str
    subject: str
    status: str
    day: datetime


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of the page; one of them may hold what was refused, and `refused` names it.
    `later` says that something has to be found out first."""

    reply: ReplyForm
    later: ReplyForm
    note: NoteForm
    hand_over: HandOverForm
    waiting: WaitingForm
    solution: SolutionForm
    move: MoveForm
    priority: PriorityForm
    refused: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage(Page):
    """A case on one screen. `news` says what happened since the page was opened, when that is why
    a form was refused; `done_keys` are texts of the reader that have arrived. `runs` are the
    customer's, `flows` (key, title) may be begun with them; `code` may be read out to them;
    the `deputy` answers while the contact person is away. `list` is where the reader came from,
    `live` says what has changed since."""

    template: ClassVar[str] = "cases/case.html"

    case: Escalation
    number: str
    status: str
    status_kind: str
    team: str
    is_open: bool
    is_mine: bool
    story: Story
    entries: tuple[Entry, ...]
    due: DueView | None
    contact: str
    contact_picture_url: str | None
    reached_by: tuple[str, ...]
    confirmed: bool
    mailed_in_full: bool
    files: tuple[FileView, ...]
    earlier: tuple[EarlierCase, ...]
    linked: tuple[EarlierCase, ...]
    merged_numbers: str
    proposals: tuple[Proposal, ...]
    tags: CaseTags
    forms: Forms
    outbox: OutboxView
    accept: str = ACCEPT
    list: ListView
    live: Live
    checks: ChecksView = field(default_factory=ChecksView)
    inserting: Inserting = field(default_factory=Inserting)
    runs: tuple[OwnRun, ...]
    flows: tuple[tuple[str, str], ...]
    news: tuple[str, ...] = ()
    conflict: bool = False
    done_keys: str = ""
    deputy: str = ""
    code: str = ""
    code_until: datetime | None = None
    code_address: str = ""

    @property
    def first_fresh(self) -> Entry | None:
        """Where reading begins for who has seen the rest."""
        return next((entry for entry in self.entries if entry.fresh), None)
