"""A flow as a graph: every edge that its author wrote, and what can be reached along them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.troubleshooter.definition import (
    Call,
    Condition,
    Decision,
    End,
    Flow,
    Question,
    RemedyStep,
    Step,
)

Place = tuple[str | int, ...]
"""Where something stands in a flow file: keys and indexes from the top."""


CHOICES = ("single", "multi", "confirm")
"""Questions that are answered by their options alone, if they have some."""


class Way(StrEnum):
    """What takes a run along an edge."""

    OPTION = "option"
    NEXT = "next"  # whatever was answered
    OUTCOME = "outcome"
    BRANCH = "branch"  # of a decision
    ELSE = "else"  # the step's condition does not hold


@dataclass(frozen=True, slots=True)
class Edge:
    """From one step to the next; `key` is the option's id, the outcome, or the branch's number."""

    source: str
    target: str
    way: Way
    key: str
    place: Place


def edges_of(step: Step) -> Iterator[Edge]:
    """The edges that leave a step, in the order of the file, `else` last."""
    at: Place = ("steps", step.id)
    if isinstance(step, Question):
        yield from _answers(step, at)
    elif isinstance(step, RemedyStep | Call):
        for outcome, target in step.next.items():
            yield Edge(step.id, target, Way.OUTCOME, outcome, (*at, "next", outcome))
    elif isinstance(step, Decision):
        for index, branch in enumerate(step.branches):
            place = (*at, "decide", index, "next")
            yield Edge(step.id, branch.next, Way.BRANCH, str(index + 1), place)
    if step.otherwise is not None:
        yield Edge(step.id, step.otherwise, Way.ELSE, "", (*at, "else"))


def conditions_of(step: Step) -> Iterator[tuple[Condition, Place]]:
    """All conditions of a step, each with its place."""
    at: Place = ("steps", step.id)
    if step.when is not None:
        yield step.when, (*at, "when")
    if isinstance(step, Decision):
        for index, branch in enumerate(step.branches):
            yield branch.when, (*at, "decide", index, "when")


def all_edges(flow: Flow) -> tuple[Edge, ...]:
    """All edges whose target exists."""
    return tuple(
        edge for step in flow.steps.values() for edge in edges_of(step) if edge.target in flow.steps
    )


def targets(edges: Collection[Edge]) -> Mapping[str, tuple[str, ...]]:
    """Target steps by source."""
    found: dict[str, dict[str, None]] = {}
    for edge in edges:
        found.setdefault(edge.source, {})[edge.target] = None
    return {source: tuple(ends) for source, ends in found.items()}


def sources(edges: Collection[Edge]) -> Mapping[str, tuple[str, ...]]:
    """Source steps by target."""
    found: dict[str, dict[str, None]] = {}
    for edge in edges:
        found.setdefault(edge.target, {})[edge.source] = None
    return {target: tuple(starts) for target, starts in found.items()}


def reachable(starts: Collection[str], nexts: Mapping[str, Collection[str]]) -> set[str]:
    """The starts and all that can be reached from them."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting.extend(nexts.get(step, ()))
    return found


def cycles(
    flow: Flow, *, without: Collection[str] = (), along: Collection[Way] = tuple(Way)
) -> Iterator[tuple[str, ...]]:
    """One ring for each edge that leads back, found depth first from the start; `without`: steps
    that do not count; `along`: only edges of these kinds. No recursion: a file may chain more steps
    than Python's stack is deep."""
    nexts = targets([edge for edge in all_edges(flow) if edge.way in along])
    done = set(without)
    for first in (flow.start, *flow.steps):
        if first in done or first not in flow.steps:
            continue
        path = [first]
        on_path = {first}
        branches = [iter(nexts.get(first, ()))]
        while path:
            step = next(branches[-1], None)
            if step is None:
                branches.pop()
                left = path.pop()
                on_path.remove(left)
                done.add(left)
            elif step in on_path:
                yield tuple(path[path.index(step) :])
            elif step not in done:
                path.append(step)
                on_path.add(step)
                branches.append(iter(nexts.get(step, ())))


def heaviest_path(flow: Flow, weight: Callable[[Step], float]) -> float:
    """The largest sum of weights on a way from the start; edges that lead back are left out."""
    backward = {(ring[-1], ring[0]) for ring in cycles(flow)}
    edges = [edge for edge in all_edges(flow) if (edge.source, edge.target) not in backward]
    nexts, befores = targets(edges), sources(edges)
    ahead = reachable([flow.start], nexts)
    missing = {step: sum(before in ahead for before in befores.get(step, ())) for step in ahead}
    total = {flow.start: weight(flow.steps[flow.start])}
    waiting = [flow.start]
    for step in waiting:  # grows while it is walked
        for target in nexts.get(step, ()):
            through = total[step] + weight(flow.steps[target])
            total[target] = max(total.get(target, 0), through)
            missing[target] -= 1
            if not missing[target]:
                waiting.append(target)
    return max(total.values())


def persons(flow: Flow) -> tuple[str, ...]:
    """The ends at a person."""
    return tuple(
        step.id for step in flow.steps.values() if isinstance(step, End) and step.kind == "escalate"
    )


def _answers(step: Question, at: Place) -> Iterator[Edge]:
    for index, option in enumerate(step.options):
        if option.listed:
            continue
        if option.next is not None:
            place = (*at, "options", index, "next")
            yield Edge(step.id, option.next, Way.OPTION, option.id, place)
        elif step.next is not None:
            yield Edge(step.id, step.next, Way.OPTION, option.id, (*at, "next"))
    if step.next is not None and (takes_more(step) or not step.options):
        yield Edge(step.id, step.next, Way.NEXT, "", (*at, "next"))


def takes_more(step: Question) -> bool:
    """Are there replies beside the options that the file writes out?"""
    return step.kind not in CHOICES or any(option.listed for option in step.options)
