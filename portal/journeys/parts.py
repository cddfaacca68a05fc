"""What the features above keep for a journey: each tells it to its owner and erases it.

`journeys` stands below them all and knows none of them; `background` puts the parts together.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session

from portal.journeys.models import Journey


@dataclass(frozen=True, slots=True)
class Told:
    """One line of “Your steps so far”. `text` is a sentence in the reader's language, `note` what
    they wrote about it, `outcome` that of an attempt."""

    at: datetime
    text: str
    url: str = ""
    note: str = ""
    outcome: str = ""


def nothing_told(session: Session, journey: Journey) -> Iterable[Told]:
    """For a part that has nothing to show."""
    return ()


def nothing_kept() -> None:
    """For a part that lets every journey go."""
    return


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature keeps.

    `erase` deletes its rows of these journeys at the time given, or cuts them off the journey;
    `tell` is called in a request; `keeps` gives the ids of journeys that must stay however old
    they are, without NULL.
    """

    erase: Callable[[Session, Sequence[int], datetime], None]
    tell: Callable[[Session, Journey], Iterable[Told]] = nothing_told
    keeps: Callable[[], Select[int | None] | None] = nothing_kept
