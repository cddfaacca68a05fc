"""Titles offered while somebody types."""

import bisect
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.spelling import fold
from search.typos import MIN_LETTERS

_LAST = "\U0010ffff"
_NONE = np.empty(0, np.int32)


class TitleIndex:
    """Finds titles in which every typed word begins a word or a part of a compound.

    Titles are numbered by their place in the order in which they are offered (shorter first),
    so that what is found needs no sorting.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        """`titles` by ordinal; an empty title is never offered."""
        folded = [fold(title) for title in titles]
        order = sorted(range(len(folded)), key=lambda ordinal: (len(folded[ordinal]), ordinal))
        self._ordinals = np.array(order, np.int64)
        self._folded = [folded[ordinal] for ordinal in order]
        starts: dict[str, dict[int, None]] = {}
        for place, title in enumerate(self._folded):
            for word in _TOKEN.findall(title):
                starts.setdefault(word, {})[place] = None
        self._words = sorted(starts)
        self._places = [np.fromiter(starts[word], np.int32) for word in self._words]
        whole = sorted(range(len(order)), key=self._folded.__getitem__)
        self._whole = [self._folded[place] for place in whole]
        self._whole_places = np.array(whole, np.int32)

    def find(self, typed: str) -> NDArray[np.int64]:
        """Ordinals of matching titles: those that begin with it first, shorter first."""
        parts = _TOKEN.findall(fold(typed))
        if not parts:
            return self._ordinals[:0]
        found = self._beginning(parts[0])
        for part in parts[1:]:
            found = np.intersect1d(found, self._beginning(part), assume_unique=True)
        if not len(found) and len(parts[-1]) >= MIN_LETTERS:
            found = self._containing(parts)
        low, high = _range(self._whole, " ".join(parts))
        begins = np.isin(found, self._whole_places[low:high], assume_unique=True)
        places = np.concatenate([found[begins], found[~begins]])
        ordered: NDArray[np.int64] = self._ordinals[places]
        return ordered

    def _beginning(self, part: str) -> NDArray[np.int32]:
        low, high = _range(self._words, part)
        if high - low < 2:
            return self._places[low] if high > low else _NONE
        return np.unique(np.concatenate(self._places[low:high]))

    def _containing(self, parts: Sequence[str]) -> NDArray[np.int32]:
        # "Patrone" is inside "Druckerpatrone"; shorter fragments would match by chance.
        inside = (
            place
            for place, title in enumerate(self._folded)
            if all(part in title for part in parts)
        )
        return np.fromiter(inside, np.int32)


def _range(words: Sequence[str], prefix: str) -> tuple[int, int]:
    """From where to where sorted words begin with a prefix."""
    low = bisect.bisect_left(words, prefix)
    return low, bisect.bisect_right(words, prefix + _LAST, lo=low)


_TOKEN = re.compile(r"\w+")
