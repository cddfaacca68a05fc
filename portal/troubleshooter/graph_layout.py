"""Where the boxes of a graph stand: ranks from the start downwards, columns by their neighbours.

Layered drawing after Sugiyama, Tagawa and Toda (IEEE Trans. SMC 11, 1981): longest-path ranks,
order by barycentres, then positions by least squares under a smallest distance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from portal.troubleshooter.definition import WORSE, End, Flow
from portal.troubleshooter.graph_edges import Edge, Way, all_edges, cycles, sources, targets

BOX_WIDTH: Final = 232
BOX_HEIGHT: Final = 56
COLUMN: Final = 392  # a box and room for what stands beside it
END_COLUMN: Final = 280  # nothing stands beside an end
GRID: Final = 8
_SWEEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Ranks from top to bottom, each from left to right, and the left edge of every box."""

    ranks: tuple[tuple[str, ...], ...]
    left: Mapping[str, int]

    def rank_of(self) -> dict[str, int]:
        """The rank of every step."""
        return {step: number for number, rank in enumerate(self.ranks) for step in rank}


def drawn_edges(flow: Flow) -> tuple[Edge, ...]:
    """All edges but those of "worse"."""
    return tuple(
        edge for edge in all_edges(flow) if edge.way is not Way.OUTCOME or edge.key != WORSE
    )


def is_solved(flow: Flow, step: str) -> bool:
    """Is the step an end where the problem is solved? Ways there are drawn as stubs."""
    found = flow.steps[step]
    return isinstance(found, End) and found.kind == "solved"


def lay_out(flow: Flow) -> Layout:
    """Place every step; the same flow always gets the same places."""
    edges = [edge for edge in drawn_edges(flow) if not is_solved(flow, edge.target)]
    ranks = _order(_ranks(flow, edges), edges)
    return Layout(tuple(map(tuple, ranks)), _columns(ranks, edges))


def spread(wanted: Sequence[float], distance: float) -> list[float]:
    """Positions in the given order, `distance` apart or more, as near as possible to the wanted
    ones (least squares; pool adjacent violators, Barlow and others 1972)."""
    pools: list[tuple[float, int]] = []  # mean, size
    for index, value in enumerate(wanted):
        mean, size = value - index * distance, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return [mean + index * distance for index, mean in enumerate(means)]


def _ranks(flow: Flow, edges: Sequence[Edge]) -> list[list[str]]:
    """Every step one rank below the lowest of those that lead to it; ends at the bottom."""
    backward = {(ring[-1], ring[0]) for ring in cycles(flow)}
    forward = [edge for edge in edges if (edge.source, edge.target) not in backward]
    nexts, befores = targets(forward), sources(forward)
    missing = {step: len(befores.get(step, ())) for step in flow.steps}
    rank = dict.fromkeys(flow.steps, 0)
    waiting = [step for step in flow.steps if not missing[step]]
    for step in waiting:  # grows while it is walked
        for target in nexts.get(step, ()):
            rank[target] = max(rank[target], rank[step] + 1)
            missing[target] -= 1
            if not missing[target]:
                waiting.append(target)
    middle = [step for step in flow.steps if not isinstance(flow.steps[step], End)]
    bottom = max((rank[step] + 1 for step in middle), default=0)
    ranks: list[list[str]] = [[] for _ in range(bottom + 1)]
    for step in _depth_first(flow, nexts):
        ranks[bottom if isinstance(flow.steps[step], End) else rank[step]].append(step)
    # Ways to a person come round the right, so the solved ends stand on the left.
    ranks[bottom].sort(key=lambda step: (not is_solved(flow, step), step not in befores))
    return [rank for rank in ranks if rank]


def _depth_first(flow: Flow, nexts: Mapping[str, Sequence[str]]) -> list[str]:
    """Steps as a reader meets them: the first branch to its end, then the second."""
    found: dict[str, None] = {}
    waiting = [*reversed(list(flow.steps)), flow.start]
    while waiting:
        step = waiting.pop()
        if step not in found and step in flow.steps:
            found[step] = None
            waiting.extend(reversed(nexts.get(step, ())))
    return list(found)


def _order(ranks: list[list[str]], edges: Sequence[Edge]) -> list[list[str]]:
    """Each rank but the last by the mean place of its neighbours, downwards and upwards."""
    nexts, befores = targets(edges), sources(edges)
    for sweep in range(_SWEEPS):
        neighbours = nexts if sweep % 2 else befores
        for rank in ranks[:-1]:
            place = {
                step: index - (len(other) - 1) / 2
                for other in ranks
                for index, step in enumerate(other)
            }
            wanted = {step: _mean(place, neighbours.get(step, ()), place[step]) for step in rank}
            rank.sort(key=wanted.__getitem__)
    return ranks


def _columns(ranks: Sequence[Sequence[str]], edges: Sequence[Edge]) -> dict[str, int]:
    nexts, befores = targets(edges), sources(edges)
    *upper, ends = ranks
    led_to = [index for index, step in enumerate(ends) if step in befores] or range(len(ends))
    first, last = led_to[0], led_to[-1]
    tied = ends[first : last + 1]
    rows = [*upper, tied]
    left = {
        step: (index - (len(rank) - 1) / 2) * COLUMN
        for rank in rows
        for index, step in enumerate(rank)
    }
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        neighbours = befores if down else nexts
        for rank in rows if down else reversed(rows):
            wanted = [_mean(left, neighbours.get(step, ()), left[step]) for step in rank]
            distance = COLUMN if rank is not tied else END_COLUMN
            left.update(zip(rank, spread(wanted, distance), strict=True))
    # Ends that no line leads to stand beside the others, however far those have moved.
    for index in range(first - 1, -1, -1):
        left[ends[index]] = left[ends[index + 1]] - END_COLUMN
    for index in range(last + 1, len(ends)):
        left[ends[index]] = left[ends[index - 1]] + END_COLUMN
    leftmost = min(left.values(), default=0)
    # Floor, not round: it never brings two boxes nearer to one another than they were.
    return {step: floor((x - leftmost) / GRID + 0.5) * GRID for step, x in left.items()}


def _mean(places: Mapping[str, float], steps: Sequence[str], default: float) -> float:
    return sum(places[step] for step in steps) / len(steps) if steps else default
