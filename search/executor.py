"""Scores documents for words, term at a time, in numpy.

Postings are read once per segment and kept; a search adds up what each term is worth in
each document (Turtle and Flood 1995). Scores are those of BM25F as Whoosh computes it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.postings_cache import MAX_WEIGHT, Postings, PostingsCache, PostingsKey

K1 = 1.2
B = 0.75
MAX_FREQUENCIES = 5_000


class SegmentPostings(Protocol):
    """A segment: a part of an index that never changes, besides deletions."""

    @property
    def key(self) -> str:
        """Name of the segment; no other one ever has it."""

    @property
    def count(self) -> int:
        """Documents, deleted ones included."""

    def field_length(self, field: str) -> int:
        """Terms of all documents in a field."""

    def frequency(self, field: str, term: str) -> int:
        """Documents with the term in the field, deleted ones included."""

    def postings(self, key: PostingsKey) -> Postings | None:
        """Read from disk; None when the term stands nowhere."""

    def beginning(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Terms with this prefix and their frequencies, in alphabetical order."""


class FieldImpacts:
    """What a weight is worth in a field of some length, before rarity: `w(k+1) / (w+norm)`."""

    def __init__(self, lengths: NDArray[np.float64], average: float) -> None:
        """`lengths`: what each of the 256 length bytes stands for."""
        self._norms = K1 * ((1 - B) + B * lengths / average)
        weights = np.arange(MAX_WEIGHT + 1, dtype=np.float64)[:, None]
        with np.errstate(invalid="ignore"):
            self._table = (weights * (K1 + 1) / (weights + self._norms)).ravel()

    def of(self, postings: Postings) -> NDArray[np.float64]:
        if postings.heavy is None:
            return self._table.take(postings.codes)
        norms = self._norms.take(postings.codes & 255)
        return postings.heavy * (K1 + 1) / (postings.heavy + norms)


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term in one field adds to the score of a document.

    `typed` is False for a synonym, a part of a compound, a mended or a begun word.
    """

    field: str
    term: str
    score: float
    typed: bool


class TermPart(NamedTuple):
    """Postings of a term in a field of a segment; `factor` multiplies their impacts."""

    field: str
    term: str
    postings: Postings
    offset: int
    impacts: FieldImpacts
    factor: float

    def places(self) -> NDArray[np.int32]:
        """Documents by their place in the whole index."""
        return self.postings.places + np.int32(self.offset) if self.offset else self.postings.places

    def scores(self) -> NDArray[np.float64]:
        scores = self.impacts.of(self.postings)
        scores *= self.factor
        return scores


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms to look for; a document needs all of them for any of them to count.

    `typed` is False for what stands in for a word of the query or stands beside it. A clause
    adds nothing to a document that has all terms of `unless`.
    """

    terms: tuple[str, ...]
    weight: float = 1.0
    typed: bool = True
    unless: tuple[str, ...] = ()


class ClauseParts(NamedTuple):
    """What was read for a clause: parts of each of its terms."""

    clause: Clause
    terms: list[list[TermPart]]
    unless: list[list[TermPart]]


