"""Which way the lines of a graph take: short ones through the gap between two ranks, long ones
round the outside.

A line has a lane of its own where it runs sideways in a gap, so labels do not meet; ways to the
same step share one lane outside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from portal.troubleshooter.graph_layout import BOX_WIDTH, Layout, spread

OUTER_LANE: Final = 16
NEAREST_LANE: Final = 20
STUB_ROOM: Final = 160  # beside a box, for the stub of its solved end
PORT: Final = 24  # between two lines at one box
LETTER: Final = 6.6  # estimated width of a letter of labels, at 12 px: the server has no fonts


class Side(StrEnum):
    """Round which side a long way goes."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(slots=True)
class Route:
    """The way of one line. Ports are the x where it leaves a box below and enters one above;
    `lanes` says by gap which lane it takes there (gap n lies above rank n)."""

    source: str
    target: str
    label: str
    side: Side | None = None  # None: through the gap below its source
    leaves_beside: bool = False
    enters_beside: bool = False
    leaving: float = 0
    entering: float = 0
    outside: float = 0
    lanes: dict[int, int] = field(default_factory=dict)


def find_routes(routes: Sequence[Route], layout: Layout, with_stub: set[str]) -> dict[int, int]:
    """Complete the routes; returns how many lanes each gap needs. `with_stub`: steps whose right
    side is taken."""
    rank = layout.rank_of()
    _choose_sides(routes, layout, rank, with_stub)
    _choose_ports(routes, layout)
    _choose_outer_lanes(routes, layout, rank)
    return _choose_gap_lanes(routes, rank)


def label_width(text: str) -> float:
    """Pixels of a label with its plate."""
    return len(text) * LETTER + 12 if text else 0


def _choose_sides(
    routes: Sequence[Route], layout: Layout, rank: Mapping[str, int], with_stub: set[str]
) -> None:
    middle = max(layout.left.values(), default=0) / 2
    used: set[tuple[str, Side]] = set()
    for route in routes:
        if rank[route.target] == rank[route.source] + 1:
            continue
        place = (layout.left[route.source] + layout.left[route.target]) / 2
        to_an_end = rank[route.target] == len(layout.ranks) - 1
        side = route.side = Side.RIGHT if to_an_end or place > middle else Side.LEFT
        outermost = -1 if side is Side.RIGHT else 0
        free = layout.ranks[rank[route.source]][outermost] == route.source
        stub = side is Side.RIGHT and route.source in with_stub
        route.leaves_beside = free and not stub and (route.source, side) not in used
        used.add((route.source, side))
    for route in routes:
        if route.side is not None:
            outermost = -1 if route.side is Side.RIGHT else 0
            free = layout.ranks[rank[route.target]][outermost] == route.target
            stub = route.side is Side.RIGHT and route.target in with_stub
            route.enters_beside = free and not stub and (route.target, route.side) not in used


def _choose_ports(routes: Sequence[Route], layout: Layout) -> None:
    """As straight as possible; what comes from outside or goes there has the outer ports."""
    for step, left in layout.left.items():
        away = [route for route in routes if route.source == step and not route.leaves_beside]
        goals = [_outwards(route, layout.left[route.target] + BOX_WIDTH / 2) for route in away]
        for route, port in _ports(away, goals, left):
            route.leaving = port
    for step, left in layout.left.items():
        here = [route for route in routes if route.target == step and not route.enters_beside]
        first = {_shared(route): route for route in reversed(here)}
        origins = [_outwards(route, route.leaving) for route in first.values()]
        ports = {_shared(route): x for route, x in _ports(list(first.values()), origins, left)}
        for route in here:
            route.entering = ports[_shared(route)]


def _shared(route: Route) -> tuple[str, Side | str]:
    """What comes round the same side to the same step comes as one line."""
    return route.target, route.side or route.source


def _outwards(route: Route, otherwise: float) -> float:
    if route.side is None:
        return otherwise
    return float("inf") if route.side is Side.RIGHT else float("-inf")


