"""Postings as arrays, and the memory that keeps those read last."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CACHE_BYTES = 32 * 2**20
# A weight is how often a term stands in a field. Up to here what it is worth is looked up.
MAX_WEIGHT = 63
# What Python takes for an entry beside its arrays.
_ENTRY_BYTES = 600


class Postings(NamedTuple):
    """Where a term stands in one field of one segment.

    `places`: documents of the segment, ascending. `codes`: weight (at most 63) times 256
    plus the length of the field as one byte. `heavy`: the weights themselves, where one of
    them is larger or no whole number.
    """

    places: NDArray[np.int32]
    codes: NDArray[np.uint16]
    heavy: NDArray[np.float64] | None = None

    def nbytes(self) -> int:
        """Memory in bytes, with what the cache adds."""
        heavy = 0 if self.heavy is None else self.heavy.nbytes
        return self.places.nbytes + self.codes.nbytes + heavy + _ENTRY_BYTES


class PostingsKey(NamedTuple):
    """Postings of a term in a field of a segment, by its key."""

    segment: str
    field: str
    term: str


class PostingsCache:
    """Keeps what was read last, within a number of bytes; safe to share between threads."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[PostingsKey, Postings | None] = OrderedDict()
        self.nbytes = 0

    def get(
        self, key: PostingsKey, read: Callable[[PostingsKey], Postings | None]
    ) -> Postings | None:
        """What is kept under a key, read now if nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = read(key)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self.nbytes += _size(made)
            while self.nbytes > self._limit and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self.nbytes -= _size(oldest)
        return made

    def keep_only(self, segments: Iterable[str]) -> None:
        """Forget segments that are no longer part of the index."""
        wanted = set(segments)
        with self._lock:
            for key in [key for key in self._kept if key.segment not in wanted]:
                self.nbytes -= _size(self._kept.pop(key))


def _size(postings: Postings | None) -> int:
    return _ENTRY_BYTES if postings is None else postings.nbytes()