class IndexView:
    """One revision of an index: its segments side by side. Reading from it is not thread-safe."""

    def __init__(
        self,
        segments: Sequence[SegmentPostings],
        lengths: NDArray[np.float64],
        boosts: Mapping[str, float],
        cache: PostingsCache,
    ) -> None:
        """`boosts`: weight per field. `lengths`: what each length byte stands for."""
        self._boosts = boosts
        self._fields = list(boosts)
        self._cache = cache
        self._placed: list[tuple[int, SegmentPostings]] = []
        self._frequencies: dict[str, tuple[int, ...]] = {}
        self.count = 0
        for segment in segments:
            self._placed.append((self.count, segment))
            self.count += segment.count
        self._impacts = {}
        for field in boosts:
            total = sum(segment.field_length(field) for segment in segments)
            self._impacts[field] = FieldImpacts(lengths, total / (self.count or 1) or 1)

    def frequency(self, term: str) -> int:
        """Documents the term stands in, by the field where it is most frequent."""
        return max(self._frequencies_of(term))

    def rarity(self, term: str, field: str = "body") -> float:
        """Inverse document frequency in a field, as Whoosh computes it."""
        return self._rarity(self._frequencies_of(term)[self._fields.index(field)])

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Terms with this prefix and their frequencies, once per field and segment."""
        for _, segment in self._placed:
            for field in self._boosts:
                yield from segment.beginning(field, prefix)

    def gather(self, clauses: Iterable[Clause]) -> list[ClauseParts]:
        """Read the postings of clauses, from disk where they are not kept."""
        return [
            ClauseParts(
                clause,
                [self.parts(term, clause.weight) for term in clause.terms],
                [self.parts(term) for term in clause.unless],
            )
            for clause in clauses
        ]

    def parts(self, term: str, weight: float = 0.0) -> list[TermPart]:
        """Postings of a term in every field and segment that has it."""
        parts = []
        for field, frequency in zip(self._fields, self._frequencies_of(term), strict=True):
            if not frequency:
                continue
            factor = self._boosts[field] * weight * self._rarity(frequency)
            for offset, segment in self._placed:
                postings = self._cache.get(PostingsKey(segment.key, field, term), segment.postings)
                if postings is not None:
                    impacts = self._impacts[field]
                    parts.append(TermPart(field, term, postings, offset, impacts, factor))
        return parts

    def _rarity(self, frequency: int) -> float:
        return math.log((self.count or 1) / (frequency + 1)) + 1

    def _frequencies_of(self, term: str) -> tuple[int, ...]:
        """By field."""
        found = self._frequencies.get(term)
        if found is None:
            found = tuple(
                sum(segment.frequency(field, term) for _, segment in self._placed)
                for field in self._fields
            )
            if len(self._frequencies) >= MAX_FREQUENCIES:
                self._frequencies.clear()
            self._frequencies[term] = found
        return found


def add_up(
    gathered: Sequence[ClauseParts], count: int, mask: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    """Score of each of `count` documents; 0 where nothing was found or `mask` is False."""
    places: list[NDArray[np.int32]] = []
    scores: list[NDArray[np.float64]] = []
    for clause in gathered:
        whole = _counted(clause, count)
        for parts in clause.terms:
            for part in parts:
                at, worth = part.places(), part.scores()
                places.append(at)
                scores.append(worth if whole is None else worth * whole[at])
    if not places:
        return np.zeros(count)
    everywhere = np.concatenate(places, dtype=np.intp)
    total = np.bincount(everywhere, np.concatenate(scores), minlength=count).astype(float)
    return total if mask is None else total * mask


def best(scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """Places of the highest scores above 0, best first; equal ones by their place."""
    found = np.flatnonzero(scores)
    if len(found) > limit:
        reached = scores[found]
        threshold = np.partition(reached, len(found) - limit)[len(found) - limit]
        above = found[reached > threshold]
        found = np.concatenate([above, found[reached == threshold][: limit - len(above)]])
    return found[np.lexsort((found, -scores[found]))]


def with_all(terms: Sequence[Sequence[TermPart]], count: int) -> NDArray[np.bool_]:
    """Which documents have all of some terms, each in any field."""
    whole = np.ones(count, bool)
    for parts in terms:
        whole &= with_any([parts], count)
    return whole


def with_any(terms: Sequence[Sequence[TermPart]], count: int) -> NDArray[np.bool_]:
    """Which documents have one of some terms at least."""
    present = np.zeros(count, bool)
    for parts in terms:
        for part in parts:
            present[part.places()] = True
    return present


def among(numbers: NDArray[np.int64], chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which numbers are among others; many times quicker than sorting them as numpy does."""
    table = np.zeros(int(numbers.max(initial=0)) + 2, bool)  # the last for -1, a deleted one
    table[chosen[(chosen >= 0) & (chosen < len(table) - 1)]] = True
    return table[numbers]


def term_scores(gathered: Sequence[ClauseParts], count: int, place: int) -> tuple[TermScore, ...]:
    """What makes up the score of one document, the most first."""
    added: dict[tuple[str, str, bool], float] = {}
    for clause in gathered:
        whole = _counted(clause, count)
        if whole is not None and not whole[place]:
            continue
        for part in (part for parts in clause.terms for part in parts):
            at = np.flatnonzero(part.places() == place)
            if len(at):
                key = (part.field, part.term, clause.clause.typed)
                added[key] = added.get(key, 0.0) + float(part.scores()[at[0]])
    return tuple(
        TermScore(field, term, score, typed)
        for (field, term, typed), score in sorted(added.items(), key=lambda entry: -entry[1])
    )


def _counted(clause: ClauseParts, count: int) -> NDArray[np.bool_] | None:
    """Which documents a clause of several terms counts in; None: in those it is found in."""
    if len(clause.terms) == 1 and not clause.unless:
        return None
    counted = with_all(clause.terms, count)
    return counted & ~with_all(clause.unless, count) if clause.unless else counted
