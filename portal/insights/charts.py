"""Small charts, drawn on the server: bars and lines as numbers for an SVG."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 300.0
HEIGHT: Final = 96.0
GAP: Final = 0.2
"""Of a bar's room, left free between two bars."""
RANGE: Final = 0.24
"""Of a bar's room, taken by one that stands for a range."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle by its upper left corner; `title` says what it stands for."""

    x: float
    y: float
    width: float
    height: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One measure over time in a field of WIDTH × HEIGHT. `top` is the value of its upper edge.

    Counts are `bars`; shares are `points` on a `line` (an SVG path that breaks off where nothing
    was asked), `hollow` where they are of too few to say much.
    """

    bars: tuple[Bar, ...] = ()
    line: str = ""
    points: tuple[Bar, ...] = ()
    hollow: tuple[Bar, ...] = ()
    top: float = 0.0


def bar_chart(values: Sequence[float], titles: Sequence[str]) -> Chart:
    """Counts, or means, as bars; the tallest reaches the upper edge."""
    top = max(values, default=0)
    room = WIDTH / max(len(values), 1)
    bars = tuple(
        Bar(
            x=_rounded(room * (number + GAP / 2)),
            y=_rounded(HEIGHT - _height(value, top)),
            width=_rounded(room * (1 - GAP)),
            height=_height(value, top),
            title=title,
        )
        for number, (value, title) in enumerate(zip(values, titles, strict=True))
    )
    return Chart(bars=bars, top=top)


def share_chart(
    values: Sequence[float | None], titles: Sequence[str], few: Collection[int] = ()
) -> Chart:
    """Shares from 0 to 1 as points on a line; None where there is none. `few`: the numbers of
    those that are of few."""
    room = WIDTH / max(len(values), 1)
    points: tuple[list[Bar], list[Bar]] = ([], [])
    line, drawing = [], False
    for number, (value, title) in enumerate(zip(values, titles, strict=True)):
        if value is None:
            drawing = False
            continue
        x, y = _rounded(room * (number + 0.5)), _rounded(HEIGHT * (1 - value))
        points[number in few].append(Bar(x=x, y=y, width=0, height=0, title=title))
        line.append(f"{'L' if drawing else 'M'}{x:g} {y:g}")
        drawing = True
    full, hollow = map(tuple, points)
    return Chart(line="".join(line), points=full, hollow=hollow, top=1.0)


def range_chart(values: Sequence[tuple[float, float] | None], titles: Sequence[str]) -> Chart:
    """For each a bar from the smaller to the greater value and a point at the smaller one; None
    where there is none."""
    top = max((high for _low, high in filter(None, values)), default=0.0)
    room = WIDTH / max(len(values), 1)
    bars, points = [], []
    for number, (value, title) in enumerate(zip(values, titles, strict=True)):
        if value is None:
            continue
        lower, upper = (HEIGHT * (1 - part / top) if top else HEIGHT for part in value)
        bars.append(
            Bar(
                x=_rounded(room * (number + 0.5 - RANGE / 2)),
                y=_rounded(upper),
                width=_rounded(room * RANGE),
                height=_rounded(lower - upper),
                title=title,
            )
        )
        x = _rounded(room * (number + 0.5))
        points.append(Bar(x=x, y=_rounded(lower), width=0, height=0, title=title))
    return Chart(bars=tuple(bars), points=tuple(points), top=top)


def _height(value: float, top: float) -> float:
    """In proportion, but what is there is seen."""
    return _rounded(max(HEIGHT * value / top, 1.5)) if value and top else 0.0


def _rounded(number: float) -> float:
    return round(number, 2)
