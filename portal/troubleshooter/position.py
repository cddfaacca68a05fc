"""Where a run stands: the result of a replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from portal.troubleshooter.definition import Step


class Wanted(StrEnum):
    """What the step wants from the customer."""

    ANSWER = "answer"
    REMEDY = "remedy"
    WAITING = "waiting"  # the remedy was done, but may take some time; then its result is asked
    RESULT = "result"  # the remedy was done before, its result is not known: only that is asked
    NOTHING = "nothing"  # an end


@dataclass(frozen=True, slots=True)
class Tried:
    """What is known of a remedy. `here`: recorded in this run, so its step is on the path; else
    it was tried before or elsewhere, and its step is skipped."""

    outcome: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that lies behind. `skipped`: it was not shown, because the reply was known."""

    step: Step
    reply: tuple[str, ...]  # option ids, the typed text, or the outcome
    skipped: bool
    visit: int = 1  # in a loop a step is asked again

    @property
    def key(self) -> str:
        """Under which the answer to this visit is kept."""
        return answer_key(self.step.id, self.visit)


class Walked(NamedTuple):
    """An edge that a walk took: from a step ("" before the first), by the option, the outcome, the
    number of the branch or `ELSE` ("" for what was typed, and for several options), to a step."""

    source: str
    key: str
    target: str


@dataclass(frozen=True, slots=True)
class Position:
    """The step to show now, what is wanted there, and what lies behind, in order.

    `inner`: where the called flow stands, if the step calls one and the walk is inside it.
    `turns`: steps behind where the walk would be led if a condition turned (see `may_turn`).
    `decided`: which way each deciding step took, by its id: the number of the branch, or "else".
    `walked`: every edge that was taken, in order.
    """

    step: Step
    wants: Wanted
    passed: tuple[Passed, ...]
    visit: int = 1
    inner: "Position | None" = None
    turns: tuple[str, ...] = ()
    decided: tuple[tuple[str, str], ...] = ()
    walked: tuple["Walked", ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """Ids of the steps that were or are shown, in order."""
        return (*(entry.step.id for entry in self.passed if not entry.skipped), self.step.id)

    @property
    def key(self) -> str:
        """Under which the answer that is wanted now is to be kept."""
        return answer_key(self.step.id, self.visit)


Answers = Mapping[str, Sequence[str]]
"""By answer key: option ids, or the typed text as the only entry. The key is the step's id; when
a loop comes back to the step, `id~2` and so on; within a called flow `call:` and its key. Under the
key of a remedy's step stands until when somebody waits for its effect (see waiting.py)."""


def answer_key(step: str, visit: int) -> str:
    """The step's id at the first visit, then `id~2`, `id~3`."""
    return step if visit == 1 else f"{step}~{visit}"
