"""The pages of guided help: each dataclass is its template's whole context."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from portal.troubleshooter.step_files import KeptFile
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class NeededLine:
    """Something to have ready; `value` is what we know of it already, or ""."""

    text: str
    optional: bool
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Page):
    """Before a flow begins. `resume_url` leads to the run that has not ended, if there is one."""

    template: ClassVar[str] = "troubleshooter/start.html"

    key: str
    minutes: int
    have_ready: tuple[NeededLine, ...]
    tried: tuple[str, ...]
    begin_url: str
    resume_url: str | None
    back_url: str


@dataclass(frozen=True, slots=True)
class PastLine:
    """A step that lies behind: a question with its `reply`, or a remedy with its `outcome`.
    `before` says that it was known before this run came to it."""

    title: str
    reply: str
    outcome: str
    before: bool
    change_url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Helper:
    """An agent's view of a customer's run: whose it is ("" if not known), where to go back, and
    where it becomes a case ("" if it is one)."""

    customer: str
    back_url: str
    case_url: str = ""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The flow was published anew meanwhile: questions that are asked `again`, and those whose
    answer is needed no more."""

    again: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage(Page):
    """What every page of a run has. `link` leads back into it, `code_url` is the same as a picture
    for a camera; `notes_url` is what was done so far, `ready` what the rest may ask for. `error`
    is why the form was not taken. `helper` is set for an agent who goes through the run for its
    customer."""

    past: tuple[PastLine, ...]
    back_url: str
    minutes_left: int
    link: str
    code_url: str
    notes_url: str
    ready: tuple[NeededLine, ...]
    position_url: str | None
    error: str
    helper: "Helper | None" = None
    revision: "NewVersion | None" = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage(RunPage):
    """One question. `kind` is one of definition.ASK_KINDS; `text` is what was typed, `upload` where
    files go if it asks for one. `is_list`: there are so many choices that one picks from a list."""

    template: ClassVar[str] = "troubleshooter/question.html"

    why: str
    kind: str
    choices: tuple[Choice, ...]
    is_list: bool
    hint: str
    text: str
    upload: "Upload | None"
    note: str
    key: str
    action: str


@dataclass(frozen=True, slots=True)
class Upload:
    """Where files go, which the browser offers to choose (`hint` in words), and what is there."""

    action: str
    accept: str
    hint: str
    kept: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True)
class ActsPart:
    """A part of what to do. With `heading` it is for one answer; `folded` if that is not known."""

    heading: str
    html: Markup
    folded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyPage(RunPage):
    """One remedy, or only its result. `asks` is "consent" (what may be lost comes first), "all",
    or "result" (it was done before). `outcome` is what was said about it, or "". `again` is why
    something that was tried is proposed once more. `wait`: so long its effect may take, in words,
    where it was not said yet that it was done."""

    template: ClassVar[str] = "troubleshooter/remedy.html"

    why: str
    asks: str
    consent: str
    acts: tuple[ActsPart, ...]
    may_switch: bool
    verify: str
    consequences: Mapping[str, str]
    wait: str
    wait_url: str
    outcome: str
    again: "TriedLongAgo | None"
    before: bool
    note: str
    key: str
    action: str
    agree_url: str


@dataclass(frozen=True, slots=True)
class TriedLongAgo:
    """When a remedy was tried, with what outcome, and after how many days it is worth another
    try."""

    at: datetime
    outcome: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage(RunPage):
    """A remedy was done and takes its time. `over`: it is worth looking now. `reminded_at` is when
    the mail comes that was asked for; `email` is what was typed, or what we know."""

    template: ClassVar[str] = "troubleshooter/waiting.html"

    until: datetime
    over: bool
    verify: str
    consequences: Mapping[str, str]
    reminded_at: datetime | None
    email: str
    note: str
    key: str
    action: str
    wait_url: str
    reminder_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUpPage(RunPage):
    """Several remedies were without effect: a person is offered before the next step."""

    template: ClassVar[str] = "troubleshooter/give_up.html"

    why: str
    key: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPage(RunPage):
    """The problem is solved, or a person takes over."""

    template: ClassVar[str] = "troubleshooter/end.html"

    why: str
    solved: bool
    article: tuple[str, str] | None
    last_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage(Page):
    """This browser has no key to the run. `without_cookies`: it has just been given one."""

    template: ClassVar[str] = "troubleshooter/claim.html"

    flow: str
    action: str
    without_cookies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPage(Page):
    """The run's journey has ended."""

    template: ClassVar[str] = "troubleshooter/closed.html"

    flow: str
    start_url: str | None


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A row of the agents' list; `number` is the version's, `runs` how often it was begun, `draft`
    the state of a text that is being written, or ""."""

    key: str
    title: str
    state: str
    number: int
    tests: int
    failed_tests: int
    errors: int
    warnings: int
    runs: int
    draft: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsPage(Page):
    """All flows; `begun` are those that were never published, with the state of their draft."""

    template: ClassVar[str] = "troubleshooter/flows.html"

    rows: tuple[FlowLine, ...]
    begun: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A problem of a flow file, or a test that fails."""

    place: str
    words: str
    fix: str = ""
    is_error: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPage(Page):
    """One flow: graph, text, numbers. `counted` says what the numbers are; `proposals`: so many
    other orders of its remedies would help sooner."""

    template: ClassVar[str] = "troubleshooter/flow.html"

    line: FlowLine
    solved: int
    escalated: int
    svg: str
    text: str
    counted: str
    found: tuple[Found, ...]
    proposals: int
    may_publish: bool
    public_url: str | None
