"""What a graph consists of, in pixels: boxes, lines with labels, and stubs of solved ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal.troubleshooter.definition import Flow, Question
from portal.troubleshooter.graph_edges import Edge
from portal.troubleshooter.graph_layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    Layout,
    drawn_edges,
    is_solved,
    lay_out,
)
from portal.troubleshooter.graph_routes import (
    STUB_ROOM,
    Route,
    Side,
    find_routes,
    fits_between,
    label_width,
)
from portal.troubleshooter.graph_traffic import Traffic
from portal.troubleshooter.graph_words import number_words, way_label

GAP: Final = 40  # with the box: a rank pitch of 96
LANE: Final = 20  # one line of labels
MARGIN: Final = 24
LONGEST_LABEL: Final = 32
LONGEST_STUB_LABEL: Final = 17
BETWEEN: Final = " · "


@dataclass(frozen=True, slots=True)
class Box:
    """A step, by its upper left corner."""

    step: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A label by its middle, or by the end that touches its line. `full` is what it says if it had
    to be cut; `number` is how many runs took the way, the end of the text."""

    text: str
    full: str
    x: float
    y: float
    anchor: str = "middle"  # start | middle | end
    number: str = ""

    @property
    def left(self) -> float:
        """Where its plate begins."""
        width = label_width(self.text)
        return self.x - {"start": 6, "middle": width / 2, "end": width - 6}[self.anchor]


@dataclass(frozen=True, slots=True)
class Line:
    """A way from one step to another, corner by corner. `share` of the runs went along it."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    label: Label | None
    share: float = 0


@dataclass(frozen=True, slots=True)
class Stub:
    """A way to a solved end, drawn beside its source only: from (x, y) to the right. `share` and
    `number` as for a line."""

    source: str
    target: str
    x: float
    y: float
    text: str
    full: str
    share: float = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn, from the upper left corner."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    stubs: tuple[Stub, ...]


def draw(flow: Flow, locale: str, traffic: Traffic | None = None) -> Drawing:
    """Place boxes, lines, labels and stubs; the same flow with the same traffic always looks the
    same."""
    layout = lay_out(flow)
    grouped: dict[tuple[str, str], list[Edge]] = {}
    for edge in drawn_edges(flow):
        grouped.setdefault((edge.source, edge.target), []).append(edge)
    said = {pair: way_label(flow, edges, locale) for pair, edges in grouped.items()}
    loads = {pair: _load(flow, pair, traffic, locale) for pair in grouped}
    solved = [pair for pair in grouped if is_solved(flow, pair[1])]
    routes = [
        Route(*pair, _text(said[pair], loads[pair], LONGEST_LABEL))
        for pair in grouped
        if pair not in solved
    ]
    lanes = find_routes(routes, layout, {source for source, _ in solved})
    tops = _tops(layout, lanes)
    rank = layout.rank_of()
    boxes = tuple(
        Box(step, layout.left[step], tops[number])
        for number, row in enumerate(layout.ranks)
        for step in row
    )
    corners = {box.step: (box.x, box.y) for box in boxes}
    lines = [
        _line(
            route,
            said[route.source, route.target],
            loads[route.source, route.target],
            corners,
            _heights(route, rank, lanes, tops),
        )
        for route in routes
    ]
    stubs = _stubs(flow, solved, said, loads, corners)
    return _framed(boxes, lines, stubs)


@dataclass(frozen=True, slots=True)
class _Load:
    """How many runs a line carries; nothing where nobody has begun."""

    share: float = 0
    number: str = ""


def _load(flow: Flow, pair: tuple[str, str], traffic: Traffic | None, locale: str) -> _Load:
    if traffic is None or not traffic.begun:
        return _Load()
    runs = traffic.drawn_between(flow, *pair)
    return _Load(traffic.share(runs), number_words(runs, locale))


def _text(said: str, load: _Load, most: int) -> str:
    """A label of so many letters, that ends in the number if there is one."""
    if not load.number:
        return shorten(said, most)
    words = shorten(said, most - len(load.number) - len(BETWEEN))
    return f"{words}{BETWEEN}{load.number}" if words else load.number


def shorten(text: str, most: int) -> str:
    """The text, cut with an ellipsis if it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,") + "…"


def _tops(layout: Layout, lanes: Mapping[int, int]) -> list[float]:
    """Where each rank begins; a gap with many lanes is wider."""
    tops: list[float] = []
    y = 0.0
    for number in range(len(layout.ranks)):
        y += _gap(lanes.get(number, 0)) if number or lanes.get(0) else 0
        tops.append(y)
        y += BOX_HEIGHT
    return tops


def _gap(lanes: int) -> float:
    return max(GAP, (lanes + 1) * LANE)


