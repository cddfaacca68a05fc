"""The promises of a case as its event log tells them. Pure: what is stored has to be the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from portal.escalations.models import PromiseState
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
