"""How good recognition is: what counts when it is trained and when it is judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STATED = ("solved", "no_change", "worse", "could_not")


@dataclass(frozen=True, slots=True)
class Scores:
    """Over pairs of text and remedy: `precision`, `recall`. `false_alarms`: the share of texts
    without an attempt in which something is ticked. `outcomes`: of the attempts found, the share
    with the right outcome, averaged over the outcomes that are stated."""

    precision: float
    recall: float
    false_alarms: float
    outcomes: float
    by_outcome: Mapping[str, tuple[int, int]]

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        right = " ".join(f"{name} {a}/{b}" for name, (a, b) in self.by_outcome.items())
        return (
            f"F1 {self.f1:.3f}  P {self.precision:.3f}  R {self.recall:.3f}  "
            f"false alarms {self.false_alarms:.3f}  outcomes {self.outcomes:.3f} ({right})"
        )


def score(pairs: Iterable[tuple[Mapping[str, str], Mapping[str, str]]]) -> Scores:
    """`pairs`: what was tried and what was ticked, outcomes by remedy, for each text."""
    right = ticked = tried = alarms = without = 0
    outcomes = {outcome: [0, 0] for outcome in STATED}
    for wanted, found in pairs:
        both = wanted.keys() & found.keys()
        right, ticked, tried = right + len(both), ticked + len(found), tried + len(wanted)
        if not wanted:
            without += 1
            alarms += bool(found)
        for remedy in both:
            if wanted[remedy] in outcomes:
                outcomes[wanted[remedy]][0] += found[remedy] == wanted[remedy]
                outcomes[wanted[remedy]][1] += 1
    shares = [a / b for a, b in outcomes.values() if b]
    return Scores(
        precision=right / ticked if ticked else 0.0,
        recall=right / tried if tried else 0.0,
        false_alarms=alarms / without if without else 0.0,
        outcomes=sum(shares) / len(shares) if shares else 0.0,
        by_outcome={name: (a, b) for name, (a, b) in outcomes.items() if b},
    )
