"""Words within one or two edits of what was typed, by symmetric deletes (Garbe 2012).

Two words at an edit distance of k share a form with at most k letters deleted from each. Those
forms, of the first letters only, are kept as numbers in sorted arrays and not as strings in
a dictionary: 45,000 words take a tenth of the memory and of the time to set up.
"""

import bisect
import math
from collections.abc import Mapping
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
FREQUENCY_POWER = 0.7
MISSING_OR_SWAPPED = 2.0
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
        """`frequencies`: word → number of documents; words of one document are never offered."""
        self._words = sorted(frequencies)
        self._documents = np.array([frequencies[word] for word in self._words], np.uint32)
        self._lengths = np.array([len(word) for word in self._words], np.uint8)
        offered = np.flatnonzero((self._documents >= 2) & (self._lengths >= MIN_LETTERS))
        letters = _letter_matrix([self._words[place] for place in offered], PREFIX)
        self._letters = np.zeros(len(self._words), np.uint32)
        self._letters[offered] = [_letter_set(self._words[place]) for place in offered]
        self._forms = _all_forms(letters, self._lengths[offered], offered.astype(np.uint32))

    def __contains__(self, word: str) -> bool:
        place = bisect.bisect_left(self._words, word)
        return place < len(self._words) and self._words[place] == word

    def find(self, typed: str, most: int) -> list[Candidate]:
        """Words at the smallest distance up to `most` (1 or 2) that has any, likeliest first."""
        asked = np.array(_hashes(typed[:PREFIX], most), np.uint32)
        starts = np.searchsorted(self._forms.hashes, asked, "left")
        ends = np.searchsorted(self._forms.hashes, asked, "right")
        owners = [self._forms.owners[a:b] for a, b in zip(starts, ends, strict=True) if b > a]
        if not owners:
            return []
        places = np.unique(np.concatenate(owners))
        apart = np.abs(self._lengths[places].astype(np.int16) - len(typed))
        # One edit changes the set of letters by two at most.
        different = np.bitwise_count(self._letters[places] ^ _letter_set(typed))
        places = places[(apart <= most) & (different <= 2 * most)]
        found: list[Candidate] = []
        for place in places:
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


def _hashes(prefix: str, most: int) -> list[int]:
    """What `_shortened` gives for one word."""
    codes = [ord(letter) for letter in prefix]
    found = set()
    for count in range(min(most, len(codes)) + 1):
        for gone in combinations(range(len(codes)), count):
            hashed = 0
            for place, code in enumerate(codes):
                if place not in gone:
                    hashed = ((hashed ^ code) * _FACTOR) & 0xFFFFFFFF
            found.add(hashed)
    return list(found)


def _letter_matrix(words: list[str], width: int) -> NDArray[np.uint32]:
    """First letters of words as code points, one row per word."""
    joined = "".join(word[:width].ljust(width, "\0") for word in words)
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32).reshape(len(words), width)


def _letter_set(word: str) -> int:
    """The letters of a word as bits; letters beyond a to z share the six that are left."""
    bits = 0
    for letter in word:
        code = ord(letter) - 97
        bits |= 1 << (code if 0 <= code < 26 else 26 + code % 6)
    return bits


def _all_forms(
    letters: NDArray[np.uint32], lengths: NDArray[np.uint8], owners: NDArray[np.uint32]
) -> _Forms:
    hashes, who = [], []
    long = lengths >= _TWO_EDITS
    for chosen, most in ((~long, 1), (long, 2)):
        for form, valid in _shortened(letters[chosen], lengths[chosen], most):
            hashes.append(form)
            who.append(owners[chosen][valid])
    if not hashes:
        return _Forms(np.empty(0, np.uint32), np.empty(0, np.uint32))
    everything = np.concatenate(hashes)
    order = np.argsort(everything, kind="stable")
    return _Forms(everything[order], np.concatenate(who)[order])


def _shortened(
    letters: NDArray[np.uint32], lengths: NDArray[np.uint8], most: int
) -> list[tuple[NDArray[np.uint32], NDArray[np.bool_]]]:
    """Hashes of words without up to `most` letters, and which of the words they are of."""
    inside = np.minimum(lengths, PREFIX)
    forms = []
    for count in range(most + 1):
        for gone in combinations(range(PREFIX), count):
            valid = inside > (gone[-1] if gone else 0)
            hashed = np.zeros(int(valid.sum()), np.uint32)
            for column in range(PREFIX):
                if column not in gone:
                    code = letters[valid, column]
                    hashed = np.where(code > 0, (hashed ^ code) * np.uint32(_FACTOR), hashed)
            forms.append((hashed, valid))
    return forms
