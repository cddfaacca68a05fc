"""A run whose flow was published anew: what it takes along, what changes for the customer. Pure.

Replies are found again by the ids of steps and options, and by what these were `renamed_from`.
Outcomes belong to remedies and need no mapping. What no longer fits lies dormant, like an answer
off the path: nothing is deleted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.troubleshooter.definition import Call, Flow, Question, Step, Text
from portal.troubleshooter.walk import Way


class Change(StrEnum):
    """What happens to a reply."""

    GONE = "gone"  # the question is not there any more, or not asked on this way
    AGAIN = "again"  # it has other answers now


@dataclass(frozen=True, slots=True)
class Changed:
    """One reply that does not hold any more, by the question as it was."""

    change: Change
    title: Text


def carried_key(key: str, flow: Flow, called: Mapping[str, Flow]) -> str:
    """Under which key a reply is found in the new version. Keys that no step can have stay."""
    if key.startswith("~"):
        return key
    outer, colon, inner = key.partition(":")
    new = _renamed(outer, flow)
    step = flow.steps.get(new.partition("~")[0])
    if colon and isinstance(step, Call) and step.flow in called:
        inner = _renamed(inner, called[step.flow])
    return new + colon + inner


def carried_reply(
    key: str, reply: Sequence[str], flow: Flow, called: Mapping[str, Flow]
) -> tuple[str, ...]:
    """The reply with the ids that options have now; `key` is the carried one."""
    step = _step_at(key, flow, called)
    if not isinstance(step, Question):
        return tuple(reply)
    known = {option.id for option in step.options}
    former = {old: option.id for option in step.options for old in option.renamed_from}
    return tuple(value if value in known else former.get(value, value) for value in reply)


def changes(before: Way, after: Way, flow: Flow, called: Mapping[str, Flow]) -> tuple[Changed, ...]:
    """The replies of the way before that do not hold on the way after, in their order."""
    return tuple(_changes(before, after, flow, called))


def _changes(before: Way, after: Way, flow: Flow, called: Mapping[str, Flow]) -> Iterator[Changed]:
    held = {place.key for place in after.behind}
    for place in before.behind:
        key = carried_key(place.key, flow, called)
        if place.question is None or place.skipped or key in held:
            continue
        again = key == after.here.key
        yield Changed(Change.AGAIN if again else Change.GONE, place.question.title)


def _renamed(key: str, flow: Flow) -> str:
    """`id` or `id~2` with the id that the step has now."""
    id_, mark, visit = key.partition("~")
    if id_ in flow.steps:
        return key
    now = next((step.id for step in flow.steps.values() if id_ in step.renamed_from), id_)
    return now + mark + visit


def _step_at(key: str, flow: Flow, called: Mapping[str, Flow]) -> Step | None:
    outer, colon, inner = key.partition(":")
    step = flow.steps.get(outer.partition("~")[0])
    if not colon:
        return step
    within = called.get(step.flow) if isinstance(step, Call) else None
    return within.steps.get(inner.partition("~")[0]) if within is not None else None
