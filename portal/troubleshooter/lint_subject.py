"""What the rules of the linter look at: a flow with its places, and the world around it."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from portal.remedies.catalogue import Remedy
from portal.troubleshooter.definition import Flow, RemedyStep, Text
from portal.troubleshooter.graph_edges import (
    Edge,
    Place,
    all_edges,
    edges_of,
    reachable,
    sources,
    targets,
)
from portal.troubleshooter.parsing import ParsedFlow
from portal.troubleshooter.problems import Problem, Severity, Wording

LOCALES = ("de", "en")
LANGUAGES = {"de": Wording("German"), "en": Wording("English")}


@dataclass(frozen=True, slots=True)
class World:
    """What a flow refers to. `articles`: ids and whether one is archived; None where something
    is not known and not checked. `flows`: the ids that a `call` may name; `calls`: which of them
    each calls itself; `called`: those that tests may walk through."""

    catalogue: Mapping[str, Remedy]
    articles: Mapping[str, bool] | None
    queues: Set[str]
    flows: Set[str]
    today: date
    calls: Mapping[str, Set[str]] = field(default_factory=dict)
    called: Mapping[str, Flow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a flow. `of`: title, why, option, check, short, detail, consent, verify, summary
    or need; `step` is the id of the step it stands in, if it does."""

    text: Text
    place: Place
    of: str
    step: str | None = None


@dataclass(frozen=True)
class Subject:
    """One parsed flow in its world. `declared`: index by id in the list `remedies`."""

    flow: Flow
    parsed: ParsedFlow
    world: World
    old: Flow | None = None
    declared: Mapping[str, int] = field(default_factory=dict)

    def error(
        self, rule: str, message: Wording, *place: str | int, fix: Wording | None = None
    ) -> Problem:
        """A problem that keeps the flow from being published."""
        line, column = self.parsed.place(*place)
        return Problem(rule, Severity.ERROR, message, line, column, fix)

    def warning(
        self, rule: str, message: Wording, *place: str | int, fix: Wording | None = None
    ) -> Problem:
        """A problem that does not."""
        line, column = self.parsed.place(*place)
        return Problem(rule, Severity.WARNING, message, line, column, fix)

    def exists(self, step: str) -> bool:
        """Is there such a step, be it one that could not be read?"""
        return step in self.flow.steps or ("steps", step) in self.parsed.positions

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All edges whose target exists."""
        return all_edges(self.flow)

    @cached_property
    def befores(self) -> Mapping[str, tuple[str, ...]]:
        """From which steps an edge leads to a step."""
        return sources(self.edges)

    def reached(self) -> set[str]:
        """The steps a run can come to."""
        starts = [self.flow.start] if self.flow.start in self.flow.steps else []
        return reachable(starts, targets(self.edges))

    def all_steps_read(self) -> bool:
        """No step was left out by the parser, and the start exists."""
        read = sum(len(path) == 2 and path[0] == "steps" for path in self.parsed.positions)
        return read == len(self.flow.steps) and self.flow.start in self.flow.steps

    @cached_property
    def loose_ends(self) -> set[str]:
        """Steps with an edge into the void: where they lead is not known."""
        return {
            step.id
            for step in self.flow.steps.values()
            for edge in edges_of(step)
            if edge.target not in self.flow.steps
        }

    def remedy_place(self, remedy: str) -> Place:
        """Where a remedy stands in the list, or the first step that proposes it."""
        if remedy in self.declared:
            return "remedies", self.declared[remedy]
        for step in self.flow.steps.values():
            if getattr(step, "remedy", None) == remedy:
                return "steps", step.id, "do"
        return ("remedies",)

    def texts(self) -> Iterator[Words]:
        """All texts that customers or the team read, in the order of the definition."""
        flow = self.flow
        yield Words(flow.title, ("title",), "title")
        for index, needed in enumerate(flow.have_ready):
            yield Words(needed.text, ("have_ready", index), "need")
        for remedy in flow.remedies.values():
            if remedy.id in self.declared:
                at = self.remedy_place(remedy.id)
                for name in ("title", "short", "detail"):
                    place = (*at, "text", name)
                    if name != "title" or place in self.parsed.positions:
                        yield Words(getattr(remedy, name), place, name)
                for name in ("consent", "verify"):
                    if (*at, name) in self.parsed.positions:
                        yield Words(getattr(remedy, name), (*at, name), name)
        for step in flow.steps.values():
            yield from _step_texts(step, ("steps", step.id))
            if isinstance(step, RemedyStep):
                for name in ("short", "detail"):
                    place = ("steps", step.id, "text", name)
                    if place in self.parsed.positions:
                        yield Words(getattr(step, name), place, name, step.id)


def _step_texts(step: object, at: Place) -> Iterator[Words]:
    for name in ("title", "why", "summary"):
        text = getattr(step, name, None)
        if text is not None:
            yield Words(text, (*at, name), name, str(at[1]))
    for index, option in enumerate(getattr(step, "options", ())):
        if not option.listed:
            yield Words(option.label, (*at, "options", index), "option", str(at[1]))
    for index, check in enumerate(getattr(step, "checks", ())):
        yield Words(check.message, (*at, "check", index), "check", str(at[1]))
