"""How many minutes a run may still take. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence

from portal.troubleshooter.definition import (
    OUTCOMES,
    Call,
    End,
    Flow,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.position import Position, Tried
from portal.troubleshooter.ways import next_steps

QUESTION_MINUTES = 1 / 3
"""Reading a question and answering it."""


def remaining_minutes(
    flow: Flow,
    position: Position,
    attempts: Mapping[str, Tried] | None = None,
    called: Mapping[str, Flow] | None = None,
) -> int:
    """What the longest way from here takes, in whole minutes; 0 at an end.

    Never more than the author promised for the whole, and never more than a step before, as long
    as no answer is changed: what follows a step is on a way from it, and where a condition may
    still turn the walk elsewhere, that way counts too. Remedies that were tried cost nothing, and
    only their known edge counts; a loop counts once, as a whole.
    """
    if isinstance(position.step, End):
        return 0
    ahead = _Ahead(flow, attempts or {}, called or {})
    minutes = math.ceil(ahead.longest(position) - 1e-9)
    return max(1, min(minutes, flow.minutes))


def longest_minutes(flow: Flow, called: Mapping[str, Flow]) -> int:
    """What the longest way through the whole flow takes, in whole minutes."""
    return max(1, math.ceil(_Ahead(flow, {}, called).minutes(flow.start) - 1e-9))


def steps_ahead(
    flow: Flow,
    position: Position,
    attempts: Mapping[str, Tried],
    called: Mapping[str, Flow],
) -> Iterator[Step]:
    """All steps that a way from here may still come by, the present one first, with those of the
    flows that are called on the way."""
    ahead = _Ahead(flow, attempts, called)
    for step in ahead.steps((position.step.id, *position.turns)):
        if position.inner is not None and step.id == position.step.id and isinstance(step, Call):
            yield from steps_ahead(called[step.flow], position.inner, attempts, {})
        elif isinstance(step, Call) and step.flow in called:
            inner = called[step.flow]
            yield from _Ahead(inner, attempts, {}).steps((inner.start,))
        else:
            yield step


class _Ahead:
    """The longest ways in one flow, as far as is known what was tried."""

    def __init__(
        self, flow: Flow, attempts: Mapping[str, Tried], called: Mapping[str, Flow]
    ) -> None:
        self.flow = flow
        self.attempts = attempts
        self.called = called

    def longest(self, position: Position) -> float:
        """Of the longest way from a position on, whichever way a condition may turn."""
        here = self.minutes(position.step.id)
        if position.inner is not None and isinstance(position.step, Call):
            inner = _Ahead(self.called[position.step.flow], self.attempts, {})
            here += inner.longest(position.inner) - self.cost(position.step)
        return max(here, *map(self.minutes, position.turns), 0)

    def minutes(self, start: str) -> float:
        """Of the longest way from a step on, with the step itself."""
        values: dict[str, float] = {}
        for ring in self._rings(start):
            rest = [values[after] for id_ in ring for after in self._after(id_) if after in values]
            total = sum(self.cost(self.flow.steps[id_]) for id_ in ring) + max(rest, default=0)
            values.update(dict.fromkeys(ring, total))
        return values.get(start, 0)

    def steps(self, starts: Sequence[str]) -> Iterator[Step]:
        """All that can be reached from some steps, they first."""
        waiting = [start for start in starts if start in self.flow.steps]
        seen = set(waiting)
        for id_ in waiting:  # grows while it is walked
            yield self.flow.steps[id_]
            for after in self._after(id_):
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)

    def cost(self, step: Step) -> float:
        """What the step itself takes."""
        if isinstance(step, Question):
            return QUESTION_MINUTES
        if isinstance(step, RemedyStep) and step.remedy not in self.attempts:
            remedy = self.flow.remedies.get(step.remedy)
            return remedy.minutes if remedy is not None else 1
        if isinstance(step, Call) and step.flow in self.called:
            inner = self.called[step.flow]
            return _Ahead(inner, self.attempts, {}).minutes(inner.start)
        return 0

    def _after(self, id_: str) -> list[str]:
        step = self.flow.steps[id_]
        following = next_steps(step)
        if isinstance(step, RemedyStep):
            known = self.attempts.get(step.remedy)
            if known is not None and known.outcome in OUTCOMES:
                named = (step.next.get(known.outcome), step.otherwise)
                following = tuple(dict.fromkeys(each for each in named if each))
        return [after for after in following if after in self.flow.steps]

    def _rings(self, start: str) -> Iterator[tuple[str, ...]]:
        """All steps ahead, those that lead round to each other together, the last ones first.

        The algorithm of R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput.
        1 (1972), without recursion: a flow may be longer than Python's stack.
        """
        if start not in self.flow.steps:
            return
        order, lowest = {start: 0}, {start: 0}
        open_ = [start]
        trail = [(start, iter(self._after(start)))]
        closed: set[str] = set()
        while trail:
            step, branches = trail[-1]
            after = next(branches, None)
            if after is None:
                trail.pop()
                if trail:
                    above = trail[-1][0]
                    lowest[above] = min(lowest[above], lowest[step])
                if lowest[step] == order[step]:
                    ring = open_[open_.index(step) :]
                    del open_[-len(ring) :]
                    closed.update(ring)
                    yield tuple(ring)
            elif after not in order:
                order[after] = lowest[after] = len(order)
                open_.append(after)
                trail.append((after, iter(self._after(after))))
            elif after not in closed:
                lowest[step] = min(lowest[step], order[after])
