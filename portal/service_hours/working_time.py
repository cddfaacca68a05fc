"""When somebody is at work: while one of their teams is there, and they are by hours of their own.
Absences do not count here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.accounts.working_hours import spans_of
from portal.core.organisation import Organisation
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Calendar, NoWorkingTime, Span, next_opening

_STEPS: Final = 30


def next_time_of(
    session: Session,
    organisation: Organisation,
    person: Person,
    teams: Sequence[Queue],
    now: datetime,
) -> datetime:
    """The next instant (UTC) at which a person works for one of `teams`; `now` if they do, and of
    somebody without teams by the first one's calendar."""
    spans = tuple(Span(*span) for span in spans_of(person))
    services = (service_of(session, organisation, team, now) for team in teams or (None,))
    return min(next_meeting(service.calendar, spans, now) for service in services)


def next_meeting(calendar: Calendar, own: tuple[Span, ...], now: datetime) -> datetime:
    """The next instant (UTC) within a calendar and within somebody's own spans; without any, or
    where the two never meet, the calendar alone counts."""
    opening = next_opening(calendar, now)
    if not own:
        return opening
    moment, theirs = opening, replace(calendar, spans=own)
    for _step in range(_STEPS):
        try:
            there = next_opening(theirs, moment)
        except NoWorkingTime:
            break
        moment = next_opening(calendar, there)
        if moment == there:
            return moment
    return opening
