"""What of a query may be kept, and what a visitor's steps say about it. No I/O.

A query's text is kept when `LEAST_JOURNEYS` visitors asked the same within the window, and never
when it looks as if it named somebody: all others are counted together under "".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.knowledge.search_models import LONGEST_QUERY

LEAST_JOURNEYS: Final = 3
WINDOW_DAYS: Final = 30
KEEP_DAYS: Final = 90
LONGEST_KEPT: Final = 80
MOST_WORDS: Final = 12
OTHERS: Final = ""

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_ERROR_CODE = re.compile(r"\b0x[0-9a-f]{4,8}\b")
_OWN_NETWORK = re.compile(r"\b(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2}\b")
_PERSONAL = (
    re.compile(r"\S@\S"),  # a mail address
    re.compile(r"\d{6}"),  # a customer, invoice or phone number
    re.compile(r"\d(?:[ /().-]{0,2}\d){6}"),  # one of these in groups
    re.compile(r"\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3}"),  # ISO 13616: an IBAN
    re.compile(r"://|\bwww\.|[?&]\w+="),  # an address, perhaps with a token in it
    re.compile(r"\b(?:runs|requests)/"),  # what opens a run or a request
    re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d])\w{12,}"),  # a key, or a password of the safe kind
    re.compile(r"\w{41,}"),
    re.compile(r"\b(?:passwor[dt]|kennwort|passcode) (?:ist|lautet|is) \S"),
)
"""What may name a person or open something, in folded text without codes and own addresses."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something a visitor did: searched (`query` set, with so many hits) or opened a result."""

    at: datetime
    query: str | None = None
    locale: str = ""
    hits: int = 0


@dataclass(slots=True)
class Tally:
    """How often one visitor asked something, and what came of it."""

    searches: int = 0
    empty: int = 0
    opened: int = 0
    solved: int = 0

    def add(self, other: "Tally") -> None:
        """Count `other` as well."""
        self.searches += other.searches
        self.empty += other.empty
        self.opened += other.opened
        self.solved += other.solved


Asked = tuple[date, str, str]
"""Day in the organisation's time zone, locale, folded query."""


def folded(text: str) -> str:
    """What is the same question: without capitals, signs around words and double spaces."""
    plain = unicodedata.normalize("NFKC", text[: 2 * LONGEST_QUERY]).casefold()
    words = (_EDGES.sub("", word) for word in plain.split())
    return " ".join(word for word in words if word)[:LONGEST_QUERY].strip()


def may_be_kept(query: str) -> bool:
    """Is a folded query short, readable, and without what looks like somebody's data?"""
    if not query or len(query) > LONGEST_KEPT or len(query.split()) > MOST_WORDS:
        return False
    if not query.isprintable():
        return False
    text = _OWN_NETWORK.sub(" ", _ERROR_CODE.sub(" ", query))
    return not any(pattern.search(text) for pattern in _PERSONAL)


def asked_on(
    steps: Sequence[Step], solved_at: datetime | None, zone: ZoneInfo
) -> dict[Asked, Tally]:
    """What one visitor asked, day by day; what may name somebody stands under OTHERS.

    A question counts as opened when a result was opened before the next one; coming back to its
    hits afterwards is no failure. It counts as solved when the visitor said later that something
    had solved their problem.
    """
    found: dict[Asked, Tally] = {}
    clicked: set[Asked] = set()
    current: Asked | None = None
    for step in steps:
        if step.query is None:
            if current is not None:
                clicked.add(current)
            continue
        current = (step.at.astimezone(zone).date(), step.locale, folded(step.query))
        tally = found.setdefault(current, Tally())
        tally.searches += 1
        tally.empty += step.hits == 0
        tally.solved += solved_at is not None and solved_at >= step.at
    for asked in clicked:
        found[asked].opened = found[asked].searches - found[asked].empty
    kept: defaultdict[Asked, Tally] = defaultdict(Tally)
    for (day, locale, query), tally in found.items():
        kept[day, locale, query if may_be_kept(query) else OTHERS].add(tally)
    return dict(kept)


def first_day(today: date, journey_days: int) -> date:
    """The first day that is counted anew: from then on every journey is still there, but for those
    that their visitors have deleted."""
    return today - timedelta(days=min(WINDOW_DAYS, journey_days) - 1)
