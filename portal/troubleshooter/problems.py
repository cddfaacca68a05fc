"""What is wrong with a flow file, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a flow from being published; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `rule` is "F01" … "F32"; line and column count from 1; `fix` says what to do
    about it, or is empty."""

    rule: str
    severity: Severity
    message: str
    line: int = 1
    column: int = 1
    fix: str = ""


class FlowError(ValueError):
    """A flow file that can't be used; `problems` holds at least one error."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(f"line {first.line}, column {first.column}: {first.message}")
