"""Going through a flow without recording anything: what was replied stands in the address. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.troubleshooter.definition import Flow
from portal.troubleshooter.position import Tried
from portal.troubleshooter.walk import Place, Way, way_of

ANSWER, OUTCOME = "a", "o"
MOST_REPLIES = 400
Given = tuple[tuple[str, str], ...]
"""In order: ("a", "answer key=value") or ("o", "remedy=outcome")."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the replies lead."""

    flow: Flow
    way: Way
    given: Given

    def with_answer(self, place: Place, values: Sequence[str]) -> Given:
        """The replies so far, with one to the question there."""
        return (*self.given, *((ANSWER, f"{place.key}={value}") for value in values))

    def with_outcome(self, remedy: str, outcome: str) -> Given:
        """The replies so far, with what came of a remedy."""
        return (*self.given, (OUTCOME, f"{remedy}={outcome}"))

    def before(self, place: Place) -> Given:
        """The replies without that to `place` and those that follow: what leads back to it."""
        remedy = place.remedy
        mark = (OUTCOME, f"{remedy.id}=") if remedy is not None else (ANSWER, f"{place.key}=")
        kept: list[tuple[str, str]] = []
        for kind, text in self.given:
            if kind == mark[0] and text.startswith(mark[1]):
                break
            kept.append((kind, text))
        return tuple(kept)


def trial(flow: Flow, given: Given, called: Mapping[str, Flow]) -> Trial:
    """Replay the replies; what is none is left out."""
    answers: dict[str, list[str]] = {}
    attempts: dict[str, Tried] = {}
    for kind, text in given[:MOST_REPLIES]:
        key, equals, value = text.partition("=")
        if equals and kind == ANSWER:
            answers.setdefault(key, []).append(value)
        elif equals and kind == OUTCOME:
            attempts[key] = Tried(value, here=True)
    return Trial(flow, way_of(flow, answers, attempts, {}, called), given[:MOST_REPLIES])
