"""What lies ahead in a flow: the way to a person, how many screens, how many minutes. Pure."""

import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from portal.troubleshooter.definition import (
    NO_CHANGE,
    OUTCOMES,
    Call,
    End,
    Flow,
    Needed,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.position import Position, Tried

QUESTION_MINUTES = 1 / 3
"""Reading a question and answering it."""


def way_to_person(flow: Flow, step: str) -> End:
    """The end at a person that is the fewest edges from the step; if no edge leads to one, any in
    the flow; if it has none, a plain one with the id `person`."""
    waiting, seen = deque([step]), {step}
    while waiting:
        here = flow.steps.get(waiting.popleft())
        if isinstance(here, End) and here.kind == "escalate":
            return here
        for following in next_steps(here) if here is not None else ():
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    for other in flow.steps.values():
        if isinstance(other, End) and other.kind == "escalate":
            return other
    return End(id="person", title={}, why={}, kind="escalate")


def next_steps(step: Step) -> tuple[str, ...]:
    """Ids of all steps that an edge of this one names, each once, `else` last."""
    named: list[str | None] = []
    if isinstance(step, Question):
        named += [*(option.next for option in step.options), step.next]
    elif isinstance(step, RemedyStep | Call):
        named += step.next.values()
    return tuple(dict.fromkeys(id_ for id_ in (*named, step.otherwise) if id_))


def needed(flow: Flow, facts: Mapping[str, str]) -> tuple[Needed, ...]:
    """What to have ready before the start, without what is known already."""
    return tuple(thing for thing in flow.have_ready if not facts.get(thing.id))


def steps_ahead(flow: Flow, position: Position, attempts: Mapping[str, Tried] | None = None) -> int:
    """How many screens may follow at most, with the present one, without the end. A loop counts
    once, a remedy that was tried not at all."""
    tried = attempts or {}

    def count(step: Step, rest: Sequence[float]) -> float:
        hidden = isinstance(step, RemedyStep) and _known_edge(step, tried) is not None
        return (not hidden and not isinstance(step, End)) + max(rest, default=0)

    return round(_fold(flow, position.step, tried, count))


def remaining_minutes(
    flow: Flow, position: Position, attempts: Mapping[str, Tried] | None = None
) -> int:
    """What the rest takes, if none of the remedies helps, in whole minutes; 0 at an end.

    Where the way depends on an answer yet to be given, the mean of the ways; remedies that were
    tried cost nothing. Never more than the author promised for the whole.
    """
    tried = attempts or {}
    if isinstance(position.step, End):
        return 0

    def minutes(step: Step, rest: Sequence[float]) -> float:
        cost = QUESTION_MINUTES if isinstance(step, Question) else 0.0
        if isinstance(step, RemedyStep) and step.remedy not in tried:
            remedy = flow.remedies.get(step.remedy)
            cost = remedy.minutes if remedy is not None else 1
        return cost + (sum(rest) / len(rest) if rest else 0)

    expected = math.ceil(_fold(flow, position.step, tried, minutes) - 1e-9)
    return max(1, min(expected, flow.minutes))


def _known_edge(step: RemedyStep, tried: Mapping[str, Tried]) -> str | None:
    known = tried.get(step.remedy)
    return known.outcome if known is not None and known.outcome in OUTCOMES else None


def _likely(step: Step, tried: Mapping[str, Tried]) -> tuple[str, ...]:
    """Where a step leads: a remedy along its known edge, or as if it did not help."""
    if not isinstance(step, RemedyStep):
        return next_steps(step)
    outcome = _known_edge(step, tried) or NO_CHANGE
    ways = (step.next.get(outcome), step.otherwise if step.when is not None else None)
    return tuple(dict.fromkeys(id_ for id_ in ways if id_))


def _fold(
    flow: Flow,
    start: Step,
    tried: Mapping[str, Tried],
    combine: Callable[[Step, Sequence[float]], float],
) -> float:
    """Combine each step with the values of the steps after it, from the ends backwards; an edge
    back into a loop is left out. Without recursion: a flow may be longer than Python's stack."""
    values: dict[str, float] = {}
    opened: set[str] = set()
    stack = [start]
    while stack:
        step = stack[-1]
        following = [id_ for id_ in _likely(step, tried) if id_ in flow.steps]
        ahead = [id_ for id_ in following if id_ not in values and id_ not in opened]
        if step.id not in values and step.id not in opened:
            opened.add(step.id)
            stack.extend(flow.steps[id_] for id_ in ahead if id_ != step.id)
            continue
        stack.pop()
        if step.id not in values:
            values[step.id] = combine(step, [values[id_] for id_ in following if id_ in values])
    return values[start.id]
