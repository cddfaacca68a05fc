"""The organisation's calendar, with the public holidays of its state."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from portal.core.organisation import Organisation, Window
from portal.core.settings import SettingsError
from portal.service_hours.rules import Calendar, Span, add_working_minutes


def organisation_calendar(organisation: Organisation, year: int) -> Calendar:
    """The calendar in `year` and the next: an answer may be due after New Year."""
    return _calendar(
        organisation.time_zone,
        organisation.country,
        organisation.subdivision,
        organisation.windows,
        year,
    )


def first_answer_due(organisation: Organisation, now: datetime) -> datetime:
    """When the first answer to what somebody asks `now` is due (UTC): on the half hour, since
    14:47 would read like a guess."""
    start = now.replace(second=0, microsecond=0)
    calendar = organisation_calendar(organisation, now.year)
    due = add_working_minutes(calendar, start, organisation.first_answer_minutes)
    return due + timedelta(minutes=-due.minute % 30)


def check_calendar(organisation: Organisation, now: datetime) -> None:
    """Raise SettingsError at the start if the organisation's holidays cannot be told."""
    try:
        organisation_calendar(organisation, now.year)
    except NotImplementedError as error:
        raise SettingsError(f"organisation file, [service]: {error}") from error


@lru_cache(maxsize=8)
def _calendar(
    zone: ZoneInfo, country: str, subdivision: str, windows: tuple[Window, ...], year: int
) -> Calendar:
    closed = holidays.country_holidays(country, subdiv=subdivision or None, years=(year, year + 1))
    spans = tuple(Span(window.weekday, window.start, window.end) for window in windows)
    return Calendar(zone=zone, spans=spans, closed=frozenset(closed))
