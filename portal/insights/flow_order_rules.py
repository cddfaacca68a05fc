"""In which order the remedies of a flow help soonest, from what came of them. Pure.

One cause is taken to be behind a problem. Then the time until something helps is least, on average,
when the remedies stand by falling probability that it is theirs, divided by the time they take
(Heckerman, Breese, Rommelse 1995, "Decision-theoretic troubleshooting", CACM 38(3), 49-57). Of a
later remedy it is measured how often it helps where the earlier ones did not; what counts is that
share times the chance that they do not.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod, sqrt
from typing import Final

from portal.troubleshooter.definition import (
    COULD_NOT,
    NO_CHANGE,
    All,
    Any,
    Condition,
    Flow,
    Not,
    OutcomeIs,
    RemedyStep,
)
from portal.troubleshooter.graph_edges import Place, all_edges, conditions_of

LEAST_TRIED: Final = 20
"""Of a remedy with fewer attempts nothing is concluded."""
LEAST_SAVED: Final = 0.25
"""Minutes; for less nobody should change a flow."""
CERTAINTY: Final = 1.96
"""Standard deviations on either side: 95 % of the intervals hold the true share."""
ON = (NO_CHANGE, COULD_NOT)


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a remedy was tried, how often it helped, and the minutes it takes."""

    tried: int
    solved: int
    minutes: float

    @property
    def share(self) -> float:
        """Of those who tried it, so many were helped."""
        return self.solved / self.tried if self.tried else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the true share lies."""
        return wilson(self.solved, self.tried)


@dataclass(frozen=True, slots=True)
class Link:
    """One remedy of a chain, and the step that follows if it does not help. What may not advance
    never comes before one that it followed."""

    step: str
    remedy: str
    leads_on: str
    may_advance: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A better order of a chain: places in it, counted from 0, and what it saves on average for
    whoever comes to the chain, in minutes."""

    places: tuple[int, ...]
    saved: float


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The interval in which a share lies, from few tries as well (Wilson 1927, JASA 22, 209-212);
    (0, 1) if nothing was tried."""
    if not tries:
        return 0.0, 1.0
    share, square = hits / tries, CERTAINTY**2 / tries
    middle = share + square / 2
    reach = CERTAINTY * sqrt(share * (1 - share) / tries + square / (4 * tries))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def chains(flow: Flow) -> tuple[tuple[Link, ...], ...]:
    """Remedies of which one follows the other whenever it had no effect or could not be done, and
    only then; two or more. What is shown under a condition is in none, nor what a condition asks
    for, nor a remedy that stands in the flow twice: its attempts could not be told apart."""
    links = _links(flow)
    incoming = Counter(edge.target for edge in all_edges(flow))
    incoming[flow.start] += 1
    follows = {
        step: link.leads_on
        for step, link in links.items()
        if link.leads_on in links and incoming[link.leads_on] == len(ON)
    }
    found = []
    for first in links:
        if first in follows.values():
            continue
        ids = [first]
        while ids[-1] in follows:
            ids.append(follows[ids[-1]])
        edges = [edge for edge in all_edges(flow) if edge.target == first]
        if len(ids) > 1 and not any(edge.source in ids for edge in edges):
            found.append(tuple(links[id_] for id_ in ids))
    return tuple(found)


def holds_order(flow: Flow, chain: Sequence[Link]) -> bool:
    """Do these remedies follow each other in this version of the flow as well?"""
    wanted = tuple(link.remedy for link in chain)
    for other in chains(flow):
        remedies = tuple(link.remedy for link in other)
        if any(remedies[at : at + len(wanted)] == wanted for at in range(len(remedies))):
            return True
    return False


def better_order(
    chain: Sequence[Link], measured: Mapping[str, Measured], least_saved: float = LEAST_SAVED
) -> Order | None:
    """The order in which each remedy stands before those that it clearly beats; None if that is
    the order there is, or saves next to nothing. `measured` by remedy."""
    figures = [measured.get(link.remedy, Measured(0, 0, 1)) for link in chain]
    places: list[int] = []
    for later, link in enumerate(chain):
        at = len(places)
        while link.may_advance and at and _beats(figures, places[at - 1], later):
            at -= 1
        places.insert(at, later)
    saved = minutes_spent(figures, range(len(chain))) - minutes_spent(figures, places)
    return Order(tuple(places), saved) if saved >= least_saved else None


def minutes_spent(figures: Sequence[Measured], places: Sequence[int]) -> float:
    """Minutes until something helps, or all was tried, on average. `figures` stand in the order in
    which they were measured, `places` says in which they are tried."""
    left, total = 1.0, 0.0
    for at in places:
        total += left * figures[at].minutes
        left -= figures[at].share * prod(1 - other.share for other in figures[:at])
    return total


def changed_edges(flow: Flow, chain: Sequence[Link], places: Sequence[int]) -> dict[Place, str]:
    """Where in the file which other step has to be named, so that the chain runs in that order:
    whatever led to its first step leads to the new first one, the last one leads on."""
    old = [link.step for link in chain]
    new = [old[at] for at in places]
    following = dict(zip(new, [*new[1:], chain[-1].leads_on], strict=True))
    wanted: dict[Place, str] = {("start",): new[0]} if flow.start == old[0] else {}
    for edge in all_edges(flow):
        if edge.source in following and edge.key in ON:
            wanted[edge.place] = following[edge.source]
        elif edge.target == old[0]:
            wanted[edge.place] = new[0]
    present = named_steps(flow)
    return {place: target for place, target in wanted.items() if present[place] != target}


def named_steps(flow: Flow) -> dict[Place, str]:
    """Every place of the file that says where to go, with the step it names."""
    return {("start",): flow.start, **{edge.place: edge.target for edge in all_edges(flow)}}


def _links(flow: Flow) -> dict[str, Link]:
    """The remedy steps that may stand in a chain, by id."""
    proposed = [step for step in flow.steps.values() if isinstance(step, RemedyStep)]
    often, asked_for = Counter(step.remedy for step in proposed), _asked_for(flow)
    found = {}
    for step in proposed:
        remedy, on = flow.remedies[step.remedy], step.next.get(NO_CHANGE, "")
        if step.when is not None or step.most_visits is not None or remedy.gone:
            continue
        if often[remedy.id] > 1 or remedy.id in asked_for:
            continue
        if on in flow.steps and on == step.next.get(COULD_NOT):
            may_advance = remedy.risk != "high" and step.wait_minutes is None
            found[step.id] = Link(step.id, remedy.id, on, may_advance)
    return found


def _asked_for(flow: Flow) -> set[str]:
    """Remedies whose outcome decides elsewhere."""
    waiting: list[Condition] = [
        condition for step in flow.steps.values() for condition, _place in conditions_of(step)
    ]
    found = set()
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, OutcomeIs):
            found.add(condition.remedy)
        elif isinstance(condition, All | Any):
            waiting.extend(condition.parts)
        elif isinstance(condition, Not):
            waiting.append(condition.part)
    return found


def _beats(figures: Sequence[Measured], earlier: int, later: int) -> bool:
    """Does the later one help so much more often for its time that it cannot be chance, even if
    all that stand before it help as often as they may?"""
    if min(figures[earlier].tried, figures[later].tried) < LEAST_TRIED:
        return False
    left = prod(1 - other.bounds[1] for other in figures[earlier:later])
    gained = figures[later].bounds[0] * left / figures[later].minutes
    return gained > figures[earlier].bounds[1] / figures[earlier].minutes
