"""Pages about who works when: each its template's whole context."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portal.accounts.models import Person
from portal.accounts.work_forms import AbsenceForm, WorkForm
from portal.web.pages import Page


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence that is running or to come; `deputy` is "" where nobody was named."""

    first_day: date
    last_day: date
    deputy: str
    running: bool
    url: str
    ending_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage(Page):
    """When somebody works and when they are away."""

    template: ClassVar[str] = "accounts/work.html"

    person: Person
    is_self: bool
    absences: tuple[AbsenceRow, ...]
    absence: AbsenceForm
    work: WorkForm
    notice: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencePage(Page):
    """One absence, to change; `running` keeps its first day."""

    template: ClassVar[str] = "accounts/absence.html"

    person: Person
    form: AbsenceForm
    running: bool
    back_url: str
    url: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A colleague: `until` while they are away, else `again` while they are not at work, with the
    time of their next hours; `following` for the next absence; `url` is "" for who may not change
    it."""

    name: str
    teams: str
    until: date | None
    again: datetime | None
    deputy: str
    following: date | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage(Page):
    """Who is there."""

    template: ClassVar[str] = "accounts/team.html"

    rows: tuple[TeamRow, ...]
