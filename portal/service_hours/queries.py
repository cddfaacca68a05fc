"""The service of a team: its calendar and what it promises by itself.

The rows in the database are the truth; where there are none yet, or the database is away, the
organisation's file takes their place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.accounts.queues import queues
from portal.core.organisation import Hours, Organisation
from portal.core.settings import SettingsError
from portal.service_hours.models import DEFAULT, ServiceCalendar, ServiceTarget, TeamService
from portal.service_hours.plans import Plan, SpecialDays, calendar_for
from portal.service_hours.rules import Calendar, DayWindow, Priority, Span, check_reach, due_after

SHARE = {Priority.LOW: 2.0, Priority.NORMAL: 1.0, Priority.HIGH: 0.5, Priority.URGENT: 0.25}
"""Of the organisation's minutes, until a team has its own."""
CHECKED_DAYS = 366


@dataclass(frozen=True, slots=True)
class Targets:
    """Working minutes until the first answer, and until we say something again."""

    first_answer: int
    next_update: int


@dataclass(frozen=True, slots=True)
class Service:
    """When a team is there and what it promises by itself. `calendar_id` and `revision` say which
    calendar that was; None and 0 stand for the organisation's file."""

    plan: Plan
    calendar: Calendar
    targets: Mapping[Priority, Targets]
    calendar_id: int | None = None
    revision: int = 0


def service_of(
    session: Session, organisation: Organisation, queue: Queue | None, now: datetime
) -> Service:
    """The service of a team; None: of a case that no team has yet, the first one's."""
    queue = queue or next(iter(queues(session)), None)
    row = _calendar_row(session, queue)
    plan = plan_of(row) if row is not None else plan_of_file(organisation.hours)
    return Service(
        plan=plan,
        calendar=calendar_for(plan, now),
        targets=targets_of(session, organisation, queue),
        calendar_id=row.id if row is not None else None,
        revision=row.revision if row is not None else 0,
    )


def file_service(organisation: Organisation, now: datetime) -> Service:
    """What the organisation's file says, for when no database can be asked."""
    plan = plan_of_file(organisation.hours)
    return Service(plan, calendar_for(plan, now), _shares(organisation))


def first_answer_due(service: Service, now: datetime) -> datetime:
    """When the first answer to what somebody asks `now` is due (UTC)."""
    return due_after(service.calendar, now, service.targets[Priority.NORMAL].first_answer)


def targets_of(
    session: Session, organisation: Organisation, queue: Queue | None
) -> dict[Priority, Targets]:
    """A team's targets for each priority."""
    found = _shares(organisation)
    if queue is not None:
        rows = select(ServiceTarget).where(ServiceTarget.queue_id == queue.id)
        for row in session.scalars(rows):
            minutes = Targets(row.first_answer_minutes, row.next_update_minutes)
            found[Priority(row.priority)] = minutes
    return found


def calendars(session: Session) -> list[ServiceCalendar]:
    """All calendars, the default one first, then by name."""
    rows = session.scalars(select(ServiceCalendar).order_by(ServiceCalendar.name)).all()
    return sorted(rows, key=lambda row: row.key != DEFAULT)


def calendar_by_key(session: Session, key: str) -> ServiceCalendar | None:
    """A calendar by the key in its address."""
    return session.scalar(select(ServiceCalendar).where(ServiceCalendar.key == key))


def calendar_keys_of_teams(session: Session) -> dict[int, str]:
    """Which team (id) keeps which calendar (key); those that keep the default one are missing."""
    rows = select(TeamService.queue_id, ServiceCalendar.key).join(TeamService.calendar)
    return dict(session.execute(rows).all())


def revision_of_team(session: Session, queue: Queue) -> int:
    """How often its calendar or its targets were set; 0 for a team without any of its own."""
    mine = select(TeamService.revision).where(TeamService.queue_id == queue.id)
    return session.scalar(mine) or 0


def plan_of(row: ServiceCalendar) -> Plan:
    """A stored calendar as the rules take it."""
    return Plan(
        zone=ZoneInfo(row.time_zone),
        country=row.country,
        subdivision=row.subdivision,
        spans=tuple(
            Span(window.weekday, at_minute(window.opens), at_minute(window.closes))
            for window in row.windows
        ),
        special=tuple(
            SpecialDays(
                days.first_day, days.last_day, days.label, _day_windows(days.windows), days.yearly
            )
            for days in row.special_days
        ),
    )


def plan_of_file(hours: Hours) -> Plan:
    """Hours of the organisation's file as the rules take them."""
    return Plan(
        zone=hours.time_zone,
        country=hours.country,
        subdivision=hours.subdivision,
        spans=tuple(Span(window.weekday, window.start, window.end) for window in hours.windows),
        special=tuple(
            SpecialDays(
                date(2024, day.month, day.day),  # a leap year: it knows 29 February
                date(2024, day.month, day.day),
                day.name,
                day.windows,
                yearly=True,
            )
            for day in hours.special_days
        ),
    )


def check_calendar(organisation: Organisation, now: datetime) -> None:
    """Raise SettingsError at the start if the organisation's holidays cannot be told, or its hours
    hold too little time to promise anything in."""
    for hours in (organisation.hours, *organisation.calendars):
        place = f"[[calendars]] {hours.key}" if hours.key else "[service]"
        try:
            calendar = calendar_for(plan_of_file(hours), now)
            minutes = max(target.first_answer for target in _shares(organisation).values())
            check_reach(calendar, minutes, now, CHECKED_DAYS)
        except (NotImplementedError, ValueError) as error:
            raise SettingsError(f"organisation file, {place}: {error}") from error


def at_minute(minute: int) -> time:
    """The time so many minutes after midnight; 1440 is midnight again."""
    return time(minute // 60 % 24, minute % 60)


def _calendar_row(session: Session, queue: Queue | None) -> ServiceCalendar | None:
    if queue is not None:
        mine = TeamService.queue_id == queue.id
        row = session.scalar(select(ServiceCalendar).join(TeamService).where(mine))
        if row is not None:
            return row
    return calendar_by_key(session, DEFAULT)


def _day_windows(windows: Iterable[tuple[int, int]]) -> tuple[DayWindow, ...]:
    return tuple((at_minute(opens), at_minute(closes)) for opens, closes in windows)


def _shares(organisation: Organisation) -> dict[Priority, Targets]:
    return {
        priority: Targets(
            _round(organisation.first_answer_minutes * share),
            _round(organisation.next_update_minutes * share),
        )
        for priority, share in SHARE.items()
    }


def _round(minutes: float) -> int:
    """Whole minutes, in fives where a share of them would be odd."""
    return int(minutes) if minutes == int(minutes) else max(5, 5 * round(minutes / 5))
