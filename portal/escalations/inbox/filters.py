"""What a list is narrowed to, as it stands in an address. Pure: nothing is looked up here.

An address may hold anything. What is no filter of ours is passed over, as is a value of which
there is a fixed list and that is not on it; whether a team, a person or a tag is there says
`narrowing.narrowed`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.escalations.inbox.queries import View
from portal.escalations.models import Status
from portal.escalations.tags.rules import split_names
from portal.service_hours.rules import Priority
from portal.web.inputs import one_line
from portal.web.locale import LOCALES

ME, NOBODY, PRESSING = "me", "nobody", "pressing"
"""pressing: high or urgent."""
MOMENTS: Final = ("created", "changed", "due")
PAST_DAYS: Final[Mapping[str, int]] = {"today": 0, "week": 6, "month": 29}
"""Periods of a moment that has been, by how many days before today they begin."""
COMING_DAYS: Final[Mapping[str, tuple[int, int]]] = {
    "today": (0, 0),
    "tomorrow": (1, 1),
    "week": (0, 6),
}
_LONGEST = 500
_DAYS = tuple(f"{moment}_{end}" for moment in MOMENTS for end in ("from", "to"))


def _one_of(values: object) -> Callable[[str], str]:
    allowed = frozenset(values)  # type: ignore[call-overload]
    return lambda text: text if text in allowed else ""


def _key(text: str) -> str:
    return text if text.isascii() and text.replace("-", "").replace("_", "").isalnum() else ""


def _tags(text: str) -> str:
    return ", ".join(split_names(text))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


_READ: Final[Mapping[str, Callable[[str], str]]] = {
    "view": _one_of(view.value for view in View),
    "team": lambda text: text[:40],
    "status": _one_of(status.value for status in Status),
    "priority": _one_of([PRESSING, *(priority.value for priority in Priority)]),
    "tags": _tags,
    "language": _one_of(LOCALES),
    "contact": _key,
    "created": _one_of(PAST_DAYS),
    "changed": _one_of(PAST_DAYS),
    "due": _one_of(COMING_DAYS),
    **dict.fromkeys(_DAYS, _day),
}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` on and before `end`; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def open(self) -> bool:
        """Does it hold every moment?"""
        return self.start is None and self.end is None


def wanted_of(given: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address or a form, in a fixed order, without what says nothing."""
    read = {
        name: reading(one_line(given.get(name, ""), _LONGEST)) for name, reading in _READ.items()
    }
    for moment in MOMENTS:  # days of one's own go before a period
        if read[f"{moment}_from"] or read[f"{moment}_to"]:
            read[moment] = ""
    wanted = {name: value for name, value in read.items() if value}
    if wanted.get("view") == implied_view(wanted):
        del wanted["view"]
    return wanted


def view_of(wanted: Mapping[str, str]) -> View:
    """The view that is filtered."""
    return View(wanted["view"]) if "view" in wanted else implied_view(wanted)


def implied_view(wanted: Mapping[str, str]) -> View:
    """Which view an address means that names none: whoever narrows, narrows everything."""
    if wanted.get("status") in {Status.SOLVED, Status.CLOSED}:
        return View.SOLVED
    return View.ALL if set(wanted) - {"view"} else View.MINE


def narrows(wanted: Mapping[str, str]) -> bool:
    """Is there more than a view and a team, for which the side list has links?"""
    return bool(set(wanted) - {"view", "team"})


def span_of(wanted: Mapping[str, str], moment: str, now: datetime, zone: ZoneInfo) -> Span:
    """The stretch of time that is wanted of a moment: whole days on the reader's calendar."""
    today = now.astimezone(zone).date()
    first, last = wanted.get(f"{moment}_from"), wanted.get(f"{moment}_to")
    start, end = (date.fromisoformat(day) if day else None for day in (first, last))
    if moment in wanted and moment == "due":
        begins, ends = COMING_DAYS[wanted[moment]]
        start, end = today + timedelta(days=begins), today + timedelta(days=ends)
    elif moment in wanted:
        start = today - timedelta(days=PAST_DAYS[wanted[moment]])
    return Span(_begin(start, zone), _begin(end, zone, after=True))


def _begin(day: date | None, zone: ZoneInfo, *, after: bool = False) -> datetime | None:
    """When a day begins, or the one after it. The calendar ends in 9999."""
    if day is None:
        return None
    if after and day < date.max:
        day += timedelta(days=1)
    day = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))
    return datetime.combine(day, time(0), zone)
