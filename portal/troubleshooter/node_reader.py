"""Typed access to YAML nodes: each reading keeps the place and notes what is not as expected."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from portal.troubleshooter.definition import Condition, Text
from portal.troubleshooter.problems import Names, Problem, Severity, Wording
from portal.troubleshooter.text_files import FileMissing, read_text_file, text_file_name
from portal.troubleshooter.yaml_advice import CURLY
from portal.troubleshooter.yaml_nodes import Items, Node, Scalar, Table

LOCALES = ("de", "en")
LONGEST_ID = 60
PathTo = tuple[str | int, ...]
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z")


class NodeReader:
    """Reads one file; collects `problems` and `positions` (line and column by path).

    A scalar's position is its own, that of a list or mapping is where its key stands.
    """

    def __init__(self, texts: Path | None) -> None:
        self.problems: list[Problem] = []
        self.positions: dict[PathTo, tuple[int, int]] = {(): (1, 1)}
        self.conditions: dict[str, Condition] = {}  # those that the file gives a name
        self._texts = texts

    def problem(self, message: Wording, node: Node, fix: Wording | None = None) -> None:
        """Note an error (F01) at a node."""
        self.problems.append(Problem("F01", Severity.ERROR, message, node.line, node.column, fix))

    def table(
        self,
        node: Node | None,
        path: PathTo,
        allowed: Collection[str],
        required: Sequence[str] = (),
    ) -> dict[str, Node]:
        """The values of a mapping with known keys; unknown and missing ones are F01."""
        values = self.entries(node, path)
        if not isinstance(node, Table):
            return {}
        for key in [key for key in values if key not in allowed]:
            key_node, value = node.entries[key]
            message = Wording("Unknown key “%(key)s”", key=key)
            self.problem(message, key_node, _key_advice(key, value, node, allowed))
            del values[key]
        if missing := [key for key in required if key not in values]:
            line, column = self.positions.get(path, (node.line, node.column))
            message = Wording("Here is no %(keys)s", keys=Names(missing))
            fix = Wording("Write it: %(keys)s.", keys=", ".join(f"{key}: …" for key in missing))
            self.problems.append(Problem("F01", Severity.ERROR, message, line, column, fix))
        return values

    def entries(self, node: Node | None, path: PathTo) -> dict[str, Node]:
        """The values of a mapping with keys of the author's choice."""
        if node is None or _is_empty(node):
            return {}
        if not isinstance(node, Table):
            message = Wording("“%(key)s” has to be a mapping (key: value)", key=_name(path))
            self.problem(message, node, Wording("Write {key: value} or lines with “key: value”."))
            return {}
        for key, (key_node, value) in node.entries.items():
            place: Node = value if isinstance(value, Scalar) and value.text else key_node
            self.positions.setdefault((*path, key), (place.line, place.column))
        return {key: value for key, (_, value) in node.entries.items()}

    def items(self, node: Node | None, path: PathTo) -> list[Node]:
        """The nodes of a list."""
        if node is None or _is_empty(node):
            return []
        if not isinstance(node, Items):
            message = Wording("“%(key)s” has to be a list", key=_name(path))
            self.problem(message, node, Wording("Write […] or lines with “- ”."))
            return []
        for index, item in enumerate(node.nodes):
            self.positions.setdefault((*path, index), (item.line, item.column))
        return node.nodes

    def word(self, node: Node | None, path: PathTo) -> str:
        """A scalar without its surrounding space, "" if there is none."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            fix = Wording("Write one text, without brackets and lines with “- ”.")
            self.problem(Wording("“%(key)s” has to be a text", key=_name(path)), node, fix)
            return ""
        text = node.text.strip()
        if node.plain and len(text) > 1 and text[0] in CURLY and text[-1] in CURLY:
            message = Wording("Curly quotes do not enclose a text, they are part of it")
            fix = Wording(
                'Write "%(inner)s"; if the curly quotes shall be shown, "%(whole)s".',
                inner=text[1:-1],
                whole=text,
            )
            self.problem(message, node, fix)
        return text

    def identifier(self, node: Node | None, path: PathTo) -> str:
        """An id: `[a-z0-9][a-z0-9_.-]*`."""
        word = self.word(node, path)
        if node is not None and (not _ID.match(word) or len(word) > LONGEST_ID):
            message = Wording("“%(word)s” is no id", word=word)
            fix = Wording(
                "Ids are English: up to %(most)s of a-z, 0-9, “_”, “.” and “-”.", most=LONGEST_ID
            )
            self.problem(message, node, fix)
        return word

    def words(self, node: Node | None, path: PathTo) -> tuple[str, ...]:
        """A list of scalars; a single scalar counts as a list of one."""
        if isinstance(node, Scalar) and node.text.strip():
            return (self.word(node, path),)
        items = self.items(node, path)
        return tuple(self.word(item, (*path, index)) for index, item in enumerate(items))

    def choice(self, node: Node | None, path: PathTo, choices: Sequence[str], default: str) -> str:
        """One of a few words."""
        word = self.word(node, path)
        if node is None:
            return default
        if word not in choices:
            message = Wording(
                "“%(word)s” is not possible for “%(key)s”", word=word, key=_name(path)
            )
            fix = _suggestion(word, choices) or one_of(choices)
            self.problem(message, node, fix)
            return default
        return word

    def number(self, node: Node | None, path: PathTo, *, least: int = 0) -> int | None:
        """A whole number, None if there is none."""
        word = self.word(node, path)
        if node is None:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", word) or int(word) < least:
            message = Wording(
                "“%(key)s” has to be a whole number from %(least)s", key=_name(path), least=least
            )
            self.problem(message, node, Wording("Write it in digits, without a unit."))
            return None
        return int(word)

    def flag(self, node: Node | None, path: PathTo) -> bool:
        """`true` or `false`."""
        return self.choice(node, path, ("true", "false"), "false") == "true"

    def day(self, node: Node | None, path: PathTo) -> date | None:
        """A date such as 2027-03-01."""
        word = self.word(node, path)
        if node is None:
            return None
        try:
            return date.fromisoformat(word)
        except ValueError:
            message = Wording("“%(word)s” is no date", word=word)
            self.problem(message, node, Wording("Write it like 2027-03-01."))
            return None

    def text(self, node: Node | None, path: PathTo) -> Text:
        """The same words by locale; a locale that is missing or empty is left out."""
        values = self.table(node, path, LOCALES)
        texts = {locale: self._words_of(values[locale], (*path, locale)) for locale in values}
        return {locale: words for locale, words in texts.items() if words}

    def locales(self, node: Node, path: PathTo) -> Text:
        """The words of an entry that has its languages among its other keys."""
        if not isinstance(node, Table):
            return {}
        entries = {key: entry for key, entry in node.entries.items() if key in LOCALES}
        return self.text(Table(node.line, node.column, node.inline, entries), path)

    def word_lists(self, node: Node | None, path: PathTo) -> Mapping[str, tuple[str, ...]]:
        """Lists of words by locale."""
        values = self.table(node, path, LOCALES)
        return {locale: self.words(values[locale], (*path, locale)) for locale in values}

    def _words_of(self, node: Node, path: PathTo) -> str:
        words = self.word(node, path)
        name = text_file_name(words)
        if name is None:
            return words
        try:
            return read_text_file(self._texts, name)
        except FileMissing as missing:
            fix = Wording("The files of a flow lie in “text/” beside it.")
            self.problem(missing.said, node, fix)
            return ""


def one_of(choices: Sequence[str]) -> Wording:
    """Which words are possible."""
    return Wording("One of: %(choices)s.", choices=", ".join(choices))


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and not node.text


def _name(path: PathTo) -> str:
    return [part for part in path if isinstance(part, str)][-1]


def _key_advice(key: str, value: Node, table: Table, allowed: Collection[str]) -> Wording:
    if table.inline and _is_empty(value):
        return Wording(
            'A “,” inside {…} ends the text: put the whole text in straight quotes: "…".'
        )
    if key == "<<":
        return Wording("Merge keys are not supported: write the values out.")
    known = Wording("Known here: %(keys)s.", keys=", ".join(sorted(allowed)))
    return _suggestion(key, allowed) or known


def _suggestion(word: str, choices: Collection[str]) -> Wording | None:
    close = difflib.get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return Wording("Do you mean “%(word)s”?", word=close[0]) if close else None
