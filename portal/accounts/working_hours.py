"""The hours of one person's week: written, read and checked. Pure.

Kept as [weekday, opens, closes] (0 = Monday, minutes after midnight, 1440 = midnight); none at all
means that somebody keeps the hours of their teams.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from itertools import pairwise

from portal.accounts.models import Person
from portal.core.errors import Invalid

MOST_WINDOWS = 4
MIDNIGHT = 24 * 60
_WINDOW = re.compile(
    r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*"
)
Windows = tuple[tuple[int, int], ...]


def read_windows(text: str) -> Windows:
    """The windows of a day as people write them ("8:00–12:00, 13:00–17:00"); none for an empty
    text. Raises Invalid for what cannot be read, for times that overlap and for too many."""
    parts = [part for part in text.replace(";", ",").replace("Uhr", "").split(",") if part.strip()]
    windows = sorted(_window(part) for part in parts)
    if len(windows) > MOST_WINDOWS:
        raise Invalid("Four stretches of time a day are enough.")
    for (_start, end), (start, _end) in pairwise(windows):
        if start < end:
            raise Invalid("These times overlap.")
    return tuple(windows)


def written(windows: Iterable[tuple[int, int]]) -> str:
    """The windows of a day as a text that `read_windows` takes."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in windows)


def week_of(person: Person) -> dict[int, Windows]:
    """The windows of each weekday on which this person works by hours of their own."""
    week: dict[int, list[tuple[int, int]]] = {}
    for weekday, opens, closes in person.hours:
        week.setdefault(weekday, []).append((opens, closes))
    return {weekday: tuple(sorted(windows)) for weekday, windows in sorted(week.items())}


def as_kept(week: Mapping[int, Windows]) -> list[list[int]]:
    """What is kept of a week."""
    return [[weekday, opens, closes] for weekday in sorted(week) for opens, closes in week[weekday]]


def spans_of(person: Person) -> list[tuple[int, time, time]]:
    """Weekday, opening and closing time of each window."""
    return [(weekday, _at(opens), _at(closes)) for weekday, opens, closes in person.hours]


def _window(text: str) -> tuple[int, int]:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise Invalid("Write times such as 8:00–12:00, 13:00–17:00.")
    hours, minutes, end_hours, end_minutes = (int(part or 0) for part in match.groups())
    opens, closes = hours * 60 + minutes, end_hours * 60 + end_minutes
    if max(minutes, end_minutes) > 59 or closes > MIDNIGHT or opens >= MIDNIGHT:
        raise Invalid("Write times such as 8:00–12:00, 13:00–17:00.")
    if opens >= closes:
        raise Invalid("The end of this time lies before its beginning.")
    return opens, closes


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _at(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
