"""A shipped flow as data that can be changed, and where what was changed stands when it is written
out again."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.definition import Flow

Tree = dict[str, Any]
SECTIONS = ("remedies", "steps", "tests")
"""What is written out entry by entry."""


class CannotBePlanted(Exception):
    """Why a flow has no room for a fault."""


@dataclass(frozen=True)
class Near:
    """Where a fault stands: a top-level key, or an entry of a section. `passage`: the line in it,
    else any of its lines."""

    section: str
    entry: str = ""
    passage: str = ""


@dataclass(frozen=True)
class Fault:
    """One way to break `rule`; `plant` changes a draft and says where."""

    rule: str
    name: str
    plant: Callable[["Draft"], Near]


FAULTS: list[Fault] = []


def fault(rule: str, name: str) -> Callable[[Callable[["Draft"], Near]], None]:
    """Note a function as one way to break a rule."""

    def note(plant: Callable[["Draft"], Near]) -> None:
        FAULTS.append(Fault(rule, name, plant))

    return note


class Written:
    """A flow's text with the lines that each part takes."""

    def __init__(self, parts: list[tuple[str, str, str]]) -> None:
        self.lines: list[str] = []
        self.first: dict[tuple[str, str], int] = {}
        self.last: dict[tuple[str, str], int] = {}
        for section, entry, text in parts:
            self.first.setdefault((section, entry), len(self.lines) + 1)
            self.lines += text.splitlines()
            self.last[section, entry] = len(self.lines)
            self.last[section, ""] = len(self.lines)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def expected(self, near: Near) -> list[int]:
        """The lines in one of which the linter is to point at the fault."""
        first, last = (ends[near.section, near.entry] for ends in (self.first, self.last))
        lines = range(first, last + 1)
        return [line for line in lines if near.passage in self.lines[line - 1]]


class _Dumper(yaml.CSafeDumper):
    """Texts in straight quotes or as blocks, as the flow editor's rules advise."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        style = "|" if "\n" in text else None if re.fullmatch(r"[\w.-]+", text) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


class Original:
    """A shipped flow: its data, how it is read, and the text of each of its parts."""

    def __init__(self, file: Path, flow: Flow) -> None:
        self.flow = flow
        self.tree: Tree = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506
        self._texts: dict[int, tuple[object, str]] = {}

    def written(self, value: object, key: str | None, indent: int) -> str:
        """A part as YAML; the parts that no fault touches are written once."""
        known = self._texts.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        shown = [value] if key is None else {key: value}
        text = yaml.dump(shown, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
        text = "".join(f"{' ' * indent}{line}" for line in text.splitlines(keepends=True))
        if not isinstance(value, str):
            self._texts[id(value)] = (value, text)
        return text


def _renamed(value: Any, old: str, new: str) -> Any:
    """The data with each text `old`, also as a key, replaced."""
    if isinstance(value, Mapping):
        return {_renamed(key, old, new): _renamed(entry, old, new) for key, entry in value.items()}
    if isinstance(value, list):
        return [_renamed(entry, old, new) for entry in value]
    return new if value == old else value


class Draft:
    """A flow to plant one fault in. Nothing of the original changes: what is taken from here to be
    changed is a copy."""

    def __init__(self, original: Original) -> None:
        self.original = original
        self.flow = original.flow
        self.catalogue = catalogue()
        self.tree: Tree = dict(original.tree)
        self.old: Flow | None = None
        self.edit: tuple[Near, str, str] | None = None
        self._steps: Tree | None = None

    def take(self, key: str) -> Any:
        """What stands under a top-level key, to be changed."""
        self.tree[key] = copy.deepcopy(self.tree[key])
        return self.tree[key]

    @cached_property
    def steps(self) -> Tree:
        """The steps by id; a step that is to be changed comes from `step`."""
        self.tree["steps"] = dict(self.tree["steps"])
        return self.tree["steps"]

    def step(self, id_: str) -> Tree:
        """A step, to be changed."""
        self.steps[id_] = copy.deepcopy(self.steps[id_])
        return self.steps[id_]

    def of_kind(self, kind: str, **having: str) -> Iterator[str]:
        """Ids of the steps of a kind, in the order of the file."""
        for id_, step in self.tree["steps"].items():
            if kind in step and all(step.get(key) == value for key, value in having.items()):
                yield id_

    def first(self, kind: str, why_not: str = "", **having: str) -> str:
        """The first of them."""
        found = next(self.of_kind(kind, **having), None)
        if found is None:
            raise CannotBePlanted(why_not or f"no step with {kind} {having or ''}".strip())
        return found

    def remedy(self, id_: str) -> Tree:
        """A remedy's entry in the file, to be changed; one is added where there is none."""
        entries = self.tree["remedies"] = list(self.tree.get("remedies", ()))
        for index, entry in enumerate(entries):
            if entry["id"] == id_:
                entries[index] = copy.deepcopy(entry)
                return entries[index]
        entries.append({"id": id_, "use": "global"})
        return entries[-1]

    def before_start(self, id_: str, step: Tree) -> Near:
        """Put a step before the first one; its `next` leads there."""
        self.steps[id_] = {**step, "next": self.tree["start"]} if "next" not in step else step
        self.tree["start"] = id_
        return Near("steps", id_)

    def rename_step(self, old: str, new: str) -> None:
        """Give a step another id, or put another in its place, wherever it is named."""
        steps = {new if id_ == old else id_: step for id_, step in self.steps.items()}
        if new in self.steps:
            steps = {id_: step for id_, step in self.steps.items() if id_ != old}
        self.tree["steps"] = _renamed(steps, old, new)
        self.tree["start"] = _renamed(self.tree["start"], old, new)
        self.tree["tests"] = _renamed(self.tree["tests"], old, new)

    def end(self, kind: str) -> str:
        """The id of an end."""
        return self.first("end", end=kind)

    def write(self) -> Written:
        """The flow as text."""
        parts: list[tuple[str, str, str]] = []
        for key, value in self.tree.items():
            if key not in SECTIONS or not value:
                parts.append((key, "", self.original.written(value, key, 0)))
                continue
            parts.append((key, "", f"{key}:\n"))
            parts += [(key, entry, text) for entry, text in self._entries(key, value)]
        if self.edit is not None:
            near, old, new = self.edit
            at = [(section, entry) for section, entry, _ in parts].index((near.section, near.entry))
            section, entry, text = parts[at]
            assert old in text, f"{old!r} does not stand in {text!r}"
            parts[at] = section, entry, text.replace(old, new, 1)
        return Written(parts)

    def _entries(self, section: str, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, Mapping):
            for id_, entry in value.items():
                yield id_, self.original.written(entry, id_, 2)
        else:
            for entry in value:
                name = entry.get("id") or entry.get("name", "")
                yield name, self.original.written(entry, None, 2)