def _heights(
    route: Route, rank: Mapping[str, int], lanes: Mapping[int, int], tops: Sequence[float]
) -> tuple[float, float]:
    """At which y a route runs sideways below its source, and above its target."""

    def lane_y(gap: int) -> float:
        bottom = tops[gap] if gap < len(tops) else tops[-1] + BOX_HEIGHT + _gap(lanes[gap])
        height = _gap(lanes[gap])
        return bottom - height + height * (route.lanes[gap] + 1) / (lanes[gap] + 1)

    below, above = rank[route.source] + 1, rank[route.target]
    if route.side is None:
        return lane_y(above), lane_y(above)
    return (
        tops[rank[route.source]] + BOX_HEIGHT / 2 if route.leaves_beside else lane_y(below),
        tops[above] + BOX_HEIGHT / 2 if route.enters_beside else lane_y(above),
    )


def _line(
    route: Route,
    full: str,
    load: _Load,
    corners: Mapping[str, tuple[float, float]],
    heights: tuple[float, float],
) -> Line:
    (left, top), (target_left, target_top) = corners[route.source], corners[route.target]
    first, last = heights
    edge = BOX_WIDTH if route.side is Side.RIGHT else 0
    if route.leaves_beside:
        points = [(left + edge, first)]
    else:
        points = [(route.leaving, top + BOX_HEIGHT), (route.leaving, first)]
    if route.side is not None:
        points += [(route.outside, first), (route.outside, last)]
    if route.enters_beside:
        points.append((target_left + edge, last))
    else:
        points += [(route.entering, last), (route.entering, target_top)]
    label = None
    if route.label:
        x, anchor = _beside_line(route, left + edge)
        whole = BETWEEN.join(part for part in (full, load.number) if part)
        label = Label(route.label, whole, x, first, anchor, load.number)
    return Line(route.source, route.target, _without_repeats(points), label, load.share)


def _beside_line(route: Route, edge: float) -> tuple[float, str]:
    """Where the label of a line stands, and which of its ends is there."""
    if route.side is None:
        if fits_between(route):
            return (route.leaving + route.entering) / 2, "middle"
        if route.entering < route.leaving:
            return route.entering - 12, "end"
        return route.entering + 12, "start"
    start = edge if route.leaves_beside else route.leaving
    return (start + 18, "start") if route.side is Side.RIGHT else (start - 18, "end")


def _without_repeats(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Corners only: no point twice, none in the middle of a straight part."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        if kept and abs(kept[-1][0] - x) < 0.5 and abs(kept[-1][1] - y) < 0.5:
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (abs(ax - bx) < 0.5 and abs(bx - x) < 0.5) or (
                abs(ay - by) < 0.5 and abs(by - y) < 0.5
            ):
                kept.pop()
        kept.append((x, y))
    return tuple(kept)


def _stubs(
    flow: Flow,
    solved: Sequence[tuple[str, str]],
    said: Mapping[tuple[str, str], str],
    loads: Mapping[tuple[str, str], _Load],
    corners: Mapping[str, tuple[float, float]],
) -> list[Stub]:
    """That a remedy helped needs no word; an answer does."""
    stubs: list[Stub] = []
    for source, target in solved:
        full = said[source, target] if isinstance(flow.steps[source], Question) else ""
        left, top = corners[source]
        before = sum(stub.source == source for stub in stubs)
        y = top + BOX_HEIGHT / 2 + before * LANE
        load = loads[source, target]
        text = _text(full, load, LONGEST_STUB_LABEL)
        x = left + BOX_WIDTH
        stubs.append(Stub(source, target, x, y, text, full, load.share, load.number))
    return stubs


def _framed(boxes: Sequence[Box], lines: Sequence[Line], stubs: Sequence[Stub]) -> Drawing:
    """Moved so that everything lies within the margin."""
    xs = [x for line in lines for x, _ in line.points]
    labels = [line.label for line in lines if line.label]
    xs += [x for label in labels for x in (label.left, label.left + label_width(label.text))]
    xs += [edge for box in boxes for edge in (box.x, box.x + BOX_WIDTH)]
    xs += [stub.x + STUB_ROOM for stub in stubs]
    ys = [y for line in lines for _, y in line.points] + [box.y + BOX_HEIGHT for box in boxes]
    dx, dy = MARGIN - min(xs), MARGIN - min(0, *ys)
    return Drawing(
        width=max(xs) + dx + MARGIN,
        height=max(ys) + dy + MARGIN,
        boxes=tuple(replace(box, x=box.x + dx, y=box.y + dy) for box in boxes),
        lines=tuple(
            replace(
                line,
                points=tuple((x + dx, y + dy) for x, y in line.points),
                label=line.label and replace(line.label, x=line.label.x + dx, y=line.label.y + dy),
            )
            for line in lines
        ),
        stubs=tuple(replace(stub, x=stub.x + dx, y=stub.y + dy) for stub in stubs),
    )
