"""A calendar as people write it down, and as dates: public holidays, half days, closing days.

The public holidays come from the library `holidays` (Länder of Germany and Austria, cantons of
Switzerland, and other countries).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from portal.service_hours.rules import Calendar, DayWindow, Span

YEARS_BEFORE, YEARS_AFTER = 1, 2
COUNTRIES = ("DE", "AT", "CH")
_LANGUAGES = {"de": "de", "en": "en_US"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days with hours of their own, none of them: closed. `yearly` repeats them each year."""

    first: date
    last: date
    label: str = ""
    windows: tuple[DayWindow, ...] = ()
    yearly: bool = False

    def in_year(self, year: int) -> Iterator[date]:
        """The days that fall into this calendar year; 29 February only where there is one."""
        shift = (0, -1) if self.yearly else (0,)  # a stretch may go on over New Year
        for years in shift:
            first = self._moved(self.first, year + years - self.first.year)
            if first is None:
                continue
            for offset in range((self.last - self.first).days + 1):
                day = first + offset * _DAY
                if day.year == year:
                    yield day

    def _moved(self, day: date, years: int) -> date | None:
        if not self.yearly:
            return day
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that makes a calendar. `country` is "" where no holiday is kept."""

    zone: ZoneInfo
    country: str
    subdivision: str
    spans: tuple[Span, ...]
    special: tuple[SpecialDays, ...] = ()


def calendar_for(plan: Plan, now: datetime) -> Calendar:
    """The calendar from the year before `now` to the second one after it."""
    return _calendar(plan, now.astimezone(plan.zone).year)


def day_names(plan: Plan, first: date, last: date, locale: str) -> dict[date, str]:
    """What the holidays and special days between two dates are called."""
    names = dict(_public_holidays(plan.country, plan.subdivision, first.year, locale))
    names |= _public_holidays(plan.country, plan.subdivision, last.year, locale)
    for days in plan.special:
        for year in range(first.year, last.year + 1):
            names |= dict.fromkeys(days.in_year(year), days.label)
    return {day: name for day, name in names.items() if first <= day <= last}


def are_known(country: str, subdivision: str) -> bool:
    """Can the public holidays be told?"""
    try:
        _public_holidays(country, subdivision, 2026, "de")
    except NotImplementedError:
        return False
    return True


def subdivisions(country: str) -> Mapping[str, str]:
    """The Länder or cantons of a country: code and name, those without a name by their code."""
    found = getattr(holidays, country)
    names: dict[str, str] = {}
    for alias, code in found.subdivisions_aliases.items():
        names.setdefault(code, alias)
    return {code: names.get(code, code) for code in found.subdivisions}


@lru_cache(maxsize=256)
def _calendar(plan: Plan, year: int) -> Calendar:
    years = range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
    closed = {
        day
        for wanted in years
        for day in _public_holidays(plan.country, plan.subdivision, wanted, "de")
    }
    special = {
        day: days.windows
        for days in plan.special
        for wanted in years
        for day in days.in_year(wanted)
    }
    return Calendar(plan.zone, plan.spans, frozenset(closed), special)


@lru_cache(maxsize=256)
def _public_holidays(country: str, subdivision: str, year: int, locale: str) -> Mapping[date, str]:
    """Raises NotImplementedError for a country or part of it that the library does not know."""
    if not country:
        return {}
    language = _LANGUAGES[locale]
    known = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    if language not in getattr(known, "supported_languages", ()):
        return dict(known.items())
    named = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language=language
    )
    return dict(named.items())
