"""How many runs went along the edges of a flow, for its picture. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from portal.troubleshooter.definition import WORSE, End, Flow, RemedyStep
from portal.troubleshooter.position import Walked


@dataclass(frozen=True)
class Traffic:
    """Runs by edge, of those that began on `since` or later."""

    since: date
    runs: Mapping[Walked, int]

    @property
    def begun(self) -> int:
        """Runs that came into the flow, also from a flow that calls it."""
        return sum(runs for edge, runs in self.runs.items() if not edge.source)

    def ended(self, flow: Flow, kind: str) -> int:
        """Runs that stand at an end of a kind."""
        ends = {step.id for step in flow.steps.values() if _is_end(step, kind)}
        return sum(runs for edge, runs in self.runs.items() if edge.target in ends)

    def between(self, source: str, target: str) -> int:
        """Runs that went from one step to another, by whichever answer or outcome."""
        return self._pairs[source, target]

    def drawn_between(self, flow: Flow, source: str, target: str) -> int:
        """The same along the line of the picture, which has none for "worse"."""
        step = flow.steps[source]
        hidden = Walked(source, WORSE, target) if isinstance(step, RemedyStep) else None
        return self.between(source, target) - (self.runs.get(hidden, 0) if hidden else 0)

    def share(self, runs: int) -> float:
        """Of those that began, 0 to 1."""
        return min(1.0, runs / self.begun) if self.begun else 0.0

    @cached_property
    def _pairs(self) -> Counter[tuple[str, str]]:
        pairs: Counter[tuple[str, str]] = Counter()
        for edge, runs in self.runs.items():
            pairs[edge.source, edge.target] += runs
        return pairs


def _is_end(step: object, kind: str) -> bool:
    return isinstance(step, End) and step.kind == kind
