"""Rules of conditions: what they refer to can be known, and they can hold as well as fail."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, combinations, pairwise, product
from math import prod

from portal.troubleshooter.condition_parsing import RECORDED
from portal.troubleshooter.conditions import holds
from portal.troubleshooter.definition import (
    OUTCOMES,
    All,
    AnswerIs,
    Any,
    Condition,
    Decision,
    FactIs,
    Not,
    OutcomeIs,
    Question,
    RemedyStep,
    Step,
)
from portal.troubleshooter.graph_edges import (
    Edge,
    Place,
    Way,
    conditions_of,
    edges_of,
    reachable,
    targets,
)
from portal.troubleshooter.lint_subject import Subject
from portal.troubleshooter.position import Tried
from portal.troubleshooter.problems import Problem, Wording

MOST_CASES = 20_000
MOST_SUBSETS = 6
"""Options of a multiple choice of which every subset is tried; of more, only pairs."""

Leaf = AnswerIs | OutcomeIs | FactIs
Reply = tuple[str, ...]


def condition_problems(subject: Subject) -> Iterator[Problem]:
    """F10 and F11."""
    reached = subject.reached()
    for step in subject.flow.steps.values():
        for condition, place in conditions_of(step):
            dangling = list(_references(subject, step, condition, place, step.id in reached))
            yield from dangling
            if not dangling and step.id in reached:
                yield from _constant(subject, step, condition, place)
        if isinstance(step, Question):
            yield from _checks(subject, step)


def leaves(condition: Condition, place: Place) -> Iterator[tuple[Leaf, Place]]:
    """The comparisons of a condition, each with its place."""
    if isinstance(condition, All | Any):
        word = "all" if isinstance(condition, All) else "any"
        for index, part in enumerate(condition.parts):
            yield from leaves(part, (*place, word, index))
    elif isinstance(condition, Not):
        yield from leaves(condition.part, (*place, "not"))
    else:
        yield condition, place


def _references(
    subject: Subject, step: Step, when: Condition, at: Place, is_reached: bool
) -> Iterator[Problem]:
    """F10: a condition looks at what may be known when its step comes."""
    flow = subject.flow
    known_remedies = {*flow.remedies, *subject.declared, *subject.world.catalogue}
    befores = subject.befores
    before = reachable(befores.get(step.id, ()), befores)
    for leaf, place in leaves(when, at):
        if isinstance(leaf, OutcomeIs) and leaf.remedy not in known_remedies:
            message = Wording(
                "The remedy “%(remedy)s” is neither in the catalogue nor in the flow",
                remedy=leaf.remedy,
            )
            fix = Wording("Name a remedy that a step of this flow proposes.")
            yield subject.error("F10", message, *place, "outcome", fix=fix)
        elif isinstance(leaf, AnswerIs):
            if not subject.exists(leaf.step):
                message = Wording(
                    "The condition asks for the answer to “%(step)s”, which is no step",
                    step=leaf.step,
                )
            elif leaf.step in flow.steps and not isinstance(flow.steps[leaf.step], Question):
                message = Wording(
                    "The condition asks for the answer to “%(step)s”, which is no question",
                    step=leaf.step,
                )
            elif is_reached and leaf.step in flow.steps and leaf.step not in before:
                message = Wording(
                    "“%(earlier)s” cannot come before “%(step)s” on any way",
                    earlier=leaf.step,
                    step=step.id,
                )
            else:
                continue
            fix = Wording("Name a question that comes earlier.")
            yield subject.error("F10", message, *place, "answer", fix=fix)


def _checks(subject: Subject, step: Question) -> Iterator[Problem]:
    """F10: a check compares with a question of the same kind that may come before."""
    flow = subject.flow
    befores = subject.befores
    before = reachable(befores.get(step.id, ()), befores)
    for index, check in enumerate(step.checks):
        for other in filter(None, (check.least_of, check.most_of)):
            asked = flow.steps.get(other)
            same = isinstance(asked, Question) and asked.kind == step.kind
            if (asked is None and subject.exists(other)) or (same and other in before):
                continue
            message = Wording(
                "The check of “%(step)s” compares with “%(other)s”, no earlier question of its "
                "kind",
                step=step.id,
                other=other,
            )
            fix = Wording("Name a question that comes earlier, or a fixed number or date.")
            yield subject.error("F10", message, "steps", step.id, "check", index, fix=fix)


def _constant(subject: Subject, step: Step, when: Condition, at: Place) -> Iterator[Problem]:
    """F11: a condition that always or never holds, or of which a part does."""
    cases = _Cases(subject, step)
    if (verdict := cases.verdict(when)) is not None:
        if isinstance(step, Decision):
            message = (
                Wording("This way of “%(step)s” is always taken, if none before it", step=step.id)
                if verdict
                else Wording("This way of “%(step)s” is never taken", step=step.id)
            )
            fix = Wording("Compare with what can be answered on the ways that lead here.")
        elif verdict:
            message = Wording("The condition of “%(step)s” always holds", step=step.id)
            fix = Wording("Remove “when” and “else”.")
        else:
            message = Wording("The condition of “%(step)s” never holds", step=step.id)
            fix = Wording("Nobody sees this step: mend or remove it.")
        yield subject.warning("F11", message, *at, fix=fix)
        return
    for leaf, place in leaves(when, at):
        if (verdict := cases.verdict(leaf)) is not None:
            message = (
                Wording("This part of the condition always holds")
                if verdict
                else Wording("This part of the condition never holds")
            )
            fix = Wording("Compare with what can be answered on the ways that lead here.")
            yield subject.warning("F11", message, *place, fix=fix)


class _Cases:
    """All that may be known when a step comes: a superset, so a verdict is never wrong."""

    def __init__(self, subject: Subject, step: Step) -> None:
        self.subject = subject
        self.step = step
        self.edges = subject.edges

    def verdict(self, condition: Condition) -> bool | None:
        """True: always holds; False: never; None: it depends, or there are too many cases."""
        parts = [leaf for leaf, _ in leaves(condition, ())]
        answers = {leaf.step: self._replies(leaf.step, parts) for leaf in _answers(parts)}
        outcomes = {leaf.remedy: self._outcomes(leaf.remedy) for leaf in _outcomes(parts)}
        facts = {leaf.name: _values(leaf.name, parts) for leaf in parts if isinstance(leaf, FactIs)}
        sizes = [map(len, answers.values()), map(len, outcomes.values()), map(len, facts.values())]
        if prod(chain(*sizes)) > MOST_CASES:
            return None
        found = set()
        for replies in product(*answers.values()):
            given = dict(zip(answers, replies, strict=True))
            for results in product(*outcomes.values()):
                tried = {
                    remedy: Tried(result)
                    for remedy, result in zip(outcomes, results, strict=True)
                    if result
                }
                for values in product(*facts.values()):
                    known = dict(zip(facts, values, strict=True))
                    found.add(holds(condition, given, tried, known))
                    if len(found) == 2:
                        return None
        return found.pop() if found else None

    def _replies(self, asked: str, parts: list[Leaf]) -> list[Reply]:
        """Answers to a question with which a run may come to the step; () is none."""
        question = self.subject.flow.steps.get(asked)
        if not isinstance(question, Question):  # it could not be read
            return [(), *((value,) for value in _typed(asked, "text", parts))]
        passing = [edge for edge in edges_of(question) if self._leads_here(edge)]
        replies: list[Reply] = [()] if self._avoidable({asked}) or _skippable(passing) else []
        chosen = [edge.key for edge in passing if edge.way is Way.OPTION]
        if question.kind == "multi":
            ids = [option.id for option in question.options]
            most = len(ids) if len(ids) <= MOST_SUBSETS else 2
            replies += [subset for size in range(1, most + 1) for subset in combinations(ids, size)]
        else:
            replies += [(option,) for option in chosen]
        listed = {option.id for option in question.options if option.listed}
        if listed and any(edge.way is Way.NEXT for edge in passing):
            compared = {value for leaf in _answers(parts) for value in leaf.among} & listed
            replies += [(value,) for value in sorted(compared)]
            replies += [(other,) for other in sorted(listed - compared)[:1]]
        elif any(edge.way is Way.NEXT for edge in passing):
            replies += [(value,) for value in _typed(asked, question.kind, parts)]
        return replies

    def _outcomes(self, remedy: str) -> list[str]:
        """Outcomes of a remedy with which a run may come here; "" is not tried."""
        proposing = [
            step
            for step in self.subject.flow.steps.values()
            if isinstance(step, RemedyStep) and step.remedy == remedy
        ]
        edges = [edge for step in proposing for edge in edges_of(step) if self._leads_here(edge)]
        if self._avoidable({step.id for step in proposing}) or _skippable(edges):
            return ["", *RECORDED]
        return [outcome for outcome in OUTCOMES if any(edge.key == outcome for edge in edges)]

    def _leads_here(self, edge: Edge) -> bool:
        return self.step.id in reachable([edge.target], targets(self.edges))

    def _avoidable(self, steps: set[str]) -> bool:
        """Is there a way here round all of these steps?"""
        if self.subject.flow.start in steps:
            return False
        nexts = targets([edge for edge in self.edges if edge.target not in steps])
        return self.step.id in reachable([self.subject.flow.start], nexts)


def _skippable(edges: list[Edge]) -> bool:
    return any(edge.way is Way.ELSE for edge in edges)


def _answers(parts: list[Leaf]) -> list[AnswerIs]:
    return [leaf for leaf in parts if isinstance(leaf, AnswerIs)]


def _outcomes(parts: list[Leaf]) -> list[OutcomeIs]:
    return [leaf for leaf in parts if isinstance(leaf, OutcomeIs)]


def _typed(asked: str, kind: str, parts: list[Leaf]) -> list[str]:
    """What might be typed: a value around every limit, every value that is compared, another."""
    mine = [leaf for leaf in _answers(parts) if leaf.step == asked]
    if kind == "date":
        return _days(mine)
    limits = {limit for leaf in mine for limit in (leaf.less, leaf.more) if limit is not None}
    numbers = {value for limit in limits for value in (limit - 0.5, limit, limit + 0.5)}
    ordered = sorted(limits)
    numbers |= {(low + high) / 2 for low, high in pairwise(ordered)}
    typed = [f"{number:f}" for number in sorted(numbers) or [0]]
    compared = sorted({value for leaf in mine for value in leaf.among})
    return [*typed, *compared] if kind == "number" else [*typed, *compared, "something else"]


def _days(mine: list[AnswerIs]) -> list[str]:
    """The days that are compared with, those next to them, and those between."""
    limits = {day for leaf in mine for day in (leaf.before, leaf.after) if day is not None}
    near = {day.toordinal() + by for day in limits for by in (-1, 0, 1)}
    least, most = date.min.toordinal(), date.max.toordinal()
    days = [str(date.fromordinal(number)) for number in sorted(near) if least <= number <= most]
    compared = sorted({value for leaf in mine for value in leaf.among})
    return [*days, *compared, "2000-01-01"]


def _values(name: str, parts: list[Leaf]) -> list[str]:
    """A fact is unknown, one of the values that are compared, or another."""
    mine = [leaf for leaf in parts if isinstance(leaf, FactIs) and leaf.name == name]
    compared: Mapping[str, None] = dict.fromkeys(value for leaf in mine for value in leaf.among)
    return ["", *compared, "something else"]
