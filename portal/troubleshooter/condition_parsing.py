"""`when`: conditions over answers, outcomes and facts. There is no code in a flow."""

from portal.troubleshooter.conditions import to_number
from portal.troubleshooter.definition import (
    OUTCOMES,
    All,
    AnswerIs,
    Any,
    Condition,
    FactIs,
    Not,
    OutcomeIs,
)
from portal.troubleshooter.node_reader import NodeReader, PathTo, one_of
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.yaml_nodes import Node, Scalar

RECORDED = (*OUTCOMES, "unknown")
_KEYS = {
    "all": (),
    "any": (),
    "not": (),
    "answer": ("is", "in", "less", "more", "before", "after"),
    "outcome": ("is", "in"),
    "fact": ("is", "in"),
    "condition": (),
}


def parse_condition(reader: NodeReader, node: Node | None, path: PathTo) -> Condition | None:
    """The condition, or None where there is none that can be understood (F01 is noted)."""
    if node is None:
        return None
    allowed = {key for word, keys in _KEYS.items() for key in (word, *keys)}
    values = reader.table(node, path, allowed)
    words = [word for word in _KEYS if word in values]
    if len(words) != 1:
        message = Wording("A condition begins with exactly one word")
        reader.problem(message, node, one_of(tuple(_KEYS)))
        return None
    [word] = words
    if surplus := [key for key in values if key != word and key not in _KEYS[word]]:
        message = Wording("“%(key)s” does not go with “%(word)s”", key=surplus[0], word=word)
        fix = Wording("Remove it, or join two conditions: all: [{…}, {…}].")
        reader.problem(message, node, fix)
        return None
    inner = (*path, word)
    if word == "not":
        part = parse_condition(reader, values[word], inner)
        return None if part is None else Not(part)
    if word in ("all", "any"):
        return _combined(reader, word, values[word], inner)
    if word == "condition":
        return _named(reader, values[word], inner)
    return _comparison(reader, word, values, path, node)


def parse_named_conditions(reader: NodeReader, node: Node | None, path: PathTo) -> None:
    """Keep the conditions that the file gives a name, for those that follow to refer to."""
    for name, value in reader.entries(node, path).items():
        condition = parse_condition(reader, value, (*path, name))
        if condition is not None:
            reader.conditions[name] = condition


def _named(reader: NodeReader, node: Node, path: PathTo) -> Condition | None:
    name = reader.word(node, path)
    if name not in reader.conditions:
        message = Wording("There is no condition “%(name)s”", name=name)
        fix = Wording("Write it under “conditions”, before whatever refers to it.")
        reader.problem(message, node, fix)
    return reader.conditions.get(name)


def _combined(reader: NodeReader, word: str, node: Node, path: PathTo) -> Condition | None:
    nodes = reader.items(node, path)
    parts = [parse_condition(reader, part, (*path, index)) for index, part in enumerate(nodes)]
    if not parts:
        fix = Wording("Write %(word)s: [{…}, {…}].", word=word)
        reader.problem(Wording("“%(word)s” needs a list of conditions", word=word), node, fix)
        return None
    known = tuple(part for part in parts if part is not None)
    if len(known) < len(parts):
        return None
    return All(known) if word == "all" else Any(known)


def _comparison(
    reader: NodeReader, word: str, values: dict[str, Node], path: PathTo, node: Node
) -> Condition | None:
    name = reader.identifier(values[word], (*path, word))
    among = [key for key in ("is", "in") if key in values]
    compared = tuple(words for key in among for words in reader.words(values[key], (*path, key)))
    if word == "fact":
        return FactIs(name, compared)
    if word == "outcome":
        if not compared:
            message = Wording("“outcome” needs “is” or “in”")
            reader.problem(message, node, one_of(RECORDED))
            return None
        for outcome in compared:
            if outcome not in RECORDED:
                message = Wording("“%(word)s” is no outcome", word=outcome)
                reader.problem(message, node, one_of(RECORDED))
                return None
        return OutcomeIs(name, compared)
    less = _limit(reader, values.get("less"), (*path, "less"))
    more = _limit(reader, values.get("more"), (*path, "more"))
    before = reader.day(values.get("before"), (*path, "before"))
    after = reader.day(values.get("after"), (*path, "after"))
    return AnswerIs(name, compared, less, more, before, after)


def _limit(reader: NodeReader, node: Node | None, path: PathTo) -> float | None:
    if node is None:
        return None
    number = to_number(node.text) if isinstance(node, Scalar) else None
    if number is None:
        fix = Wording("Write it in digits, without a unit.")
        reader.problem(Wording("“%(key)s” needs a number", key=path[-1]), node, fix)
    return number
