"""YAML as nodes that know their place, read safely.

Every scalar stays the text the author wrote: `no`, `yes` and `on` are good option ids, and
`2027-03-01` is judged by whoever wants a date. Tags make no objects, an anchor may be used a few
times but never inside itself, and size and depth are bounded (attacks: V4, billion laughs).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml import events

from portal.troubleshooter.problems import Problem, Severity, Wording
from portal.troubleshooter.yaml_advice import explain

LONGEST_SOURCE = 300_000
"""Characters; a flow of 150 steps in two languages has some 100,000."""
DEEPEST = 20
MOST_ALIASES = 50
MOST_NODES = 20_000
"""With every alias counted as what it stands for."""
_WRITE_OUT = Wording("Write out what the alias stands for.")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `plain`: written without quotes. `span`: its place among the characters."""

    text: str
    plain: bool
    line: int
    column: int
    span: tuple[int, int]


@dataclass(slots=True)
class Items:
    """A list."""

    line: int
    column: int
    nodes: list["Node"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A mapping in the order of the file. `inline`: written as {…}."""

    line: int
    column: int
    inline: bool
    entries: dict[str, tuple[Scalar, "Node"]] = field(default_factory=dict)


Node = Scalar | Items | Table


class _Broken(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_nodes(source: str) -> tuple[Node | None, list[Problem]]:
    """The root node and what is wrong with the YAML; None when it can't be read at all.

    A key that stands twice is F01 (the first one holds), a tag, a bomb or an oversized file F29.
    """
    problems: list[Problem] = []
    if len(source) > LONGEST_SOURCE:
        message = Wording("The file has more than %(most)s characters", most=LONGEST_SOURCE)
        fix = Wording("Split the flow in two, one calls the other.")
        return None, [_error("F29", message, 1, 1, fix)]
    quick = _read_quickly(source)
    if quick is not None:
        return quick
    try:
        return _Builder(problems).build(yaml.parse(source, Loader=yaml.SafeLoader)), problems
    except _Broken as broken:
        return None, [*problems, broken.problem]
    except yaml.MarkedYAMLError as error:
        message, fix, (line, column) = explain(error, source.splitlines())
        return None, [*problems, _error("F01", message, line, column, fix)]
    except yaml.reader.ReaderError as error:
        before = source[: error.position]
        column = error.position - before.rfind("\n")
        message = Wording("There is a control character that YAML does not allow")
        fix = Wording("Delete the character; it often comes along when text is pasted.")
        return None, [*problems, _error("F01", message, before.count("\n") + 1, column, fix)]


def _read_quickly(source: str) -> tuple[Node | None, list[Problem]] | None:
    """The same by libyaml, where PyYAML was built with it: a tenth of the time. None if it finds
    anything wrong, since `explain` knows the words of the other parser, or what the two read
    differently."""
    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None:
        return None
    problems: list[Problem] = []
    try:
        stream = _read_alike(yaml.parse(source, Loader=loader))
        return _Builder(problems).build(stream), problems
    except (_Broken, yaml.YAMLError, UnicodeError):
        return None


def _read_alike(stream: Iterator[events.Event]) -> Iterator[events.Event]:
    """The events, as long as both parsers agree: libyaml takes a “?” in {…} without quotes."""
    inline: list[bool] = []
    for event in stream:
        if isinstance(event, events.CollectionStartEvent):
            inline.append(bool(event.flow_style))
        elif isinstance(event, events.CollectionEndEvent):
            inline.pop()
        elif any(inline[-1:]) and isinstance(event, events.ScalarEvent) and _is_asking(event):
            raise yaml.YAMLError
        yield event


def _is_asking(event: events.ScalarEvent) -> bool:
    return not event.style and "?" in event.value


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `size` counts the nodes below, aliases expanded."""

    node: Items | Table
    anchor: str | None
    size: int = 1
    key: Scalar | None = None


class _Builder:
    """Builds nodes from events, without recursion."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.aliases = 0
        self.values = 0  # so far, aliases expanded
        self.root: Node | None = None

    def build(self, stream: Iterator[events.Event]) -> Node | None:
        documents = 0
        for event in stream:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = Wording("A file holds one flow, but a second begins here")
                    fix = Wording("Put each flow in a file of its own and remove the line “---”.")
                    raise _at("F01", message, event, fix)
            elif isinstance(event, events.AliasEvent):
                self._alias(event)
            elif isinstance(event, events.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, events.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, events.CollectionEndEvent):
                closed = self.stack.pop()
                if closed.anchor is not None:
                    self.anchors[closed.anchor] = (closed.node, closed.size)
                self._add(closed.node, closed.size, event)
        return self.root

    def _scalar(self, event: events.ScalarEvent) -> None:
        _refuse_tag(event)
        (line, column, start), (_, _, end) = _place(event), _place(event, end=True)
        # The style is None, or "" by libyaml.
        node = Scalar(event.value, not event.style, line, column, (start, end))
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, 1)
        self._add(node, 1, event)

    def _begin(self, event: events.CollectionStartEvent) -> None:
        _refuse_tag(event)
        if len(self.stack) >= DEEPEST:
            message = Wording("The file nests deeper than %(most)s levels", most=DEEPEST)
            fix = Wording("No part of a flow needs so many; is a bracket left open?")
            raise _at("F29", message, event, fix)
        line, column, _ = _place(event)
        node: Items | Table
        if isinstance(event, events.SequenceStartEvent):
            node = Items(line, column)
        else:
            node = Table(line, column, bool(event.flow_style))
        self.values += 1
        self.anchors.pop(event.anchor or "", None)
        self.stack.append(_Open(node, event.anchor))

    def _alias(self, event: events.AliasEvent) -> None:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            message = Wording("The file uses more than %(most)s aliases", most=MOST_ALIASES)
            raise _at("F29", message, event, _WRITE_OUT)
        name = event.anchor or ""
        if any(opened.anchor == name for opened in self.stack):
            message = Wording("The alias “*%(name)s” stands inside what it names", name=name)
            raise _at("F29", message, event, _WRITE_OUT)
        if name not in self.anchors:
            message = Wording("Nothing is named “&%(name)s” before this line", name=name)
            fix = Wording("Put a text that begins with * in quotes.")
            raise _at("F01", message, event, fix)
        self._add(*self.anchors[name], event)

    def _add(self, node: Node, size: int, event: events.Event) -> None:
        """Hand a finished node to the one around it."""
        if not self.stack:
            self.root = node
            return
        around = self.stack[-1]
        around.size += size
        if not isinstance(event, events.CollectionEndEvent):  # those were counted as they were read
            self.values += size
        if self.values > MOST_NODES:
            message = Wording("The file stands for more than %(most)s values", most=MOST_NODES)
            raise _at("F29", message, event, _WRITE_OUT)
        if isinstance(around.node, Items):
            around.node.nodes.append(node)
        elif around.key is None:
            if not isinstance(node, Scalar):
                message = Wording("A key has to be a plain word")
                fix = Wording("Put a text that holds { or [ in quotes.")
                raise _at("F01", message, event, fix)
            around.key = node
        else:
            self._enter(around.node, around.key, node)
            around.key = None

    def _enter(self, table: Table, key: Scalar, value: Node) -> None:
        if key.text not in table.entries:
            table.entries[key.text] = (key, value)
            return
        first, _ = table.entries[key.text]
        message = Wording(
            "“%(key)s” stands here twice, first in line %(line)s", key=key.text, line=first.line
        )
        fix = Wording("Remove one of them, or give it another name.")
        self.problems.append(_error("F01", message, key.line, key.column, fix))


def _refuse_tag(event: events.ScalarEvent | events.CollectionStartEvent) -> None:
    if event.tag is None:
        return
    if event.tag == "!file" and isinstance(event, events.ScalarEvent):
        fix = Wording('Put it in quotes: "!file %(name)s".', name=event.value)
    else:
        fix = Wording("Remove it; put a text that begins with ! in quotes.")
    message = Wording("Tags such as “%(tag)s” are not allowed", tag=event.tag)
    raise _at("F29", message, event, fix)


def _at(rule: str, message: Wording, event: events.Event, fix: Wording | None = None) -> _Broken:
    line, column, _ = _place(event)
    return _Broken(_error(rule, message, line, column, fix))


def _place(event: events.Event, *, end: bool = False) -> tuple[int, int, int]:
    """Line, column (both from 1) and the index among the characters."""
    mark = event.end_mark if end else event.start_mark
    if mark is None:  # made by a program: the events of a parser always have marks
        return 1, 1, 0
    return mark.line + 1, mark.column + 1, mark.index


def _error(rule: str, message: Wording, line: int, column: int, fix: Wording | None) -> Problem:
    return Problem(rule, Severity.ERROR, message, line, column, fix)
