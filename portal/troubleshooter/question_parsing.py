"""What is particular to `ask`: options, lists of options, and checks of numbers and dates."""

from collections.abc import Mapping

from portal.troubleshooter.conditions import to_day, to_number
from portal.troubleshooter.definition import Check, Option
from portal.troubleshooter.node_reader import LOCALES, NodeReader, PathTo
from portal.troubleshooter.option_lists import OPTION_LISTS
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.yaml_nodes import Node

LIMITS = {"number": ("at_least", "at_most"), "date": ("not_before", "not_after")}
"""Kinds of questions that can be checked, each with its words for the lower and upper limit."""


def parse_options(
    reader: NodeReader, values: Mapping[str, Node], path: PathTo
) -> tuple[Option, ...]:
    """The options of the file, then those of the list it names."""
    kind = reader.word(values["ask"], (*path, "ask"))
    nodes = reader.items(values.get("options"), (*path, "options"))
    own = [_option(reader, node, (*path, "options", index)) for index, node in enumerate(nodes)]
    listed = _listed(reader, values.get("options_from"), (*path, "options_from"), kind)
    if not own and not listed and kind in ("single", "multi"):
        message = Wording("A question needs options")
        reader.problem(message, values.get("options", values["ask"]))
    known = {option.id for option in own}
    return (*own, *(option for option in listed if option.id not in known))


def parse_checks(reader: NodeReader, values: Mapping[str, Node], path: PathTo) -> tuple[Check, ...]:
    """The checks in the order of the file."""
    kind = reader.word(values["ask"], (*path, "ask"))
    node = values.get("check")
    if node is None:
        return ()
    if kind not in LIMITS:
        message = Wording("“%(key)s” does not go with “%(word)s”", key="check", word=kind)
        reader.problem(message, node, Wording("Only a number or a date can be checked."))
        return ()
    items = enumerate(reader.items(node, (*path, "check")))
    checks = (_check(reader, item, (*path, "check", index), kind) for index, item in items)
    return tuple(check for check in checks if check is not None)


def _option(reader: NodeReader, node: Node, path: PathTo) -> Option:
    values = reader.table(node, path, ("id", *LOCALES, "next", "renamed_from"), ("id",))
    return Option(
        id=reader.identifier(values.get("id"), (*path, "id")),
        label=reader.locales(node, path),
        next=reader.word(values.get("next"), (*path, "next")) or None,
        renamed_from=reader.words(values.get("renamed_from"), (*path, "renamed_from")),
    )


def _listed(reader: NodeReader, node: Node | None, path: PathTo, kind: str) -> tuple[Option, ...]:
    if node is None:
        return ()
    if kind != "single":
        message = Wording("“%(key)s” does not go with “%(word)s”", key="options_from", word=kind)
        reader.problem(message, node, Wording("A list is for “ask: single”."))
        return ()
    name = reader.choice(node, path, tuple(OPTION_LISTS), "")
    return OPTION_LISTS[name]() if name else ()


def _check(reader: NodeReader, node: Node, path: PathTo, kind: str) -> Check | None:
    words = LIMITS[kind]
    values = reader.table(node, path, (*words, *LOCALES))
    message = reader.locales(node, path)
    said = [reader.word(values.get(word), (*path, word)) for word in words]
    if not any(said):
        wording = Wording("A check needs “%(least)s” or “%(most)s”", least=words[0], most=words[1])
        reader.problem(wording, node)
        return None
    fixed = ["" if is_step(value, kind) else value for value in said]
    steps = [value if is_step(value, kind) else "" for value in said]
    return Check(message, *fixed, *steps)


def is_step(value: str, kind: str) -> bool:
    """Does a limit name an earlier question rather than a number or a date?"""
    fixed = to_number(value) if kind == "number" else to_day(value)
    return bool(value) and fixed is None
