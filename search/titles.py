"""Titles offered while somebody types."""

import bisect
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.spelling import fold
from search.typos import MIN_LETTERS

MAX_PARTS = 12
_LAST = "\U0010ffff"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_NONE = np.empty(0, np.int32)


class TitleMatches(NamedTuple):
    """Ordinals of titles, the best first; the first `begin` of them begin with what was typed."""

    ordinals: NDArray[np.int64]
    begin: int


class TitleIndex:
    """Finds titles in which every typed word begins a word, in whatever order.

    Where no title has them all, words may also stand inside a compound or have a slip in them.
    Titles are numbered by their place in the order in which they are offered (shorter first),
    so that what is found needs no sorting.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        """`titles` by ordinal; an empty title is never offered."""
        folded = [fold(title) for title in titles]
        order = sorted(range(len(folded)), key=lambda ordinal: (len(folded[ordinal]), ordinal))
        self._ordinals = np.array(order, np.int64)
        self._folded = [folded[ordinal] for ordinal in order]
        self._joined = "\n".join(self._folded)
        self._starts = list(accumulate((len(title) + 1 for title in self._folded), initial=0))
        starts: dict[str, dict[int, None]] = {}
        for place, title in enumerate(self._folded):
            for word in _TOKEN.findall(title):
                starts.setdefault(word, {})[place] = None
        self._words = sorted(starts)
        self._places = [np.fromiter(starts[word], np.int32) for word in self._words]
        whole = sorted(range(len(order)), key=self._folded.__getitem__)
        self._whole = [self._folded[place] for place in whole]
        self._whole_places = np.array(whole, np.int32)

    def find(self, typed: str) -> TitleMatches:
        """Titles that match: those that begin with it first, shorter first."""
        parts = _TOKEN.findall(fold(typed))[:MAX_PARTS]
        if not parts:
            return TitleMatches(self._ordinals[:0], 0)
        beginning = [self._beginning(part) for part in parts]
        found = _in_all(beginning)
        if not len(found) and len(parts[-1]) >= MIN_LETTERS:
            found = self._containing(parts)
        if not len(found):
            found = _in_all(
                [
                    places if len(places) else self._meant(part)
                    for part, places in zip(parts, beginning, strict=True)
                ]
            )
        low, high = _range(self._whole, " ".join(parts))
        begins = np.isin(found, self._whole_places[low:high], assume_unique=True)
        places = np.concatenate([found[begins], found[~begins]])
        return TitleMatches(self._ordinals[places], int(np.count_nonzero(begins)))

    def _beginning(self, part: str) -> NDArray[np.int32]:
        low, high = _range(self._words, part)
        if high - low < 2:
            return self._places[low] if high > low else _NONE
        return np.unique(np.concatenate(self._places[low:high]))

    def _containing(self, parts: Sequence[str]) -> NDArray[np.int32]:
        # "Patrone" is inside "Druckerpatrone"; shorter fragments would match by chance.
        longest = max(parts, key=len)
        found: list[int] = []
        at = self._joined.find(longest)
        while at >= 0:
            place = bisect.bisect_right(self._starts, at) - 1
            if all(part in self._folded[place] for part in parts):
                found.append(place)
            at = self._joined.find(longest, self._starts[place + 1])
        return np.array(found, np.int32)

    def _meant(self, part: str) -> NDArray[np.int32]:
        """Titles with a word that begins like this but for one slip."""
        if len(part) < MIN_LETTERS:
            return _NONE
        ranges = set(self._ranges_meant(part))
        found = [places for low, high in ranges for places in self._places[low:high]]
        return np.unique(np.concatenate(found)) if found else _NONE

    def _ranges_meant(self, part: str) -> Iterator[tuple[int, int]]:
        """Words that begin with what is one edit away, with the same first letter.

        The last letter is not replaced: whatever follows would then be as good.
        """
        for place in range(1, len(part)):
            head, letter, tail = part[:place], part[place], part[place + 1 :]
            low, high = _range(self._words, head)
            if low == high:
                return  # an error further on would leave this as it is
            meant = [head + missing + letter + tail for missing in _LETTERS]
            if tail:
                meant += [head + tail, head + tail[0] + letter + tail[1:]]
                meant += [head + right + tail for right in _LETTERS]
            for begun in meant:
                low, high = _range(self._words, begun)
                if low < high:
                    yield low, high


def _in_all(sets: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    found = sets[0]
    for places in sets[1:]:
        found = np.intersect1d(found, places, assume_unique=True)
    return found


def _range(words: Sequence[str], prefix: str) -> tuple[int, int]:
    """From where to where sorted words begin with a prefix."""
    low = bisect.bisect_left(words, prefix)
    return low, bisect.bisect_right(words, prefix + _LAST, lo=low)


_TOKEN = re.compile(r"\w+")
