"""What travels with a hand-over, line by line, in the wording the customer saw."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Section(StrEnum):
    """The kinds of lines, in the order in which the pages show them."""

    ATTEMPT = "attempt"
    FACT = "fact"
    ANSWER = "answer"
    SEARCHED = "searched"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `key` ("attempt:<public id>", "fact:device") stays the same as long as the line
    is there; `outcome`, `remedy`, `note` and `before` belong to attempts."""

    key: str
    section: Section
    label: str
    text: str
    at: datetime | None = None
    url: str = ""
    remedy: str = ""
    outcome: str = ""
    before: bool = False
    note: str = ""
