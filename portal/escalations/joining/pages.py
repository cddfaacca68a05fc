"""The page on which cases are linked, merged and split: its template's whole context."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from portal.escalations.handing_over.pages import FileView
from portal.escalations.joining.forms import MergeForm, SplitForm
from portal.escalations.models import Escalation
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case beside another one. `next` is what is promised, "" without a promise."""

    number: str
    url: str
    subject: str
    locale: str
    customer: str
    address: str
    status: str
    contact: str
    next: str
    opened: datetime


@dataclass(frozen=True, slots=True)
class OtherCase:
    """A case to choose; `plain` is its number as it is typed, `why` it is here."""

    plain: str
    view: CaseView
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something the customer wrote, to make a case of: `url` fills it in."""

    time: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningPage(Page):
    """`came_from` is the list from which its reader came to the case; `other` is the case that was
    chosen; `hindrance` says why the two can't be merged, "" if they
    can; `problem` what was refused, `unknown` a number that nobody has."""

    template: ClassVar[str] = "cases/joining.html"

    case: Escalation
    came_from: str
    this: CaseView
    other: OtherCase | None
    is_linked: bool
    proposed: tuple[OtherCase, ...]
    linked: tuple[OtherCase, ...]
    merge: MergeForm
    hindrance: str
    typed: str
    unknown: str
    problem: str
    split: SplitForm
    said: tuple[Said, ...]
    files: tuple[FileView, ...]
