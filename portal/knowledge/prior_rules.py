"""How well articles helped, from what visitors did with them. No I/O, no clock.

Two shares, each of which starts at that of an average article and moves with evidence only:

- *asked for*: how much of what this article and an average one were opened falls to this one;
- *useful*: how many of those who said so were helped.

Four things keep one visitor, or one script, from moving much. A journey counts once for an
article. The more happens on one day the less each of it counts: a thousand journeys count as
twelve. Twenty visits of an average article are added to each. A journey that opened more articles
than anybody reads does not count at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, log1p, sqrt
from typing import Final

WINDOW: Final = 90
"""Days that count."""
HALF_LIFE: Final = 30.0
"""After so many days something counts half."""
AFTER_SEARCH: Final = timedelta(minutes=30)
"""What was opened later was not opened because of the search."""
AFTER_READING: Final = timedelta(days=1)
"""What was solved later was not solved by that article."""
MOST_ARTICLES: Final = 30
"""Nobody reads more of them for one problem."""
CROWD: Final = 2.0
"""From so many a day on, each further one counts less than half."""
AVERAGE: Final = 20.0
"""Visits of an average article that each article begins with."""
MOST_BY_PLACE: Final = 2.0
ASKED_FOR: Final = 2 / 3
USEFUL: Final = 1 / 3
UNKNOWN: Final = 0.5
"""The value of an article that nothing is known about."""


@dataclass(frozen=True, slots=True)
class Search:
    """A visitor saw these articles, best first."""

    at: datetime
    shown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A visitor opened an article."""

    at: datetime
    article: int


@dataclass(frozen=True, slots=True)
class Solution:
    """A visitor says that something solved the problem; `article` if it stood in one."""

    at: datetime
    article: int | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What one journey says about one article: `opened` is the weight of its opening after a
    search, 0 if it was come by otherwise; `solved`: it helped."""

    article: int
    at: datetime
    opened: float
    solved: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer to "Did this help?"."""

    article: int
    at: datetime
    helpful: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """The value of an article from 0 to 1, average 0.5, and the counts it is of."""

    value: float
    opened: int = 0
    helped: int = 0
    not_helped: int = 0
    solved: int = 0


def visits_of(events: Sequence[Search | Opening], solutions: Sequence[Solution]) -> list[Visit]:
    """What one journey says, each article once; nothing if no person reads that much.

    `events` in their order. A solution outside of an article speaks for the one read last before.
    """
    opened: dict[int, tuple[datetime, float]] = {}
    openings: list[Opening] = []
    search: Search | None = None
    for event in events:
        if isinstance(event, Search):
            search = event
            continue
        openings.append(event)
        found = search is not None and event.at - search.at <= AFTER_SEARCH
        weight = _weight_of_place(search.shown, event.article) if search and found else 0.0
        at, before = opened.get(event.article, (event.at, 0.0))
        opened[event.article] = (at, max(before, weight))
    if len(opened) > MOST_ARTICLES:
        return []
    solved = {article for solution in solutions if (article := _solved_by(solution, openings))}
    first_solution = min((solution.at for solution in solutions), default=None)
    visits = [
        Visit(article, at, weight, article in solved) for article, (at, weight) in opened.items()
    ]
    if first_solution is not None:
        visits += [Visit(a, first_solution, 0.0, solved=True) for a in sorted(solved - set(opened))]
    return visits


