"""Working time on UTC instants and a zone: pure, without a clock.

Days are walked in local time and each window is turned into instants of its own, so that a day
of 23 or 25 hours and a window that ends exactly at closing time need no special case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

REACH_DAYS = 366
LONGEST_WAIT = timedelta(days=60)
HALF_HOUR = timedelta(minutes=30)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_WEEK = timedelta(days=7)
MIDNIGHT = time(0)

Window = tuple[datetime, datetime]
DayWindow = tuple[time, time]


class NoWorkingTime(ValueError):
    """The calendar has no working minute within reach."""


class Priority(StrEnum):
    """How much a case presses; each has targets of its own."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of service on one weekday (0 = Monday), local time, `end` exclusive.

    One that ends before it begins ends on the day after; an end at 0:00 is midnight. It belongs
    to the day on which it begins, also where that day is closed or has other hours.
    """

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which no time passes for us, such as waiting for the customer."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """Service windows of a week in a zone, without the `closed` days; `special` days have windows
    of their own (none: closed), also where they are public holidays."""

    zone: ZoneInfo
    spans: tuple[Span, ...]
    closed: frozenset[date] = frozenset()
    special: Mapping[date, tuple[DayWindow, ...]] = field(default_factory=dict)


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Is somebody there at this instant?"""
    today = moment.astimezone(calendar.zone).date()
    return any(
        opening <= moment < closing
        for day in (today - _DAY, today)
        for opening, closing in _windows_on(calendar, day)
    )


def next_opening(calendar: Calendar, moment: datetime) -> datetime:
    """The instant (UTC) from which somebody is there: `moment` itself within service hours.

    Raises NoWorkingTime if nobody comes within REACH_DAYS.
    """
    return add_working_minutes(calendar, moment, 0)


def add_working_minutes(
    calendar: Calendar, start: datetime, minutes: float, pauses: Iterable[Pause] = ()
) -> datetime:
    """The instant (UTC) when `minutes` of service have passed since `start`, none in `pauses`.

    Raises NoWorkingTime if the next REACH_DAYS days do not hold that many.
    """
    start = start.astimezone(UTC)  # sums in local time go by the wall clock
    left = minutes * _MINUTE
    for opening, closing in _without(windows_from(calendar, start), pauses):
        begin = max(opening, start)
        if closing - begin >= left:
            return begin + left
        left -= max(closing - begin, timedelta(0))
    raise NoWorkingTime(f"no {minutes:g} working minutes within {REACH_DAYS} days")


def subtract_working_minutes(calendar: Calendar, end: datetime, minutes: float) -> datetime:
    """The latest instant (UTC) from which on `minutes` of service pass until `end`.

    Raises NoWorkingTime if the REACH_DAYS days before do not hold that many.
    """
    until = end.astimezone(UTC)
    left = minutes * _MINUTE
    for _week in range(REACH_DAYS // 7):
        since = until - _WEEK
        for opening, closing in reversed(windows_within(calendar, since, until)):
            if closing - opening >= left:
                return closing - left
            left -= closing - opening
        until = since
    raise NoWorkingTime(f"no {minutes:g} working minutes in {REACH_DAYS} days before")


def working_minutes_between(
    calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> float:
    """How many minutes of service lie between two instants, without the `pauses`; 0 if `end` is
    not after `start`."""
    windows = _without(iter(windows_within(calendar, start, end)), pauses)
    return sum((closing - opening for opening, closing in windows), timedelta(0)) / _MINUTE


def due_after(
    calendar: Calendar, start: datetime, minutes: float, pauses: Iterable[Pause] = ()
) -> datetime:
    """What we say to a customer when `minutes` of service are the target: on the half hour, since
    14:47 would read like a guess, and not after closing time."""
    due = add_working_minutes(calendar, start, minutes, pauses)
    local = due.astimezone(calendar.zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    said = due + -past % HALF_HOUR
    _opening, closing = next(windows_from(calendar, due - _MINUTE))
    return min(said, closing) if closing >= due else said


def slots_from(calendar: Calendar, start: datetime, minutes: int) -> Iterator[Window]:
    """Stretches of `minutes` within service hours (UTC) that begin at `start` or later, on the
    hours after each opening; what is left before closing is a shorter one."""
    length = minutes * _MINUTE
    for opening, closing in windows_from(calendar, start.astimezone(UTC)):
        begin = opening
        while begin < closing:
            if begin >= start:
                yield begin, min(begin + length, closing)
            begin += length


def windows_from(calendar: Calendar, start: datetime, days: int = REACH_DAYS) -> Iterator[Window]:
    """The windows (UTC) that end after `start`, in order; those that touch are one."""
    first = start.astimezone(calendar.zone).date() - _DAY  # one that began yesterday goes on
    last: Window | None = None
    for offset in range(days + 1):
        for opening, closing in _windows_on(calendar, first + offset * _DAY):
            if last is not None and opening <= last[1]:
                last = (last[0], max(last[1], closing))
                continue
            if last is not None and last[1] > start:
                yield last
            last = (opening, closing)
    if last is not None and last[1] > start:
        yield last


def windows_within(calendar: Calendar, start: datetime, end: datetime) -> list[Window]:
    """What lies of each window between two instants (UTC), in order."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    found: list[Window] = []
    if end <= start:
        return found
    for opening, closing in windows_from(calendar, start, (end - start).days + 3):
        if opening >= end:
            break
        found.append((max(opening, start), min(closing, end)))
    return found


def check_reach(calendar: Calendar, minutes: float, start: datetime, days: int) -> None:
    """Raise NoWorkingTime unless `minutes` of service pass within LONGEST_WAIT whenever somebody
    asks in the `days` after `start`: the worst moments are `start` and each closing time."""
    moment = start.astimezone(UTC)
    end = moment + days * _DAY
    while moment < end:
        if add_working_minutes(calendar, moment, minutes) - moment > LONGEST_WAIT:
            raise NoWorkingTime(f"{minutes:g} working minutes take more than {LONGEST_WAIT.days}")
        _opening, moment = next(windows_from(calendar, moment))


def windows_of_day(calendar: Calendar, day: date) -> tuple[DayWindow, ...]:
    """The windows that begin on a local day, in order, by the wall clock."""
    if day in calendar.special:
        return tuple(sorted(calendar.special[day]))
    if day in calendar.closed:
        return ()
    spans = (span for span in calendar.spans if span.weekday == day.weekday())
    return tuple(sorted((span.start, span.end) for span in spans))


def _windows_on(calendar: Calendar, day: date) -> list[Window]:
    found = []
    for start, end in windows_of_day(calendar, day):
        over_night = end < start or end == MIDNIGHT
        opening = datetime.combine(day, start, calendar.zone).astimezone(UTC)
        last_day = day + _DAY if over_night else day
        closing = datetime.combine(last_day, end, calendar.zone).astimezone(UTC)
        if opening < closing:
            found.append((opening, closing))
    return found


def _without(windows: Iterator[Window], pauses: Iterable[Pause]) -> Iterator[Window]:
    """The windows with the pauses cut out, in order."""
    cuts = sorted((pause.start, pause.end) for pause in pauses if pause.start < pause.end)
    for opening, closing in windows:
        begin = opening
        for start, end in cuts:
            if end <= begin or start >= closing:
                continue
            if start > begin:
                yield begin, start
            begin = end
            if begin >= closing:
                break
        if begin < closing:
            yield begin, closing
