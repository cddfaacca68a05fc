"""Where a run stands: the result of a replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.troubleshooter.definition import Step


class Wanted(StrEnum):
    """What the step wants from the customer."""

    ANSWER = "answer"
    REMEDY = "remedy"
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


@dataclass(frozen=True, slots=True)
class Position:
    """The step to show now, what is wanted there, and what lies behind, in order."""

    step: Step
    wants: Wanted
    passed: tuple[Passed, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """Ids of the steps that were or are shown, in order."""
        return (*(entry.step.id for entry in self.passed if not entry.skipped), self.step.id)


Answers = Mapping[str, Sequence[str]]
"""By step id: option ids, or the typed text as the only entry."""
