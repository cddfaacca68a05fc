"""The pages of the service hours: each its template's whole context."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.service_hours.forms import CalendarForm
from portal.service_hours.preview import Bar
from portal.service_hours.team_forms import TeamForm
from portal.web.pages import Page

Mistakes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar in the list; `teams` keep it."""

    name: str
    url: str
    hours: tuple[tuple[str, str], ...]
    holidays: str
    time_zone: str
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list: its calendar, and minutes to the first answer and the next news at
    normal priority."""

    name: str
    url: str
    calendar: str
    first_answer: int
    next_update: int


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the preview; `hours` is "" when it is closed."""

    day: date
    title: str
    hours: str
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHoursPage(Page):
    """All calendars and all teams."""

    template: ClassVar[str] = "service_hours/overview.html"

    calendars: tuple[CalendarRow, ...]
    teams: tuple[TeamRow, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage(Page):
    """A calendar, new without a `key`. `days` is the preview of what the form says, empty while
    that cannot be read; `conflict` says that somebody else was quicker."""

    template: ClassVar[str] = "service_hours/calendar.html"

    key: str
    form: CalendarForm
    mistakes: Mistakes
    holidays: tuple[tuple[str, str], ...]
    zones: tuple[str, ...]
    days: tuple[DayView, ...]
    removable: bool = False
    conflict: bool = False
    previewed: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamServicePage(Page):
    """A team's calendar and targets."""

    template: ClassVar[str] = "service_hours/team.html"

    key: str
    form: TeamForm
    mistakes: Mistakes
    conflict: bool
    notice: str = ""
