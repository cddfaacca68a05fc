"""Walks the tests that stand in a flow file. Pure.

A test begins with what is `known` (outcomes of remedies, facts), replies with its `answers`, and
gives the `outcomes` of remedies when the walk proposes them. The walk stops at an end, or at a step
for which the test has no reply. What it expects:

- `path`: the steps that were shown, in order, up to where the walk stopped; an end may be left out.
- `skipped`: what was not shown because it was known: all remedies, and any questions it names.
- `end`: the id of the end reached, or its kind (`solved`, `escalate`).

What a test does not mention is not compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.troubleshooter.definition import (
    Decision,
    End,
    Flow,
    FlowTest,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.graph_edges import edges_of
from portal.troubleshooter.position import Position, Tried, Wanted
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.replay import ELSE, resolve


@dataclass(frozen=True, slots=True)
class FlowTestResult:
    """Where the walk of a test went; `said` is what differs from what it expects."""

    test: FlowTest
    position: Position
    said: tuple[Wording, ...]

    @property
    def passed(self) -> bool:
        """All is as expected."""
        return not self.said

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, in English."""
        return tuple(map(str, self.said))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What no test came across: ids of steps, and (step, option) pairs; of a decision the option is
    the number of a branch, or “else”. Options of a list need no test each."""

    steps: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]


def run_tests(flow: Flow, called: Mapping[str, Flow] | None = None) -> tuple[FlowTestResult, ...]:
    """Walk each test; `called` are the flows that `call` steps may enter."""
    return tuple(_run(flow, test, called) for test in flow.tests)


def coverage(flow: Flow, results: Sequence[FlowTestResult]) -> Coverage:
    """What the walks left out."""
    steps = {step for result in results for step in _touched(result.position)}
    chosen = {
        (entry.step.id, reply)
        for result in results
        for entry in result.position.passed
        for reply in entry.reply
    } | {pair for result in results for pair in result.position.decided}
    options = [(step.id, choice) for step in flow.steps.values() for choice in _choices(step)]
    missed = tuple(step for step in flow.steps if step not in steps)
    return Coverage(
        steps=missed,
        options=tuple(pair for pair in options if pair not in chosen),
        ends=tuple(step for step in missed if isinstance(flow.steps[step], End)),
    )


def _run(flow: Flow, test: FlowTest, called: Mapping[str, Flow] | None) -> FlowTestResult:
    attempts = {remedy: Tried(outcome) for remedy, outcome in test.known_outcomes.items()}
    recorded: set[str] = set()
    while True:
        position = resolve(flow, test.answers, attempts, test.known_facts, called)
        remedy = _remedy_wanted(position)
        if remedy is None or remedy in recorded or remedy not in test.outcomes:
            return FlowTestResult(test, position, tuple(_differences(flow, test, position)))
        recorded.add(remedy)
        attempts[remedy] = Tried(test.outcomes[remedy], here=True)


def _remedy_wanted(position: Position) -> str | None:
    while position.inner is not None:
        position = position.inner
    wanted = position.wants in (Wanted.REMEDY, Wanted.RESULT)
    return position.step.remedy if wanted and isinstance(position.step, RemedyStep) else None


def _differences(flow: Flow, test: FlowTest, position: Position) -> list[Wording]:
    differences = []
    walked = position.path
    without_end = walked[:-1] if isinstance(position.step, End) else walked
    if test.path and test.path not in (walked, without_end):
        differences.append(
            Wording(
                "path: expected %(expected)s, walked %(walked)s",
                expected=_list(test.path),
                walked=_list(walked),
            )
        )
    remedies, questions = _skipped(position)
    unexpected = [remedy for remedy in remedies if remedy not in test.skipped]
    missing = [name for name in test.skipped if name not in (*remedies, *questions)]
    if test.skipped and unexpected:
        names = _list(unexpected)
        differences.append(Wording("skipped: %(names)s was not expected", names=names))
    if missing:
        names = _list(missing)
        differences.append(Wording("skipped: %(names)s was not skipped", names=names))
    if test.end and not _ends_at(flow, test.end, position):
        differences.append(_other_end(test.end, position))
    return differences


def _other_end(end: str, position: Position) -> Wording:
    step = position.step
    if isinstance(step, End):
        return Wording(
            "end: expected “%(end)s”, the walk stopped at “%(step)s”", end=end, step=step.id
        )
    return Wording(
        "end: expected “%(end)s”, the walk stopped at “%(step)s”, for want of a reply",
        end=end,
        step=step.id,
    )


def _ends_at(flow: Flow, end: str, position: Position) -> bool:
    step = position.step
    if not isinstance(step, End):
        return False
    return step.id == end or (end not in flow.steps and step.kind == end)


def _skipped(position: Position) -> tuple[list[str], list[str]]:
    """The remedies and the questions that were known."""
    entries = [entry for entry in position.passed if entry.skipped]
    shown = {
        entry.step.remedy
        for entry in position.passed
        if not entry.skipped and isinstance(entry.step, RemedyStep)
    }
    remedies = [
        entry.step.remedy
        for entry in entries
        if isinstance(entry.step, RemedyStep) and entry.step.remedy not in shown
    ]
    questions = [entry.step.id for entry in entries if isinstance(entry.step, Question)]
    return list(dict.fromkeys(remedies)), questions


def _choices(step: Step) -> list[str]:
    if isinstance(step, Question):
        return [option.id for option in step.options if not option.listed]
    if isinstance(step, Decision):
        return [edge.key or ELSE for edge in edges_of(step)]
    return []


def _touched(position: Position) -> set[str]:
    passed = (entry.step.id for entry in position.passed)
    return {*passed, *(step for step, _way in position.decided), position.step.id}


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(names)}]"
