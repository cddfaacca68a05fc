"""The steps of a flow file: `ask`, `do`, `call`, `decide` and `end`."""

from collections.abc import Mapping
from typing import TypedDict

from portal.troubleshooter.condition_parsing import parse_condition
from portal.troubleshooter.definition import (
    ASK_KINDS,
    OUTCOMES,
    Branch,
    Call,
    Condition,
    Decision,
    End,
    Question,
    RemedyStep,
    Step,
    Text,
)
from portal.troubleshooter.node_reader import NodeReader, PathTo
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.question_parsing import parse_checks, parse_options
from portal.troubleshooter.waiting import MOST_MINUTES
from portal.troubleshooter.yaml_nodes import Node, Table

KINDS = ("ask", "do", "call", "decide", "end")
ENDS = ("solved", "escalate")
_COMMON = ("title", "why", "when", "else", "max", "renamed_from")
_OF_DECISIONS = ("decide", "title", "else", "renamed_from")
"""Nothing of it is shown, so it has no condition of its own, and nobody comes to it twice."""
_OWN = {
    "ask": ("options", "options_from", "check", "next"),
    "do": ("next", "wait", "text"),
    "call": ("next",),
    "decide": (),
    "end": ("article", "summary"),
}
MOST_VISITS = 20
WAIT_UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}


def parse_steps(reader: NodeReader, node: Node | None, path: PathTo) -> dict[str, Step]:
    """The steps by id. One that is of no known kind is left out; F01 is noted for it."""
    steps: dict[str, Step] = {}
    for id_, value in reader.entries(node, path).items():
        if isinstance(node, Table):
            reader.identifier(node.entries[id_][0], (*path, id_))
        step = _step(reader, id_, value, (*path, id_))
        if step is not None:
            steps[id_] = step
    if node is not None and not steps:
        fix = Wording("Write one under “steps”: its id, and below it ask, do, call or end.")
        reader.problem(Wording("A flow needs steps"), node, fix)
    return steps


def _step(reader: NodeReader, id_: str, node: Node, path: PathTo) -> Step | None:
    kinds = [kind for kind in KINDS if isinstance(node, Table) and kind in node.entries]
    if len(kinds) != 1:
        if isinstance(node, Table):
            allowed = {*KINDS, *_COMMON, *(key for keys in _OWN.values() for key in keys)}
            reader.table(node, path, allowed)
        message = Wording(
            "The step “%(step)s” needs exactly one of %(kinds)s", step=id_, kinds=", ".join(KINDS)
        )
        fix = (
            Wording("Make a step of its own of each.")
            if kinds
            else Wording("Say what happens there: ask, do, call or end.")
        )
        reader.problem(message, node, fix)
        return None
    [kind] = kinds
    allowed_here = _OF_DECISIONS if kind == "decide" else (kind, *_COMMON, *_OWN[kind])
    values = reader.table(node, path, allowed_here)
    common = _common(reader, id_, values, path)
    if kind == "ask":
        return _question(reader, common, values, path)
    if kind == "end":
        return _end(reader, common, values, path)
    if kind == "decide":
        return Decision(**common, branches=_branches(reader, values["decide"], (*path, "decide")))
    return _action(reader, kind, common, values, path)


class _Common(TypedDict):
    """What all kinds of steps have."""

    id: str
    title: Text
    why: Text
    when: Condition | None
    otherwise: str | None
    most_visits: int | None
    renamed_from: tuple[str, ...]


def _common(reader: NodeReader, id_: str, values: Mapping[str, Node], path: PathTo) -> _Common:
    most_visits = reader.number(values.get("max"), (*path, "max"), least=1)
    if most_visits is not None and most_visits > MOST_VISITS:
        message = Wording("“max” is at most %(most)s", most=MOST_VISITS)
        fix = Wording("Nobody goes round more often than two or three times.")
        reader.problem(message, values["max"], fix)
    return _Common(
        id=id_,
        title=reader.text(values.get("title"), (*path, "title")),
        why=reader.text(values.get("why"), (*path, "why")),
        when=parse_condition(reader, values.get("when"), (*path, "when")),
        otherwise=reader.word(values.get("else"), (*path, "else")) or None,
        most_visits=most_visits,
        renamed_from=reader.words(values.get("renamed_from"), (*path, "renamed_from")),
    )


