"""The rule of calls: flows do not call each other in a ring."""

from collections.abc import Iterator, Mapping, Set

from portal.troubleshooter.definition import Call, Flow
from portal.troubleshooter.lint_subject import Subject
from portal.troubleshooter.problems import Names, Problem, Wording


def calls_of(flow: Flow) -> frozenset[str]:
    """Ids of the flows that a flow calls."""
    return frozenset(step.flow for step in flow.steps.values() if isinstance(step, Call))


def call_problems(subject: Subject) -> Iterator[Problem]:
    """F33: what is called does not lead back, through however many flows."""
    flow = subject.flow
    calls = {**subject.world.calls, flow.id: calls_of(flow)}
    for step in flow.steps.values():
        if not isinstance(step, Call):
            continue
        if ring := _way(step.flow, flow.id, calls):
            named = Names((flow.id, *ring), between=" → ")
            message = Wording("Flows call each other in a ring: %(flows)s", flows=named)
            fix = Wording(
                "Let one of them end at a person, or move what both need into a third flow."
            )
            yield subject.error("F33", message, "steps", step.id, "call", fix=fix)


def _way(start: str, goal: str, calls: Mapping[str, Set[str]]) -> tuple[str, ...]:
    """The flows from `start` to `goal`, both included; () if no call leads there."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:  # grows while it is walked
        if way[-1] == goal:
            return way
        for following in sorted(calls.get(way[-1], ())):
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
