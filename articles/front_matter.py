"""Front matter: a small, safe YAML subset read with positions, and its canonical writing.

Only what help articles need: one mapping of string keys to scalars, lists and mappings. Tags,
anchors and aliases are refused (no object construction, no exponential expansion), duplicate
keys too. Scalars follow the YAML 1.2 core schema rather than 1.1, so that `no`, `0x80042109`
and `2026-11-12` stay the text the author wrote; a number becomes a number only when writing it
back gives the same characters.
"""

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    NodeEvent,
    ScalarEvent,
)
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAXIMUM_CHARACTERS = 65_536
MAXIMUM_DEPTH = 12
MAXIMUM_EVENTS = 5_000

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,16}\Z")
_CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None}
_NEEDS_ESCAPE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff0-\uffff\U00010000-\U0010ffff]"
)
_INSIDE_FORBIDDEN = frozenset(",[]{}:?")
_STARTS_OTHERWISE = frozenset("-?:,[]{}#&*!|>'\"%@`=<")


class DocumentError(ValueError):
    """A file that can't be read as an article.

    `line` and `column` count from 1 in the file; `key` names the rule for translation and
    `params` fills the translated sentence. The message itself is English.
    """

    def __init__(
        self,
        message: str,
        line: int = 1,
        column: int = 1,
        *,
        key: str = "invalid",
        params: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column
        self.key = key
        self.params: Mapping[str, str | int] = MappingProxyType(dict(params or {}))


class FrontMatter(dict[str, object]):
    """The values of a front matter, with the place of every top-level key."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, tuple[int, int]] = {}

    def place(self, key: str) -> tuple[int, int]:
        """Line and column of the key in the file, or the first line if it is missing."""
        return self.places.get(key, (1, 1))


def read_yaml(text: str, *, first_line: int = 1) -> FrontMatter:
    """Read one YAML mapping; `first_line` is the line of the file on which `text` begins.

    Raises DocumentError for broken YAML, tags, aliases, duplicate keys and excessive size.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise DocumentError("the front matter is too long", first_line, key="front_matter_too_long")
    try:
        _refuse_dangerous(text, first_line)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = error.problem or "broken YAML"
        raise DocumentError(
            problem, first_line + line, column + 1, key="broken_yaml", params={"problem": problem}
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        raise DocumentError(
            "a control character in the front matter", first_line + line, key="control_character"
        ) from error
    front_matter = FrontMatter()
    if root is None:
        return front_matter
    if not isinstance(root, MappingNode):
        raise _at(root, first_line, "the front matter is not a list of keys", "not_a_mapping")
    for key_node, value_node in root.value:
        key = _key(key_node, front_matter, first_line)
        front_matter.places[key] = (
            first_line + key_node.start_mark.line,
            key_node.start_mark.column + 1,
        )
        front_matter[key] = _value(value_node, first_line)
    return front_matter


def write_yaml(values: Mapping[str, object]) -> str:
    """Write a mapping canonically: one line per key, nested values in flow style."""
    return "".join(
        f"{_scalar(key, inside=False)}: {_write(value, inside=False)}\n"
        for key, value in values.items()
    )


def freeze_mapping(values: Mapping[str, object]) -> Mapping[str, object]:
    """An immutable copy of what `read_yaml` returns: tuples for lists, proxies for mappings."""
    return MappingProxyType({str(key): freeze(item) for key, item in values.items()})


def freeze(value: object) -> object:
    """An immutable copy of one value of a front matter."""
    if isinstance(value, Mapping):
        return freeze_mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return tuple(freeze(item) for item in value)
    return value


def thaw(value: object) -> object:
    """The opposite of `freeze`: plain dicts and lists, as JSON columns want them."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def _refuse_dangerous(text: str, first_line: int) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        mark = event.start_mark
        line = first_line + (mark.line if mark else 0)
        column = (mark.column if mark else 0) + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise DocumentError("anchors and aliases are refused", line, column, key="alias")
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            raise DocumentError("tags are refused", line, column, key="tag")
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > MAXIMUM_DEPTH:
            raise DocumentError("nested too deeply", line, column, key="too_deep")
        if count > MAXIMUM_EVENTS:
            raise DocumentError("too many values", line, column, key="front_matter_too_long")


def _at(node: Node, first_line: int, message: str, key: str) -> DocumentError:
    mark = node.start_mark
    return DocumentError(message, first_line + mark.line, mark.column + 1, key=key)


def _key(node: Node, known: Mapping[str, object], first_line: int) -> str:
    if not isinstance(node, ScalarNode):
        raise _at(node, first_line, "a key has to be a word", "key_not_text")
    key = str(node.value)
    if key in known:
        error = _at(node, first_line, f"the key {key!r} stands twice", "duplicate_key")
        error.params = MappingProxyType({"name": key})
        raise error
    return key


def _value(node: Node, first_line: int) -> object:
    if isinstance(node, SequenceNode):
        return [_value(item, first_line) for item in node.value]
    if isinstance(node, MappingNode):
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = _key(key_node, values, first_line)
            values[key] = _value(value_node, first_line)
        return values
    plain = isinstance(node, ScalarNode) and node.style is None
    return _resolve(str(node.value)) if plain else str(node.value)


def _resolve(plain: str) -> object:
    if not plain:
        return None
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    if _INTEGER.match(plain) and str(int(plain)) == plain:
        return int(plain)
    if _FLOAT.match(plain) and repr(float(plain)) == plain:
        return float(plain)
    return plain


def _write(value: object, *, inside: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        pairs = (
            f"{_scalar(str(key), inside=True)}: {_write(item, inside=True)}"
            for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_write(item, inside=True) for item in value) + "]"
    if isinstance(value, int | float):
        # A number that would read as text (1e+16, inf) is written as that text.
        written = repr(value)
        is_number = not isinstance(_resolve(written), str)
        return written if is_number else _scalar(written, inside=inside)
    return _scalar(str(value), inside=inside)


def _scalar(text: str, *, inside: bool) -> str:
    return text if _is_plain(text, inside=inside) else _quoted(text)


def _is_plain(text: str, *, inside: bool) -> bool:
    return not (
        not text
        or text != text.strip()
        or text[0] in _STARTS_OTHERWISE
        or text.startswith("...")
        or text.endswith(":")
        or ": " in text
        or " #" in text
        or "\t" in text
        or (inside and not _INSIDE_FORBIDDEN.isdisjoint(text))
        or len(text) > 1000
        or _NEEDS_ESCAPE.search(text)
        or not isinstance(_resolve(text), str)
    )


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _NEEDS_ESCAPE.sub(lambda match: _escape(match.group()), quoted)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
