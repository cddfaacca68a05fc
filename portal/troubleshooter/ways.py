"""Where the edges of a flow lead: on, and to a person. Pure."""

from collections import deque

from portal.troubleshooter.definition import (
    Call,
    Decision,
    End,
    Flow,
    Question,
    RemedyStep,
    Step,
)


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
    elif isinstance(step, Decision):
        named += (branch.next for branch in step.branches)
    return tuple(dict.fromkeys(id_ for id_ in (*named, step.otherwise) if id_))