def learn(
    online: Mapping[int, float],
    visits: Iterable[Visit],
    votes: Iterable[Vote],
    *,
    now: datetime,
) -> dict[int, Learnt]:
    """A value for each article in `online`, which says for how many days it could be found.

    Each visit or vote that is older than the window, or about another article, is left out.
    """
    evidence = {article: _Evidence() for article in online}
    for visit in visits:
        day = _age(visit.at, now)
        if visit.article in evidence and day is not None:
            evidence[visit.article].take_visit(visit, day)
    for vote in votes:
        day = _age(vote.at, now)
        if vote.article in evidence and day is not None:
            evidence[vote.article].take_vote(vote, day)

    time = {article: _faded_days(days) for article, days in online.items()}
    sums = {article: found.sums() for article, found in evidence.items()}
    opened_a_day = sum(found.opened for found in sums.values()) / (sum(time.values()) or 1.0)
    helped = sum(found.helped for found in sums.values())
    not_helped = sum(found.not_helped for found in sums.values())
    usual = (helped + 1) / (helped + not_helped + 2)  # Laplace's rule of succession
    return {
        article: Learnt(
            value=ASKED_FOR * asked_for(found.opened, opened_a_day * time[article])
            + USEFUL * useful(found.helped, found.not_helped, usual),
            opened=evidence[article].counts["opened"],
            helped=evidence[article].counts["helped"],
            not_helped=evidence[article].counts["not_helped"],
            solved=evidence[article].counts["solved"],
        )
        for article, found in sums.items()
    }


def lift(value: float) -> float:
    """How far search lifts an article of this value, from 0 to 1.

    One below the average is not lifted, as nothing is that nobody has learnt about: a new article,
    a flow, an incident.
    """
    return min(max(2 * value - 1, 0.0), 1.0)


def asked_for(opened: float, average: float) -> float:
    """The share of this article when it and an average one are opened `opened` and `average`
    times; 0.5 where nothing is known, never 0 or 1."""
    return (opened + AVERAGE) / (opened + average + 2 * AVERAGE)


def useful(helped: float, not_helped: float, usual: float) -> float:
    """0.5 for an article that helps the `usual` share (0 to 1) of those who say so, more for one
    that helps more of them; drawn to 0.5 where few have said anything."""
    share = (helped + AVERAGE * usual) / (helped + not_helped + AVERAGE)
    return 0.5 + (share - usual) / 2


@dataclass(frozen=True, slots=True)
class _Sums:
    """Evidence after fading, crowds of a day made smaller."""

    opened: float
    helped: float
    not_helped: float


@dataclass(slots=True)
class _Evidence:
    """What is known of one article: weights by days ago, and how many there were."""

    opened: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    helped: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    not_helped: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    counts: Counter[str] = field(default_factory=Counter)

    def take_visit(self, visit: Visit, day: int) -> None:
        self.opened[day] += visit.opened
        self.helped[day] += visit.solved
        self.counts.update(opened=visit.opened > 0, solved=visit.solved)

    def take_vote(self, vote: Vote, day: int) -> None:
        (self.helped if vote.helpful else self.not_helped)[day] += 1
        self.counts.update(helped=vote.helpful, not_helped=not vote.helpful)

    def sums(self) -> _Sums:
        return _Sums(_faded(self.opened), _faded(self.helped), _faded(self.not_helped))


def _faded(by_day: Mapping[int, float]) -> float:
    """The sum of what counts: a crowd on one day by its logarithm, what is older less."""
    return sum(CROWD * log1p(weight / CROWD) * _fading(day) for day, weight in by_day.items())


def _faded_days(online: float) -> float:
    return sum(_fading(day) for day in range(min(WINDOW, ceil(online))))


def _fading(day: int) -> float:
    return float(0.5 ** (day / HALF_LIFE))


def _age(at: datetime, now: datetime) -> int | None:
    """Whole days ago; None if that is outside of the window."""
    days = max((now - at).days, 0)
    return days if days < WINDOW else None


def _weight_of_place(shown: Sequence[int], article: int) -> float:
    """Whoever opens the fourth hit has passed three: the root of the place, as a model of how
    seldom lower places are looked at (Joachims, Swaminathan and Schnabel 2017)."""
    place = shown.index(article) + 1 if article in shown else 1
    return min(sqrt(place), MOST_BY_PLACE)


def _solved_by(solution: Solution, openings: Sequence[Opening]) -> int | None:
    if solution.article is not None:
        return solution.article
    read = [
        opening.article
        for opening in openings
        if timedelta(0) <= solution.at - opening.at <= AFTER_READING
    ]
    return read[-1] if read else None
