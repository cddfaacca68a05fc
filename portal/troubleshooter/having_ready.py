"""What to have ready for the rest of the way: all that it may still ask for. Pure."""

from collections.abc import Iterator, Mapping

from portal.journeys.rules import FACTS
from portal.troubleshooter.definition import Flow, Needed, Question
from portal.troubleshooter.position import Position, Tried
from portal.troubleshooter.remaining import steps_ahead

LOOKED_UP = ("text", "number", "date", "file")
"""Kinds of questions that one has to look something up for."""


def to_have_ready(
    flow: Flow,
    position: Position,
    attempts: Mapping[str, Tried] | None = None,
    called: Mapping[str, Flow] | None = None,
) -> tuple[Needed, ...]:
    """The union of what the ways from here ask for, each once: the author's list first.

    What the author announced stays on the list as long as the question for it, if there is one,
    lies ahead. Questions that are only looked up are optional: each has a way on without. An entry
    without a text is a fact whose name says what it is.
    """
    asked = {step.id for step in flow.steps.values() if isinstance(step, Question)}
    ahead = {
        step.id: step
        for step in steps_ahead(flow, position, attempts or {}, called or {})
        if isinstance(step, Question)
    }
    return tuple(_each_once(_needed(flow, ahead, asked)))


def _needed(flow: Flow, ahead: Mapping[str, Question], asked: set[str]) -> Iterator[Needed]:
    for thing in flow.have_ready:
        if thing.id in ahead or thing.id not in asked:
            yield thing
    for step in ahead.values():
        if step.id in FACTS and (step.kind in LOOKED_UP or step.options):
            yield Needed(step.id, {}, optional=True)
        elif step.kind in LOOKED_UP:
            yield Needed(step.id, step.title, optional=True)
    for name in flow.ask_before_person:
        if name in FACTS:
            yield Needed(name, {}, optional=True)


def _each_once(things: Iterator[Needed]) -> Iterator[Needed]:
    told = set()
    for thing in things:
        if thing.id not in told:
            told.add(thing.id)
            yield thing
