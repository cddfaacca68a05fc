"""What may happen to a case, how its open promise ends, and its first lines. No I/O."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from portal.core.errors import Conflict
from portal.escalations.models import PromiseState, Status

LONGEST_SUBJECT: Final = 80
FIRST_NUMBER: Final = 10_001
NO_BREAK: Final = "\N{NO-BREAK SPACE}"


QUICKEST: Final = timedelta(seconds=2)
OLDEST: Final = timedelta(hours=24)
"""How old a form is when a person sends it: filled in by hand, not kept by a script (V7)."""


class PromiseKind(StrEnum):
    """call: we call, at a time that the customer chose on the page of their request · your_answer:
    we wait for the customer, and say when we remind them."""

    FIRST_ANSWER = "first_answer"
    NEXT_UPDATE = "next_update"
    CALL = "call"
    YOUR_ANSWER = "your_answer"


class Act(StrEnum):
    """What somebody does with a case. `write` is the customer's, `reply` ours; `close` is what
    happens when a customer says nothing, and never means that it is solved."""

    WRITE = "write"
    REPLY = "reply"
    WAIT = "wait"
    SOLVE = "solve"
    CLOSE = "close"
    REOPEN = "reopen"


_UNTIL_SOLVED = frozenset({Status.NEW, Status.OPEN, Status.WAITING})
_TRANSITIONS: Final[Mapping[Act, Mapping[Status, Status]]] = {
    Act.WRITE: {
        Status.NEW: Status.NEW,
        Status.OPEN: Status.OPEN,
        Status.WAITING: Status.OPEN,
        Status.SOLVED: Status.OPEN,
        Status.CLOSED: Status.OPEN,
    },
    Act.REPLY: dict.fromkeys(Status, Status.OPEN),
    Act.WAIT: dict.fromkeys(_UNTIL_SOLVED, Status.WAITING),
    Act.SOLVE: dict.fromkeys({*_UNTIL_SOLVED, Status.CLOSED}, Status.SOLVED),
    Act.CLOSE: {Status.WAITING: Status.CLOSED},
    Act.REOPEN: {Status.SOLVED: Status.OPEN, Status.CLOSED: Status.OPEN},
}


def status_after(status: Status, act: Act) -> Status:
    """The status that `act` leads to; raises Conflict where somebody was quicker."""
    after = _TRANSITIONS[act].get(status)
    if after is None:
        raise Conflict("Somebody else has changed this request meanwhile. Look at it again.")
    return after


def closed_as(
    kind: PromiseKind, due_at: datetime, *, fulfilled: bool, ends: bool, now: datetime
) -> PromiseState:
    """How an open promise ends at `now`.

    Late is broken, whatever followed: a date that has passed cannot be moved any more. Before it,
    the act that was promised keeps the promise, the end of the case makes it void, and everything
    else moves it. What the customer was to do is not ours to break.
    """
    if now > due_at and kind is not PromiseKind.YOUR_ANSWER:
        return PromiseState.BROKEN
    if fulfilled:
        return PromiseState.KEPT
    return PromiseState.VOID if ends else PromiseState.MOVED


class Pace(StrEnum):
    """How long after it was asked for a form came back."""

    HUMAN = "human"
    QUICK = "quick"
    STALE = "stale"


def pace_of(age: timedelta | None, *, known: bool) -> Pace:
    """Whether a person may have filled in a form of this age (None: not asked for here). A visitor
    whom we have seen at work is `known`, and may be quick."""
    if age is None or age > OLDEST:
        return Pace.STALE
    return Pace.QUICK if age < QUICKEST and not known else Pace.HUMAN


def subject_of(words: str) -> str:
    """The customer's first sentence, cut at a word when it is long: what the case is called."""
    line = next((line for line in words.splitlines() if line.strip()), "")
    sentence = re.split(r"(?<=[.!?])\s", " ".join(line.split()), maxsplit=1)[0].rstrip(".")
    if len(sentence) <= LONGEST_SUBJECT:
        return sentence
    cut = sentence[: LONGEST_SUBJECT - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def spoken(number: int) -> str:
    """A case's number as people read it: 48 217."""
    return f"{number:,}".replace(",", NO_BREAK)
