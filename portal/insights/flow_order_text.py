"""Naming other steps in the text of a flow, every other character left alone. Pure."""

from collections.abc import Mapping

from portal.flow_editor.rules import replaced
from portal.troubleshooter.graph_edges import Place
from portal.troubleshooter.yaml_nodes import Items, Node, Scalar, Table, read_nodes

MARK = "\ufeff"
"""What some editors put before the first character; the nodes' places do not count it."""


def with_targets(source: str, targets: Mapping[Place, str]) -> str | None:
    """The same text with other steps named in these places; None if one of them does not stand in
    the text, or stands for several at once (an alias)."""
    text = source.removeprefix(MARK)
    root, _problems = read_nodes(text)
    spans: dict[tuple[int, int], str] = {}
    for place, target in targets.items():
        node = _at(root, place)
        if not isinstance(node, Scalar):
            return None
        start, end = node.span
        quote = "" if node.plain else text[start]
        value = f"{quote}{target}{quote}"
        if spans.setdefault(node.span, value) != value or text[start:end].strip("'\"") != node.text:
            return None
    return source[: len(source) - len(text)] + replaced(text, spans)


def _at(node: Node | None, place: Place) -> Node | None:
    for key in place:
        if isinstance(node, Table) and isinstance(key, str) and key in node.entries:
            node = node.entries[key][1]
        elif isinstance(node, Items) and isinstance(key, int) and key < len(node.nodes):
            node = node.nodes[key]
        else:
            return None
    return node
