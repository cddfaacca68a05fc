"""Words within one or two edits of what was typed, by symmetric deletes (Garbe 2012).

Two words at an edit distance of k share a form with at most k letters deleted from each. Those
forms, of the first letters only, are kept as hashes in sorted arrays and not as strings in a
dictionary, which takes a fraction of the memory and of the time to set up.
"""

import bisect
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PREFIX = 7
MIN_LETTERS = 4
# Only words as long as this are found by two edits.
_TWO_EDITS = 6
_FACTOR = 0x01000193
MOST_OFFERED = 200_000
"""The most frequent words, at 70 to 230 bytes each; more are known, but not offered."""
_WIDTH = 20
_BATCH = 8192
FREQUENCY_POWER = 0.7
MISSING_OR_SWAPPED = 3.0
SAME_START = 1.0


class Candidate(NamedTuple):
    """A word like the one typed, with its number of edits and of documents."""

    word: str
    edits: int
    documents: int


@dataclass(frozen=True, slots=True)
class _Forms:
    """Hashes of shortened words, ascending, and the word each comes from."""

    hashes: NDArray[np.uint32]
    owners: NDArray[np.uint32]


class Typos:
    """A vocabulary that finds words by what somebody typed instead."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """`frequencies`: word → number of documents; a word of one document is offered for a
        single edit."""
        self._words = sorted(frequencies)
        self._documents = np.array([frequencies[word] for word in self._words], np.uint32)
        self._lengths = np.array([len(word) for word in self._words], np.uint8)
        offered = np.flatnonzero(self._lengths >= MIN_LETTERS)
        if len(offered) > MOST_OFFERED:
            frequent = np.argsort(-self._documents[offered].astype(np.int64), kind="stable")
            offered = np.sort(offered[frequent[:MOST_OFFERED]])
        self._letters = np.zeros(len(self._words), np.uint32)
        parts = [_Forms(np.empty(0, np.uint32), np.empty(0, np.uint32))]
        for start in range(0, len(offered), _BATCH):
            places = offered[start : start + _BATCH].astype(np.uint32)
            letters = _letter_matrix([self._words[place] for place in places])
            self._letters[places] = _letter_sets(letters)
            twice = (self._lengths[places] >= _TWO_EDITS) & (self._documents[places] >= 2)
            parts += _forms(letters[:, :PREFIX], self._lengths[places], twice, places)
        hashes = np.concatenate([part.hashes for part in parts])
        order = np.argsort(hashes)
        owners = np.concatenate([part.owners for part in parts])
        self._forms = _Forms(hashes[order], owners[order])

    def __contains__(self, word: str) -> bool:
        place = bisect.bisect_left(self._words, word)
        return place < len(self._words) and self._words[place] == word

    def find(self, typed: str, most: int) -> list[Candidate]:
        """Words at the smallest distance up to `most` (1 or 2) that has any, likeliest first."""
        for edits in range(1, most + 1):
            found = self._within(typed, edits)
            if found:
                return found
        return []

    def _within(self, typed: str, most: int) -> list[Candidate]:
        asked = np.array(_hashes(typed[:PREFIX], most), np.uint32)
        starts = np.searchsorted(self._forms.hashes, asked, "left")
        ends = np.searchsorted(self._forms.hashes, asked, "right")
        owners = [self._forms.owners[a:b] for a, b in zip(starts, ends, strict=True) if b > a]
        if not owners:
            return []
        places = np.concatenate(owners)
        apart = np.abs(self._lengths[places].astype(np.int16) - len(typed))
        # One edit changes the set of letters by two at most.
        letters = _letter_sets(_letter_matrix([typed]))
        different = np.bitwise_count(self._letters[places] ^ letters)
        places = places[(apart <= most) & (different <= 2 * most)]
        found: list[Candidate] = []
        for place in set(places.tolist()):
            word = self._words[place]
            edits = edit_distance(typed, word, most)
            if edits <= most:
                if edits < most:
                    most, found = edits, []
                found.append(Candidate(word, edits, int(self._documents[place])))
        return sorted(found, key=lambda candidate: (-_likelihood(typed, candidate), candidate))


def edit_distance(one: str, other: str, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).

    `most + 1` when there are more than `most`.
    """
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    start = 0
    while start < len(one) and start < len(other) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    if not one or not other:
        return min(len(one) or len(other), most + 1)
    if len(one) == len(other) == 1 or (len(one) == len(other) == 2 and one == other[::-1]):
        return 1
    if most == 1:
        return 2
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, mate in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != mate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mate:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _likelihood(typed: str, candidate: Candidate) -> float:
    """How likely somebody who meant this word typed that, as a logarithm (noisy channel).

    There are few ways to leave out a letter or to swap two, and many to type a wrong one.
    """
    word = candidate.word
    missing = len(word) - len(typed)
    few_ways = missing > 0 or (missing == 0 and sorted(word) == sorted(typed))
    same_start = word[:1] == typed[:1]
    return (
        FREQUENCY_POWER * math.log(candidate.documents)
        + (MISSING_OR_SWAPPED if few_ways else 0.0)
        + (SAME_START if same_start else 0.0)
    )


def _letter_matrix(words: list[str]) -> NDArray[np.uint32]:
    """The first 20 letters of words as code points, one row per word, 0 where none is left."""
    joined = "".join(word[:_WIDTH].ljust(_WIDTH, "\0") for word in words)
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32).reshape(len(words), _WIDTH)


def _letter_sets(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The letters of words as bits; those beyond a to z share the six bits that are left."""
    codes = np.where(letters - 97 < 26, letters - 97, 26 + letters % 6)
    bits = np.where(letters > 0, np.uint32(1) << codes, np.uint32(0))
    sets: NDArray[np.uint32] = np.bitwise_or.reduce(bits, axis=1)
    return sets


def _forms(
    letters: NDArray[np.uint32],
    lengths: NDArray[np.uint8],
    twice: NDArray[np.bool_],
    owners: NDArray[np.uint32],
) -> Iterator[_Forms]:
    """Forms of words without one letter, and where `twice` is true without two."""
    for chosen, most in ((~twice, 1), (twice, 2)):
        inside = np.minimum(lengths[chosen], PREFIX)
        for gone in _gone(PREFIX, most):
            valid = inside > (gone[-1] if gone else 0)
            hashed = np.zeros(int(valid.sum()), np.uint32)
            for column in range(PREFIX):
                if column not in gone:
                    code = letters[chosen][valid, column]
                    hashed = np.where(code > 0, (hashed ^ code) * np.uint32(_FACTOR), hashed)
            yield _Forms(hashed, owners[chosen][valid])


def _hashes(prefix: str, most: int) -> list[int]:
    """Forms of one word, by the same arithmetic."""
    codes = [ord(letter) for letter in prefix]
    found = set()
    for gone in _gone(len(codes), most):
        hashed = 0
        for place, code in enumerate(codes):
            if place not in gone:
                hashed = ((hashed ^ code) * _FACTOR) & 0xFFFFFFFF
        found.add(hashed)
    return list(found)


def _gone(length: int, most: int) -> Iterator[tuple[int, ...]]:
    """Places of letters to leave out."""
    for count in range(min(most, length) + 1):
        yield from combinations(range(length), count)