def _ports(
    routes: Sequence[Route], wanted: Sequence[float], left: float
) -> Iterator[tuple[Route, float]]:
    """Ports along a box, apart from each other and in the order of where the lines go."""
    order = sorted(range(len(routes)), key=wanted.__getitem__)
    low, high = left + PORT, left + BOX_WIDTH - PORT
    distance = min(PORT, (high - low) / max(len(order) - 1, 1))
    placed = spread([min(max(wanted[index], low), high) for index in order], distance)
    inwards = max(0, low - min(placed, default=low)) - max(0, max(placed, default=high) - high)
    for index, port in zip(order, placed, strict=True):
        yield routes[index], port + inwards


def _choose_outer_lanes(routes: Sequence[Route], layout: Layout, rank: Mapping[str, int]) -> None:
    right_edge = max(layout.left.values(), default=0) + BOX_WIDTH
    for side in Side:
        outer = [route for route in routes if route.side is side]
        spans: dict[str, tuple[float, float]] = {}
        for route in outer:
            ends = (rank[route.source] + 0.5, float(rank[route.target]))
            low, high = spans.get(route.target, ends)
            spans[route.target] = (min(low, *ends), max(high, *ends))
        lanes = dict(zip(spans, _lanes(list(spans.values())), strict=True))
        labels = [label_width(route.label) for route in outer if route.leaves_beside]
        room = max(NEAREST_LANE, *(width + NEAREST_LANE for width in labels), 0)
        for route in outer:
            if side is Side.RIGHT:
                away = max(room, STUB_ROOM) + lanes[route.target] * OUTER_LANE
                route.outside = right_edge + away
            else:
                route.outside = -room - lanes[route.target] * OUTER_LANE


def _choose_gap_lanes(routes: Sequence[Route], rank: Mapping[str, int]) -> dict[int, int]:
    spans: dict[int, dict[tuple[str, ...], tuple[float, float]]] = {}
    for route in routes:
        for gap, key, low, high in _sideways(route, rank):
            among = spans.setdefault(gap, {})
            known = among.get(key, (low, high))
            among[key] = min(low, known[0]), max(high, known[1])
    lanes = {
        gap: dict(zip(among, _lanes(list(among.values())), strict=True))
        for gap, among in spans.items()
    }
    for route in routes:
        for gap, key, _, _ in _sideways(route, rank):
            route.lanes[gap] = lanes[gap][key]
    return {gap: max(of.values()) + 1 for gap, of in lanes.items()}


def _sideways(
    route: Route, rank: Mapping[str, int]
) -> Iterator[tuple[int, tuple[str, ...], float, float]]:
    """In which gaps a line runs sideways or has its label, what it shares that part with, and
    from where to where."""
    label = label_width(route.label)
    alone = (route.source, route.target)
    if route.side is None:
        low, high = sorted((route.leaving, route.entering))
        beside = 0.0 if fits_between(route) else label + 8
        if route.entering < route.leaving:
            yield rank[route.target], alone, low - beside, high
        else:
            yield rank[route.target], alone, low, high + beside
        return
    if not route.leaves_beside:
        low, high = sorted((route.leaving, route.outside))
        yield rank[route.source] + 1, alone, min(low, high - label), max(high, low + label)
    if not route.enters_beside:
        low, high = sorted((route.entering, route.outside))
        yield rank[route.target], ("to", *_shared(route)), low, high


def fits_between(route: Route) -> bool:
    """Is there room for the label on the sideways part of a short line?"""
    return abs(route.leaving - route.entering) >= label_width(route.label) + 24


def _lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """The first lane for each span in which it meets no other (interval colouring)."""
    lanes = [0] * len(spans)
    ends: list[float] = []
    for index in sorted(range(len(spans)), key=spans.__getitem__):
        low, high = spans[index]
        for lane, end in enumerate(ends):
            if end < low:
                lanes[index], ends[lane] = lane, high
                break
        else:
            lanes[index] = len(ends)
            ends.append(high)
    return lanes