def _question(
    reader: NodeReader, common: _Common, values: Mapping[str, Node], path: PathTo
) -> Question:
    return Question(
        **common,
        kind=reader.choice(values["ask"], (*path, "ask"), ASK_KINDS, "single"),
        options=parse_options(reader, values, path),
        next=reader.word(values.get("next"), (*path, "next")) or None,
        checks=parse_checks(reader, values, path),
    )


def _action(
    reader: NodeReader, kind: str, common: _Common, values: Mapping[str, Node], path: PathTo
) -> Step:
    outcomes = OUTCOMES if kind == "do" else ENDS
    edges = reader.table(values.get("next"), (*path, "next"), outcomes)
    next_ = {
        outcome: reader.word(edges[outcome], (*path, "next", outcome))
        for outcome in outcomes
        if outcome in edges
    }
    target = reader.identifier(values[kind], (*path, kind))
    if kind == "do":
        text = reader.table(values.get("text"), (*path, "text"), ("short", "detail"))
        return RemedyStep(
            **common,
            remedy=target,
            next=next_,
            wait_minutes=_wait(reader, values.get("wait"), (*path, "wait")),
            short=reader.text(text.get("short"), (*path, "text", "short")),
            detail=reader.text(text.get("detail"), (*path, "text", "detail")),
        )
    if missing := [outcome for outcome in ENDS if outcome not in next_]:
        message = Wording(
            "The call “%(step)s” does not say where to go on “%(outcome)s”",
            step=common["id"],
            outcome=missing[0],
        )
        fix = Wording("It needs next: {solved: …, escalate: …}.")
        reader.problem(message, values[kind], fix)
    return Call(
        **common,
        flow=target,
        next=next_,
    )


def _branches(reader: NodeReader, node: Node, path: PathTo) -> tuple[Branch, ...]:
    branches: list[Branch] = []
    items = reader.items(node, path)
    for index, item in enumerate(items):
        here = (*path, index)
        values = reader.table(item, here, ("when", "next"), ("when", "next"))
        when = parse_condition(reader, values.get("when"), (*here, "when"))
        if when is not None:
            branches.append(Branch(when, reader.word(values.get("next"), (*here, "next"))))
    if not items:
        fix = Wording("Write “- {when: …, next: …}” for each way but the last, which is “else”.")
        reader.problem(Wording("A decision needs branches"), node, fix)
    return tuple(branches)


def _wait(reader: NodeReader, node: Node | None, path: PathTo) -> int | None:
    """How long it may take until the remedy has an effect, in minutes."""
    units = reader.table(node, path, tuple(WAIT_UNITS))
    lengths = {unit: reader.number(units[unit], (*path, unit), least=1) for unit in units}
    minutes = [WAIT_UNITS[unit] * length for unit, length in lengths.items() if length]
    if node is not None and (len(units) != 1 or not minutes or minutes[0] > MOST_MINUTES):
        message = Wording("“wait” is one length of time, a week at most")
        fix = Wording("Write {minutes: 30}, {hours: 24} or {days: 3}.")
        reader.problem(message, node, fix)
        return None
    return minutes[0] if minutes else None


def _end(reader: NodeReader, common: _Common, values: Mapping[str, Node], path: PathTo) -> End:
    return End(
        **common,
        kind=reader.choice(values["end"], (*path, "end"), ENDS, "escalate"),
        article=reader.word(values.get("article"), (*path, "article")),
        summary=reader.text(values.get("summary"), (*path, "summary")),
    )
