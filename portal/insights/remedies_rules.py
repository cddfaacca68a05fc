"""Figures of remedies: shares that say of how many, and none that few cases lead. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from portal.insights.flow_order_rules import wilson

LEAST_FOR_PERCENT: Final = 10
"""Of fewer cases a percentage would say more than is known."""
SORTS = ("title", "tried", "helped", "minutes")


@dataclass(frozen=True, slots=True)
class Tally:
    """Attempts with one outcome: here, and before the customer came to us."""

    here: int = 0
    before: int = 0

    @property
    def all(self) -> int:
        """Both."""
        return self.here + self.before


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of a remedy, as the attempts say that stand today."""

    solved: Tally = Tally()
    no_change: Tally = Tally()
    worse: Tally = Tally()
    could_not: Tally = Tally()
    unknown: Tally = Tally()

    @property
    def tried(self) -> int:
        """All attempts."""
        return sum(tally.all for tally in self.rows.values())

    @property
    def known(self) -> int:
        """Attempts made here whose result was said: of these a share may have helped. What was
        done before did not, or nobody would have come."""
        return sum(tally.here for tally in self.rows.values()) - self.unknown.here

    @property
    def proven(self) -> float:
        """The share that helped at the least, as far as the number of cases shows it; 0 to 1."""
        return wilson(self.solved.here, self.known)[0]

    @property
    def rows(self) -> dict[str, Tally]:
        """By outcome."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def outcomes_of(rows: Iterable[tuple[str, bool, int]]) -> Outcomes:
    """From rows (outcome, before, how many), each pair once."""
    counted = {(outcome, before): count for outcome, before, count in rows}
    return Outcomes(
        **{
            each.name: Tally(counted.get((each.name, False), 0), counted.get((each.name, True), 0))
            for each in fields(Outcomes)
        }
    )
