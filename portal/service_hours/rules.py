"""Working time on UTC instants and a zone: pure, without a clock.

Days are walked in local time and each window is turned into instants of its own, so that a day
of 23 or 25 hours and a window that ends exactly at closing time need no special case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_SEARCH_DAYS = 60


class NoWorkingTime(ValueError):
    """The calendar has no working minute within reach."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of service on one weekday (0 = Monday), local time, `end` exclusive."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """Service windows of a week in a zone, without the `closed` days."""

    zone: ZoneInfo
    spans: tuple[Span, ...]
    closed: frozenset[date] = frozenset()


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Is somebody there at this instant?"""
    local = moment.astimezone(calendar.zone)
    return any(start <= moment < end for start, end in _windows_on(calendar, local.date()))


def add_working_minutes(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The instant (UTC) when `minutes` of service have passed since `start`.

    Raises NoWorkingTime if the next LONGEST_SEARCH_DAYS days do not hold that many.
    """
    start = start.astimezone(UTC)  # sums in local time go by the wall clock
    left = timedelta(minutes=minutes)
    for opening, closing in _windows_from(calendar, start):
        begin = max(opening, start)
        if closing - begin >= left:
            return (begin + left).astimezone(UTC)
        left -= closing - begin
    raise NoWorkingTime(f"no {minutes} working minutes within {LONGEST_SEARCH_DAYS} days")


def slots_from(
    calendar: Calendar, start: datetime, minutes: int
) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of `minutes` within service hours (UTC) that begin at `start` or later, on the
    hours after each opening; what is left before closing is a shorter one."""
    length = timedelta(minutes=minutes)
    for opening, closing in _windows_from(calendar, start.astimezone(UTC)):
        begin = opening
        while begin < closing:
            if begin >= start:
                yield begin, min(begin + length, closing)
            begin += length


def _windows_from(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    first = start.astimezone(calendar.zone).date()
    for offset in range(LONGEST_SEARCH_DAYS):
        for opening, closing in _windows_on(calendar, first + timedelta(days=offset)):
            if closing > start:
                yield opening, closing


def _windows_on(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """The windows of one local day as instants, in order; those that overlap are one."""
    if day in calendar.closed:
        return []
    windows = sorted(
        (
            datetime.combine(day, span.start, calendar.zone).astimezone(UTC),
            datetime.combine(day, span.end, calendar.zone).astimezone(UTC),
        )
        for span in calendar.spans
        if span.weekday == day.weekday()
    )
    merged: list[tuple[datetime, datetime]] = []
    for start, end in windows:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged
