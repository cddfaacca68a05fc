"""What travels with a hand-over, line by line, and what the customer changed about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

ADDED = "added:"
"""How the key of a line begins that the customer wrote on the review page."""
MOST_ADDED = 20


class Section(StrEnum):
    """The kinds of lines, in the order in which the pages show them."""

    ATTEMPT = "attempt"
    FACT = "fact"
    ANSWER = "answer"
    SEARCHED = "searched"
    OPENED = "opened"


EDITABLE = frozenset({Section.ATTEMPT, Section.FACT, Section.ANSWER})


@dataclass(frozen=True, slots=True)
class Line:
    """One line, in the wording the customer saw. `key` ("attempt:mail.try_webmail",
    "fact:device") stays the same as long as the line is there; `outcome`, `remedy`, `note` and
    `before` belong to attempts, and so does `from_message`: told later, in the words of the note.
    """

    key: str
    section: Section
    label: str
    text: str
    at: datetime | None = None
    url: str = ""
    remedy: str = ""
    outcome: str = ""
    before: bool = False
    note: str = ""
    from_message: bool = False


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line with the customer's changes, and whether they left it out."""

    line: Line
    left_out: bool


Changes = Mapping[str, Mapping[str, Any]]


def reviewed(lines: Iterable[Line], changes: Changes) -> list[ReviewLine]:
    """The lines as the customer wants them; those that they added stand behind the attempts."""
    known = list(lines)
    attempts = [line for line in known if line.section is Section.ATTEMPT]
    others = [line for line in known if line.section is not Section.ATTEMPT]
    return [_reviewed(line, changes) for line in (*attempts, *_added(changes), *others)]


def travelling(lines: Sequence[ReviewLine], seen: Iterable[str]) -> list[Line]:
    """What goes along: not left out, and on the page that the customer saw (`seen` keys)."""
    shown = set(seen)
    return [
        entry.line
        for entry in lines
        if not entry.left_out and entry.line.key in shown and entry.line.text
    ]


def next_added(changes: Changes) -> str | None:
    """The key of one more line of the customer's own; None when there are enough."""
    taken = {key for key in changes if key.startswith(ADDED)}
    keys = (f"{ADDED}{number}" for number in range(1, MOST_ADDED + 1))
    return next((key for key in keys if key not in taken), None)


def is_added(key: str) -> bool:
    """Is this the key of a line of the customer's own?"""
    return key in {f"{ADDED}{number}" for number in range(1, MOST_ADDED + 1)}


def _reviewed(line: Line, changes: Changes) -> ReviewLine:
    change = changes.get(line.key, {})
    changed = replace(
        line,
        text=str(change.get("text", line.text)),
        outcome=str(change.get("outcome", line.outcome)),
        note=str(change.get("note", line.note)),
    )
    return ReviewLine(changed, left_out=bool(change.get("left_out")))


def _added(changes: Changes) -> Iterator[Line]:
    for key in sorted(changes, key=lambda key: (len(key), key)):
        if is_added(key):
            yield Line(key, Section.ATTEMPT, "", "", before=True, outcome="unknown")
