"""The steps of a flow file: `ask`, `do`, `call` and `end`."""

from collections.abc import Mapping
from typing import TypedDict

from portal.troubleshooter.condition_parsing import parse_condition
from portal.troubleshooter.definition import (
    ASK_KINDS,
    OUTCOMES,
    Call,
    Condition,
    End,
    Option,
    Question,
    RemedyStep,
    Step,
    Text,
)
from portal.troubleshooter.node_reader import LOCALES, NodeReader, PathTo
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.waiting import MOST_MINUTES
from portal.troubleshooter.yaml_nodes import Node, Table

KINDS = ("ask", "do", "call", "end")
ENDS = ("solved", "escalate")
_COMMON = ("title", "why", "when", "else", "max", "renamed_from")
_OWN = {
    "ask": ("options", "next"),
    "do": ("next", "wait"),
    "call": ("next",),
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
        reader.problem(Wording("A flow needs steps"), node)
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
        reader.problem(message, node)
        return None
    [kind] = kinds
    values = reader.table(node, path, (kind, *_COMMON, *_OWN[kind]))
    common = _common(reader, id_, values, path)
    if kind == "ask":
        return _question(reader, common, values, path)
    if kind == "end":
        return _end(reader, common, values, path)
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
        reader.problem(message, values["max"])
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
        options=_options(reader, values, path),
        next=reader.word(values.get("next"), (*path, "next")) or None,
    )


def _options(reader: NodeReader, values: Mapping[str, Node], path: PathTo) -> tuple[Option, ...]:
    kind = reader.word(values["ask"], (*path, "ask"))
    nodes = reader.items(values.get("options"), (*path, "options"))
    if not nodes and kind in ("single", "multi"):
        message = Wording("A question needs options")
        reader.problem(message, values.get("options", values["ask"]))
    return tuple(
        _option(reader, node, (*path, "options", index)) for index, node in enumerate(nodes)
    )


def _option(reader: NodeReader, node: Node, path: PathTo) -> Option:
    values = reader.table(node, path, ("id", *LOCALES, "next", "renamed_from"), ("id",))
    return Option(
        id=reader.identifier(values.get("id"), (*path, "id")),
        label=reader.locales(node, path),
        next=reader.word(values.get("next"), (*path, "next")) or None,
        renamed_from=reader.words(values.get("renamed_from"), (*path, "renamed_from")),
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
        return RemedyStep(
            **common,
            remedy=target,
            next=next_,
            wait_minutes=_wait(reader, values.get("wait"), (*path, "wait")),
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
