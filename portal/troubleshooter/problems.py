"""What is wrong with a flow file, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a flow from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, init=False)
class Wording:
    """Words that are shown in the reader's language: English with `%(name)s` where a parameter
    goes, which may itself be such words. The template is always written out, so that it is found
    for the catalogues."""

    template: str
    parameters: Mapping[str, "Parameter"]

    def __init__(self, template: str, /, **parameters: "Parameter") -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "parameters", parameters)

    def __str__(self) -> str:
        """In English."""
        return self.template % self.parameters if self.parameters else self.template


@dataclass(frozen=True, slots=True)
class Names:
    """Names one after the other, each in the quotes of the reader's language."""

    names: Sequence[str]
    between: str = ", "

    def __str__(self) -> str:
        """In English."""
        return self.between.join(f"“{name}”" for name in self.names)


Parameter = str | int | date | Wording | Names


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `rule` is "F01" … "F33"; `said` is what is wrong, `advised` what to do about
    it; line and column count from 1."""

    rule: str
    severity: Severity
    said: Wording
    line: int = 1
    column: int = 1
    advised: Wording | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return str(self.said)

    @property
    def fix(self) -> str:
        """What to do about it, in English; empty where nothing is advised."""
        return str(self.advised) if self.advised else ""


class FlowError(ValueError):
    """A flow file that can't be used; `problems` holds at least one error."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(f"line {first.line}, column {first.column}: {first.message}")
