"""How much each part adds to a hit, as lengths that can be drawn, and what the numbers mean.
No I/O."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from search.results import Explanation

WIDTH: Final = 100.0
"""Units of a bar's drawing."""
MOST_TERMS: Final = 8


class Nearness(StrEnum):
    """How near a document's meaning is to the question, among those of its language."""

    FAR_ABOVE = "far_above"
    ABOVE = "above"
    AVERAGE = "average"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `start` to `start + length`, in units of WIDTH; `zero` is where nothing is."""

    value: float
    start: float
    length: float
    zero: float


@dataclass(frozen=True, slots=True)
class Scale:
    """What all bars of a page are drawn on: from the lowest value to the highest."""

    lowest: float
    highest: float

    def bar(self, value: float) -> Bar:
        """The bar of a value; one outside of the scale ends at its edge."""
        span = (self.highest - self.lowest) or 1.0
        zero = -self.lowest / span * WIDTH
        end = (min(max(value, self.lowest), self.highest) - self.lowest) / span * WIDTH
        start = min(zero, end)
        return Bar(value, round(start, 2), round(abs(end - zero), 2), round(zero, 2))


@dataclass(frozen=True, slots=True)
class WordShare:
    """One word, what it adds to the part of the words, and how much of that in which field."""

    term: str
    typed: bool
    value: float
    fields: tuple[tuple[str, float], ...]


def scale_of(explanations: Iterable[Explanation]) -> Scale:
    """One scale for every part of every hit, with zero on it."""
    values = [0.0, *(part for found in explanations for part in parts_of(found))]
    return Scale(min(values), max(values))


def parts_of(found: Explanation) -> tuple[float, float, float, float]:
    """The four parts of a hit's score."""
    return (found.keyword_part, found.semantic_part, found.prior_part, found.language_part)


def word_shares(found: Explanation) -> tuple[WordShare, ...]:
    """What each word adds to the part of the words, the most first; so is each word's field."""
    unit = found.keyword_part / (sum(term.score for term in found.terms) or 1.0)
    fields: defaultdict[tuple[str, bool], list[tuple[str, float]]] = defaultdict(list)
    for term in found.terms:
        fields[term.term, term.typed].append((term.field, unit * term.score))
    shares = [
        WordShare(
            term,
            typed,
            sum(value for _, value in places),
            tuple(sorted(places, key=lambda place: -place[1])),
        )
        for (term, typed), places in fields.items()
    ]
    return tuple(sorted(shares, key=lambda share: -share.value))[:MOST_TERMS]


def nearness(semantic_part: float) -> Nearness:
    """In words: the part is how many standard deviations it lies above the average."""
    if semantic_part >= 2:
        return Nearness.FAR_ABOVE
    if semantic_part >= 1:
        return Nearness.ABOVE
    return Nearness.AVERAGE if semantic_part >= 0 else Nearness.BELOW
