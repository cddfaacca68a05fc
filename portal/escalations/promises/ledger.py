"""The promises of a case as its event log tells them. Pure: what is stored has to be the same."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from portal.escalations.models import Basis, PromiseState
from portal.escalations.rules import PromiseKind, closed_as

MADE = "promise.made"


class Logged(Protocol):
    """An event of a case."""

    at: datetime
    name: str
    actor_id: int | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise without its words: those are personal, and stand in no log."""

    promise: int
    kind: str
    due_at: datetime
    made_at: datetime
    made_by: int | None
    by: int | None
    basis: str
    moved_from: int | None
    state: PromiseState
    closed_at: datetime | None = None


def recompute(log: Iterable[Logged]) -> tuple[Entry, ...]:
    """The ledger of one case from its events, oldest first. How a promise ended follows from what
    was done and when, not from what was written down about it.

    Raises ValueError for a log that cannot be: a promise that is made while another is open, or
    one that ends without being the open one.
    """
    entries: dict[int, Entry] = {}
    current: int | None = None
    for event in log:
        verb = event.name.removeprefix("promise.")
        if verb == event.name:
            continue
        number = event.details["promise"]
        if event.name == MADE:
            if current is not None:
                raise ValueError(f"promise {number} is made while {current} is open")
            entries[number], current = _made(event), number
        else:
            if current != number:
                raise ValueError(f"promise {number} ends, but {current} is the open one")
            entries[number], current = _closed(entries[number], event), None
    return tuple(entries.values())


class End(StrEnum):
    """How a promise of ours ended. asked: moved by the portal itself, because nobody kept it: no
    success · replaced: gave way to another act without a word, such as a hand-over · void: the
    case ended before it was due."""

    KEPT = "kept"
    BROKEN = "broken"
    MOVED = "moved"
    ASKED = "asked"
    REPLACED = "replaced"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of our promises ended in each way."""

    kept: int = 0
    broken: int = 0
    moved: int = 0
    asked: int = 0
    replaced: int = 0
    void: int = 0


def tally(entries: Iterable[Entry]) -> Tally:
    """Count the promises of ours that have ended; what the customer was to do is not ours."""
    counts = Counter(end.value for _entry, end in _ends(entries))
    return Tally(**counts)


def decided(entries: Iterable[Entry], *, now: datetime) -> list[tuple[datetime, End]]:
    """When it was decided what became of each promise of ours, and what.

    One that is broken was so from the moment at which its time had passed, whether or not it has
    ended since: what happens later changes nothing in it.
    """
    every = tuple(entries)
    late = [(entry, End.BROKEN) for entry in every if _is_late(entry, now)]
    return [
        (entry.due_at if end is End.BROKEN else entry.closed_at or now, end)
        for entry, end in (*_ends(every), *late)
    ]


def _ends(entries: Iterable[Entry]) -> Iterator[tuple[Entry, End]]:
    every = [entry for entry in entries if _is_ours(entry)]
    why = {entry.moved_from: entry.basis for entry in every if entry.moved_from is not None}
    for entry in every:
        if entry.state is PromiseState.MOVED:
            basis = why.get(entry.promise)
            asked = basis == Basis.EXTENSION
            yield entry, End.ASKED if asked else End.MOVED if basis else End.REPLACED
        elif entry.state is not PromiseState.OPEN:
            yield entry, End(entry.state.value)


def _is_ours(entry: Entry) -> bool:
    return entry.kind != PromiseKind.YOUR_ANSWER


def _is_late(entry: Entry, now: datetime) -> bool:
    return _is_ours(entry) and entry.state is PromiseState.OPEN and now > entry.due_at


def _made(event: Logged) -> Entry:
    details = event.details
    return Entry(
        promise=details["promise"],
        kind=details["kind"],
        due_at=datetime.fromisoformat(details["due_at"]),
        made_at=event.at,
        made_by=event.actor_id,
        by=details["by"],
        basis=details["basis"],
        moved_from=details["moved_from"],
        state=PromiseState.OPEN,
    )


def _closed(entry: Entry, event: Logged) -> Entry:
    state = closed_as(
        PromiseKind(entry.kind),
        entry.due_at,
        fulfilled=event.details["fulfilled"],
        ends=event.details["ends"],
        now=event.at,
    )
    return replace(entry, state=state, closed_at=event.at)
