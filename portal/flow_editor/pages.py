"""One frozen dataclass for each page of the flow editor: its template's whole context."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from articles.diffing import DiffRow
from portal.troubleshooter.pages import ActsPart, Choice
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What the linter says; `line` counts from 1, `level` is "error", "warning" or "ok". `fix`
    says what to do, or is empty."""

    line: int
    level: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow drawn, the same as text, and what its numbers are; all empty while the text cannot
    be read."""

    svg: str
    outline: str
    counted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFlowPage(Page):
    """The text left, what comes of it right. `base` is the revision that saving goes on top of,
    0 while there is no draft; `overtaken`: another version was published since it was begun.
    `unsaved` = the field holds what is not saved; `problem` = why it was not taken."""

    template: ClassVar[str] = "flow_editor/edit.html"

    key: str
    source: str
    base: int
    state: str
    published_number: int | None
    overtaken: bool
    remark: str
    changed: str
    findings: Sequence[FindingLine]
    picture: Picture
    unsaved: bool
    problem: str
    may_publish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowConflictPage(Page):
    """Somebody else saved the draft since: both texts, and the difference between them."""

    template: ClassVar[str] = "flow_editor/conflict.html"

    key: str
    author: str
    saved_at: datetime
    base: int
    source: str
    rows: Sequence[DiffRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDifferencePage(Page):
    """What differs between two texts of a flow. `draft`: the new one is what is being written;
    `take_url` makes the old one the draft."""

    template: ClassVar[str] = "flow_editor/difference.html"

    key: str
    before: str
    after: str
    rows: Sequence[DiffRow]
    draft: bool
    rebase_url: str | None
    take_url: str | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version. `author` is empty for a file; `current`: customers begin this one."""

    number: int
    author: str
    created_at: datetime
    current: bool
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersionsPage(Page):
    """All versions of a flow, the newest first."""

    template: ClassVar[str] = "flow_editor/versions.html"

    key: str
    rows: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlowPage(Page):
    """Name, titles and team of a flow to be. `problem` = why it was not taken."""

    template: ClassVar[str] = "flow_editor/new.html"

    key: str
    title_de: str
    title_en: str
    queue: str
    queues: tuple[tuple[str, str], ...]
    problem: str


@dataclass(frozen=True, slots=True)
class TriedStep:
    """A step that lies behind. `url` leads back to it."""

    title: str
    reply: str
    outcome: str
    skipped: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOutPage(Page):
    """A step as the customer would see it; nothing of it is recorded. `kind` is the kind of a
    question, "remedy", "solved" or "escalate"; `given` are the replies so far, which its form
    sends along."""

    template: ClassVar[str] = "flow_editor/try_out.html"

    key: str
    locale: str
    language_urls: tuple[tuple[str, str, bool], ...]
    restart_url: str
    behind: tuple[TriedStep, ...]
    kind: str
    step: str
    heading: str
    why: str
    hint: str
    choices: tuple[Choice, ...]
    is_list: bool
    acts: tuple[ActsPart, ...]
    consent: str
    verify: str
    summary: str
    given: tuple[tuple[str, str], ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardFlowPage(Page):
    """Says what throwing a draft away means, before it is done."""

    template: ClassVar[str] = "flow_editor/discard.html"

    key: str
    published: bool
    changed: str
