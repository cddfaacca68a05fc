"""What a calendar means: the next days, each with its hours drawn and what it is called."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.service_hours.plans import Plan, calendar_for, day_names
from portal.service_hours.rules import DayWindow, windows_from, windows_of_day

DAYS = 14
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a day, in minutes of its picture, which has 1440."""

    start: int
    width: int


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """One local day: the windows that begin on it, what is open within it, its name if it is a
    holiday or a special day."""

    day: date
    windows: tuple[DayWindow, ...]
    bars: tuple[Bar, ...]
    name: str


def preview(plan: Plan, now: datetime, locale: str) -> tuple[PreviewDay, ...]:
    """The next DAYS days, today first."""
    calendar = calendar_for(plan, now)
    today = now.astimezone(plan.zone).date()
    names = day_names(plan, today, today + DAYS * DAY, locale)
    found = []
    for offset in range(DAYS):
        day = today + offset * DAY
        begins = datetime.combine(day, time(0), plan.zone).astimezone(UTC)
        ends = datetime.combine(day + DAY, time(0), plan.zone).astimezone(UTC)
        bars = tuple(
            _bar(max(opening, begins), min(closing, ends), begins, ends)
            for opening, closing in windows_from(calendar, begins, days=2)
            if opening < ends
        )
        found.append(PreviewDay(day, windows_of_day(calendar, day), bars, names.get(day, "")))
    return tuple(found)


def _bar(opening: datetime, closing: datetime, begins: datetime, ends: datetime) -> Bar:
    """By the share of the day, which may have 23 or 25 hours."""
    minutes = 24 * 60
    start = round((opening - begins) / (ends - begins) * minutes)
    return Bar(start, round((closing - opening) / (ends - begins) * minutes))
