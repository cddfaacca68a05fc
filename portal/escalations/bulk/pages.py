"""The pages of acts on several cases."""

from dataclasses import dataclass
from typing import ClassVar

from wtforms import Form

from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class ChosenCase:
    """A case before the act: what would happen to it, and `stays` where nothing can."""

    value: str
    url: str
    number: str
    subject: str
    locale: str
    name: str
    effect: str
    stays: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class DoneCase:
    """A case after the act; `why` it was left as it was."""

    url: str
    number: str
    subject: str
    locale: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPage(Page):
    """What is about to happen, to confirm it. `hidden` cases were named that are not the reader's
    to see."""

    template: ClassVar[str] = "bulk/confirm.html"

    act: str
    label: str
    key: str
    came_from: str
    back_url: str
    form: Form
    cases: tuple[ChosenCase, ...]
    hidden: int
    proposals: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRunPage(Page):
    """What has happened so far: `done` of `total`, and when all had their turn the outcome."""

    template: ClassVar[str] = "bulk/run.html"

    back_url: str
    done: int
    total: int
    finished: bool
    changed: tuple[DoneCase, ...]
    unchanged: tuple[DoneCase, ...]
