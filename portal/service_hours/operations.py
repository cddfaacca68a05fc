"""Changing calendars and targets. None of these commits.

Promises that were made keep their dates: they were said to a customer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.accounts.queues import queues
from portal.core.db import hold
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.organisation import Hours, Organisation
from portal.core.types import public_id
from portal.service_hours.models import (
    DEFAULT,
    ServiceCalendar,
    ServiceSpecialDays,
    ServiceTarget,
    ServiceWindow,
    TeamService,
)
from portal.service_hours.plans import Plan, calendar_for
from portal.service_hours.queries import (
    CHECKED_DAYS,
    Targets,
    calendar_by_key,
    plan_of,
    plan_of_file,
    targets_of,
)
from portal.service_hours.rules import DayWindow, NoWorkingTime, Priority, check_reach

MIDNIGHT = 24 * 60
HORIZON_YEARS = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A calendar as it was typed and checked for form."""

    name: str
    plan: Plan


def sync_service(session: Session, organisation: Organisation, *, now: datetime) -> None:
    """Take over the calendars of the organisation's file that are not there yet, once; what was
    changed on the page stays."""
    hold(session, "service_calendars")
    first = calendar_by_key(session, DEFAULT) is None
    for hours in (organisation.hours, *organisation.calendars):
        if calendar_by_key(session, hours.key or DEFAULT) is None:
            _add(session, hours.key or DEFAULT, _named(hours), plan_of_file(hours), None, now)
    if not first:
        return
    wanted = {team.key: team.calendar for team in organisation.teams if team.calendar}
    for queue in queues(session):
        calendar = calendar_by_key(session, wanted.get(queue.key, ""))
        if calendar is not None:
            session.add(TeamService(queue_id=queue.id, calendar_id=calendar.id))
    session.flush()


def add_calendar(
    session: Session, draft: Draft, *, most_minutes: int, actor_id: int, now: datetime
) -> ServiceCalendar:
    """Keep a new calendar. Raises Invalid if nobody would ever be there."""
    check(draft.plan, most_minutes, now)
    return _add(session, public_id(), draft.name, draft.plan, actor_id, now)


def change_calendar(
    session: Session,
    row: ServiceCalendar,
    draft: Draft,
    *,
    revision: int,
    most_minutes: int,
    actor_id: int,
    now: datetime,
) -> None:
    """Replace what the calendar says. Raises Conflict if somebody else has changed it since
    `revision`, Invalid if nobody would ever be there."""
    check(draft.plan, most_minutes, now)
    session.refresh(row, with_for_update=True)
    if row.revision != revision:
        raise Conflict("Somebody else has changed this calendar since you opened the page.")
    if (row.name, plan_of(row)) == (draft.name, draft.plan):
        return
    _write(row, draft.name, draft.plan)
    row.revision += 1
    row.changed_at, row.changed_by_id = now, actor_id
    session.flush()
    _record(session, "changed", row, actor_id, now)


def remove_calendar(
    session: Session, row: ServiceCalendar, *, actor_id: int, now: datetime
) -> None:
    """Delete a calendar that no team keeps. Raises Conflict for one that is needed."""
    session.refresh(row, with_for_update=True)
    used = select(func.count()).where(TeamService.calendar_id == row.id)
    if row.key == DEFAULT or session.scalar(used):
        raise Conflict("A team keeps this calendar. Give it another one first.")
    _record(session, "removed", row, actor_id, now)
    session.delete(row)
    session.flush()


def set_team_service(
    session: Session,
    organisation: Organisation,
    queue: Queue,
    calendar: ServiceCalendar,
    targets: Mapping[Priority, Targets],
    *,
    revision: int,
    actor_id: int,
    now: datetime,
) -> None:
    """Let a team keep `calendar`, and promise by itself what `targets` say; said twice, it is said
    once. Raises Invalid if the calendar holds too little time for them, Conflict if somebody else
    has changed one or the other since `revision` (0: the team had nothing of its own)."""
    most = max(max(one.first_answer, one.next_update) for one in targets.values())
    check(plan_of(calendar), most, now)
    hold(session, f"team_service:{queue.id}")
    kept = session.get(TeamService, queue.id, populate_existing=True)
    if kept is not None:
        same = kept.calendar_id == calendar.id
        if same and targets_of(session, organisation, queue) == targets:
            return
    if (kept.revision if kept is not None else 0) != revision:
        raise Conflict("Somebody else has changed this team since you opened the page.")
    if kept is None:
        session.add(TeamService(queue_id=queue.id, calendar_id=calendar.id))
    else:
        kept.calendar_id = calendar.id
        kept.revision += 1
    if targets_of(session, organisation, queue) != targets:
        session.execute(delete(ServiceTarget).where(ServiceTarget.queue_id == queue.id))
        for priority, minutes in targets.items():
            session.add(
                ServiceTarget(
                    queue_id=queue.id,
                    priority=priority.value,
                    first_answer_minutes=minutes.first_answer,
                    next_update_minutes=minutes.next_update,
                )
            )
    session.flush()
    record_event(
        session,
        "team_service.changed",
        f"queue:{queue.id}",
        actor_id=actor_id,
        now=now,
        calendar=calendar.id,
    )


def check(plan: Plan, minutes: int, now: datetime) -> None:
    """Raise Invalid unless `minutes` of service pass in good time whenever somebody asks: in an
    empty week, or in one that holidays and closing days swallow, no promise could be made."""
    last = max((days.last for days in plan.special if not days.yearly), default=now.date())
    if last.year > now.year + HORIZON_YEARS:
        raise Invalid("Closing days can be entered until the end of the year after next.")
    days = max(CHECKED_DAYS, (last - now.date()).days + 1)
    try:
        check_reach(calendar_for(plan, now), minutes, now, days)
    except NoWorkingTime as error:
        raise Invalid(
            "With these times, holidays and closing days nobody would be here for more than "
            "60 days at a stretch, or too rarely to answer in that time. Add hours of service."
        ) from error


def _add(
    session: Session, key: str, name: str, plan: Plan, actor_id: int | None, now: datetime
) -> ServiceCalendar:
    row = ServiceCalendar(key=key, changed_at=now, changed_by_id=actor_id)
    _write(row, name, plan)
    session.add(row)
    session.flush()
    _record(session, "added", row, actor_id, now)
    return row


def _write(row: ServiceCalendar, name: str, plan: Plan) -> None:
    row.name, row.time_zone = name, plan.zone.key
    row.country, row.subdivision = plan.country, plan.subdivision
    row.windows = [
        ServiceWindow(weekday=span.weekday, **_minutes((span.start, span.end)))
        for span in plan.spans
    ]
    row.special_days = [
        ServiceSpecialDays(
            first_day=days.first,
            last_day=days.last,
            yearly=days.yearly,
            label=days.label,
            windows=[list(_minutes(window).values()) for window in days.windows],
        )
        for days in plan.special
    ]


def _minutes(window: DayWindow) -> dict[str, int]:
    opens, closes = (at.hour * 60 + at.minute for at in window)
    return {"opens": opens, "closes": closes or MIDNIGHT}


def _named(hours: Hours) -> str:
    return hours.name or ("Servicezeiten" if not hours.key else hours.key)


def _record(
    session: Session, what: str, row: ServiceCalendar, actor_id: int | None, now: datetime
) -> None:
    record_event(
        session,
        f"calendar.{what}",
        f"calendar:{row.id}",
        actor_id=actor_id,
        now=now,
        revision=row.revision,
    )
