"""Hours as people write them: "8–12, 13:00–18:00 Uhr". Pure."""

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from portal.core.errors import Invalid
from portal.service_hours.rules import MIDNIGHT, DayWindow

_BETWEEN = re.compile(r"[,;\n]|\bund\b|\band\b|\+")
_WINDOW = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:Uhr|h)?\s*(?:-|–|—|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?"
    r"\s*(?:Uhr|h)?",
    re.IGNORECASE,
)
_CLOSED = frozenset({"", "-", "–", "geschlossen", "zu", "closed"})


def read_windows(text: str) -> tuple[DayWindow, ...]:
    """The windows of one day, in order; none where nothing or "closed" is written. One that ends
    before it begins ends on the next day. Raises Invalid for what cannot be read."""
    if text.strip().casefold() in _CLOSED:
        return ()
    windows = sorted(_window(part.strip()) for part in _BETWEEN.split(text) if part.strip())
    for (start, end), (following, _end) in pairwise(windows):
        if end <= start or end > following:  # only the last one may go on over night
            raise Invalid("Two of these times overlap: %(text)s.", text=text.strip())
    return tuple(windows)


def written(windows: Iterable[DayWindow]) -> str:
    """8:00–12:00, 13:00–24:00."""
    return ", ".join(
        f"{_time(start)}–{'24:00' if end == MIDNIGHT else _time(end)}" for start, end in windows
    )


def _window(text: str) -> DayWindow:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise Invalid("Write %(text)s like this: 8:00–12:00, 13:00–18:00.", text=f"“{text}”")
    start, end = _at(match[1], match[2], text), _at(match[3], match[4], text)
    if start == end != MIDNIGHT:
        raise Invalid("%(text)s ends when it begins.", text=f"“{text}”")
    return start, end


def _at(hour: str, minute: str | None, text: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        return MIDNIGHT
    if hours > 23 or minutes > 59:
        raise Invalid("There is no such time: %(text)s.", text=f"“{text}”")
    return time(hours, minutes)


def _time(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"
