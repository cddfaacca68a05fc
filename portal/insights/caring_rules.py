"""How customers were cared for: what a case adds to the figures of a week, from its event log, and
the figures of weeks together. Pure.

Two kinds of things are counted. What became of a promise counts in the week in which it was
decided, for the team that had the case until then. What a case was like for its customer counts in
the week in which they handed it over, for the team that got it, whatever happens to it later.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from portal.escalations.composer.findings import Kind
from portal.escalations.contact_persons.runaround import ASKED_AGAIN, HANDED_OVER
from portal.escalations.promises.ledger import End, Entry, decided, recompute
from portal.insights.remedies_rules import LEAST_FOR_PERCENT

OPENED: Final = "case.opened"
REPLIED: Final = "case.replied"
WEEKS: Final = 12


class Measure(StrEnum):
    """What is counted beside the ends of promises (ledger.End), whose names stand for themselves.

    cases: handed over in this week · handed_on: how often they went to somebody else · answered:
    cases with a public answer by a person · asked, retried: of those, in how many a reply asked
    for what was known, or proposed what had been tried · again: one of the two · waited: from the
    hand-over to the first of these answers, by working minutes · waiting: open and not answered.
    """

    CASES = "cases"
    HANDED_ON = "handed_on"
    ANSWERED = "answered"
    ASKED = "case_asked"
    RETRIED = "retried"
    AGAIN = "again"
    WAITED = "waited"
    WAITING = "waiting"


Cell = tuple[date, int, str, int]
"""Week, queue id, measure, minutes (of Measure.WAITED, else 0)."""


class Logged(Protocol):
    """An event of a case."""

    at: datetime
    name: str
    actor_id: int | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """The case went from one team to another, or within one."""

    at: datetime
    from_queue: int


@dataclass(frozen=True, slots=True)
class Case:
    """The log of a case, oldest first, its hand-overs likewise, and whose it is now."""

    log: Sequence[Logged]
    moves: Sequence[Move]
    queue: int


Measured = Callable[[int, datetime, datetime], int]
"""Working minutes of a queue's calendar between two instants."""


def counts_of(
    case: Case, *, zone: ZoneInfo, minutes: Measured, now: datetime
) -> Mapping[Cell, int]:
    """What a case adds to the weeks, as its log stands `now`."""
    found: Counter[Cell] = Counter()
    ledger = recompute(case.log)
    for at, end in decided(ledger, now=now):
        found[week_of(at, zone), team_at(case, at), end.value, 0] += 1
    opened = next((event for event in case.log if event.name == OPENED), None)
    if opened is None:
        return found
    team, week = team_at(case, opened.at), week_of(opened.at, zone)
    for measure, value, number in _of_the_case(case.log, opened, team, minutes, _is_open(ledger)):
        found[week, team, measure.value, value] += number
    return found


def team_at(case: Case, at: datetime) -> int:
    """Who had the case until an instant: what passes it on is still an act of the team before."""
    return next((move.from_queue for move in case.moves if move.at >= at), case.queue)


def week_of(at: datetime, zone: ZoneInfo) -> date:
    """The Monday of an instant's week."""
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def last_weeks(now: datetime, zone: ZoneInfo, number: int = WEEKS) -> tuple[date, ...]:
    """The Mondays of the running week and the ones before it, oldest first."""
    present = week_of(now, zone)
    return tuple(present - timedelta(weeks=back) for back in reversed(range(number)))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole that may be nothing at all, or too little for a percentage."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def is_small(self) -> bool:
        """Is the whole too small for a percentage?"""
        return self.whole < LEAST_FOR_PERCENT


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted in one week, or in several."""

    numbers: Counter[str] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, cells: Iterable[tuple[str, int, int]]) -> "Figures":
        """From (measure, minutes, number) triples; a measure may come several times."""
        numbers: Counter[str] = Counter()
        waits: Counter[int] = Counter()
        for measure, minutes, number in cells:
            numbers[measure] += number
            if measure == Measure.WAITED:
                waits[minutes] += number
        return cls(numbers, waits)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.numbers + other.numbers, self.waits + other.waits)

    def __getitem__(self, counted: End | Measure) -> int:
        return self.numbers[counted.value]

    @property
    def kept(self) -> Share:
        """Of the promises of ours that had to be kept. One that the portal moved because nobody
        kept it was not; one that a person moved in time counts neither way."""
        kept = self[End.KEPT]
        return Share(kept, kept + self[End.BROKEN] + self[End.ASKED])

    @property
    def explained_once(self) -> Share:
        """Of the cases with an answer."""
        answered = self[Measure.ANSWERED]
        return Share(answered - self[Measure.AGAIN], answered)

    @property
    def handed_on(self) -> float | None:
        """Hand-overs per case; None without cases."""
        cases = self[Measure.CASES]
        return self[Measure.HANDED_ON] / cases if cases else None

    def waited(self, share: float) -> int | None:
        """Working minutes within which this share of the answered cases had a person: the
        smallest that is enough (type 1 of Hyndman and Fan 1996). None without such cases."""
        left = ceil(share * self.waits.total())
        for minutes, number in sorted(self.waits.items()):
            left -= number
            if left <= 0:
                return minutes
        return None


def _of_the_case(
    log: Sequence[Logged], opened: Logged, team: int, minutes: Measured, is_open: bool
) -> Iterable[tuple[Measure, int, int]]:
    yield Measure.CASES, 0, 1
    handed_on = sum(event.name == HANDED_OVER for event in log)
    if handed_on:
        yield Measure.HANDED_ON, 0, handed_on
    by_phone = opened.actor_id is not None  # a person was there from the first moment on
    answer = next((e for e in log if e.name == REPLIED and e.actor_id is not None), None)
    if answer is None:
        if is_open and not by_phone:
            yield Measure.WAITING, 0, 1
        return
    yield Measure.ANSWERED, 0, 1
    again = {kind for event in log if event.name == ASKED_AGAIN for kind in _kinds(event)}
    for measure, kinds in _AGAIN.items():
        if again & kinds:
            yield measure, 0, 1
    if not by_phone:
        yield Measure.WAITED, minutes(team, opened.at, answer.at), 1


_AGAIN: Final = {
    Measure.ASKED: {Kind.KNOWN.value},
    Measure.RETRIED: {Kind.REPEAT.value},
    Measure.AGAIN: {Kind.KNOWN.value, Kind.REPEAT.value},
}


def _kinds(event: Logged) -> list[str]:
    kinds: list[str] = event.details.get("kinds", [])
    return kinds


def _is_open(ledger: Sequence[Entry]) -> bool:
    """An open case has an open promise, always."""
    return any(entry.closed_at is None for entry in ledger)
