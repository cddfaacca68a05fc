"""The text of a flow file: a new one, and changes that leave every other character alone. Pure."""

import re
from collections.abc import Mapping

from portal.troubleshooter.yaml_nodes import LONGEST_SOURCE, Node, Scalar, Table, read_nodes

MOST_CHARACTERS = LONGEST_SOURCE
CONTEXT_LINES = 3
"""Unchanged lines that a difference shows around what changed."""
KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{1,79}")
RESERVED = frozenset({"new"})
"""Words that stand where the key of a flow does in an address."""


def is_key(text: str) -> bool:
    """Can a flow be called so?"""
    return KEY.fullmatch(text) is not None and text not in RESERVED


def with_values(source: str, values: Mapping[str, str]) -> str:
    """The same text with other values of keys at its top, as they stand without quotes. A key that
    is not there, or whose value is no single word, is left as it is."""
    root, _problems = read_nodes(source)
    if not isinstance(root, Table):
        return source
    spans: dict[tuple[int, int], str] = {}
    for key, value in values.items():
        node: Node | None = root.entries.get(key, (None, None))[1]
        if isinstance(node, Scalar):
            spans[node.span] = value
    return replaced(source, spans)


def replaced(source: str, spans: Mapping[tuple[int, int], str]) -> str:
    """The text with other characters in these places (from, to), which do not overlap."""
    pieces, done = [], 0
    for (start, end), value in sorted(spans.items()):
        pieces += [source[done:start], value]
        done = end
    return "".join([*pieces, source[done:]])


def cleaned(text: str) -> str:
    """What a browser sends, with the line ends of a file and one at the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return f"{lines}\n" if lines else ""
