"""What a check of a reply finds. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """repeat: proposes what was tried · known: asks for what stands in the case · gap: something
    still has to be filled in."""

    REPEAT = "repeat"
    KNOWN = "known"
    GAP = "gap"
    GREETING = "greeting"
    NEXT_STEP = "next_step"
    LANGUAGE = "language"
    LINK = "link"
    ATTACHMENT = "attachment"


ROUND = frozenset({Kind.REPEAT, Kind.KNOWN})
"""With these the customer is sent round in circles."""
HOLDING = ROUND | {Kind.GAP}
"""Before these are sent, the page asks once."""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters of a text from `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` stays the same while the text around changes, so that what was dismissed stays so.

    `span` is what it is about, None for the whole text; `about` is the attempt, the name of the
    datum or the link, `value` the datum; `anchor` is where it stands on the page of the case, ""
    if nowhere; `reasoned`: the text says why it asks again; `probability` belongs to repeats.
    """

    id: str
    kind: Kind
    span: Span | None = None
    quote: str = ""
    about: str = ""
    value: str = ""
    anchor: str = ""
    at: datetime | None = None
    outcome: str = ""
    before: bool = False
    probability: float = 1.0
    reasoned: bool = False


def still_open(findings: tuple[Finding, ...], dismissed: frozenset[str]) -> tuple[Finding, ...]:
    """Those that nobody dismissed and that the text does not give a reason for."""
    return tuple(one for one in findings if one.id not in dismissed and not one.reasoned)


def holding_back(findings: tuple[Finding, ...], shown: frozenset[str]) -> bool:
    """Is there one that is asked about before it is sent, and was not shown yet?"""
    return any(one.kind in HOLDING and one.id not in shown for one in findings)
