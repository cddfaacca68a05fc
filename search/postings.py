"""Postings out of Whoosh's files into arrays, phrases by its searchers, and one mended bug.

Besides `search.keyword` the only module that knows Whoosh. Reading goes past its matchers,
which take a Python call for every posting, to the blocks of its codec (W3); an index of
another codec is read through the matchers, slower but with the same result.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.codec.whoosh3 import W3LeafMatcher, W3PerDocReader
from whoosh.index import FileIndex
from whoosh.matching import Matcher
from whoosh.matching.binary import AndMaybeMatcher
from whoosh.matching.mcore import ReadTooFar
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

from search.postings_cache import MAX_WEIGHT, Postings, PostingsKey

TERMS_OF_PREFIX = 120
# What each length byte stands for: Whoosh rounds lengths to 256 steps.
LENGTHS: NDArray[np.float64] = np.array([byte_to_length(b) for b in range(256)], np.float64)
_OPEN_TRIES = 10
_OPEN_PAUSE = 0.05
_Number = TypeVar("_Number", bound=np.generic)


class IndexSegment:
    """One segment of an index, read into arrays. Not thread-safe: files have one position."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lengths: dict[str, NDArray[np.uint8]] = {}
        self._numbers: NDArray[np.int64] | None = None
        self.key = str(reader.segment().segment_id())
        self.count = int(reader.doc_count_all())

    def close(self) -> None:
        self._reader.close()

    def numbers(self) -> NDArray[np.int64]:
        """Document number of ours by place, those of deleted documents included."""
        if self._numbers is None:
            self._numbers = document_numbers(self._reader)
        return self._numbers

    def field_length(self, field: str) -> int:
        return int(self._reader.field_length(field))

    def frequency(self, field: str, term: str) -> int:
        if not self.field_length(field):
            return 0
        return int(self._reader.doc_frequency(field, term))

    def beginning(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The first 120 terms with a prefix."""
        try:
            for data in islice(self._reader.expand_prefix(field, prefix), TERMS_OF_PREFIX):
                yield data.decode(), int(self._reader.doc_frequency(field, data))
        except TermNotFound:
            return

    def postings(self, key: PostingsKey) -> Postings | None:
        """Where a term stands; None when nowhere."""
        described = self._reader.schema[key.field]
        try:
            matcher = self._reader._terms.matcher(
                key.field, described.to_bytes(key.term), described.format
            )
        except TermNotFound:
            return None
        read = _read_blocks if isinstance(matcher, W3LeafMatcher) else _read_one_by_one
        places, weights = read(matcher)
        whole = np.minimum(weights, MAX_WEIGHT).astype(np.uint16)
        codes = whole * np.uint16(256) + self._length_bytes(key.field)[places]
        heavy = None if np.array_equal(whole, weights) else weights
        return Postings(places, codes, heavy)

    def _length_bytes(self, field: str) -> NDArray[np.uint8]:
        found = self._lengths.get(field)
        if found is None:
            files = self._reader._perdoc
            if isinstance(files, W3PerDocReader):
                found = number_column(files, f"_{field}_len", np.dtype(np.uint8), self.count)
            else:
                lengths = [files.doc_field_length(n, field, 1) for n in range(self.count)]
                found = np.array([length_to_byte(length) for length in lengths], np.uint8)
            self._lengths[field] = found
        return found


class Revision:
    """The segments of one commit, and which of their documents are alive."""

    def __init__(
        self, segments: list[IndexSegment], deleted: list[NDArray[np.int64]], generation: int
    ) -> None:
        self.segments = segments
        self.generation = generation
        parts = [_alive(*pair) for pair in zip(segments, deleted, strict=True)]
        self.numbers = np.concatenate(parts) if parts else np.empty(0, np.int64)
        """Document number of ours by place in the whole index; -1 for a deleted one."""


def open_revision(index: FileIndex, known: Mapping[str, IndexSegment]) -> Revision:
    """Open the newest commit; segments already open (`known`, by key) are taken over.

    Raises:
        OSError: files of the newest commit are missing.
    """
    for attempt in range(_OPEN_TRIES):
        opened: list[IndexSegment] = []
        try:
            contents = index._read_toc()
            segments, deleted = [], []
            for described in contents.segments:
                segment = known.get(str(described.segment_id()))
                if segment is None:
                    reader = SegmentReader(index.storage, contents.schema, described)
                    segment = IndexSegment(reader)
                    opened.append(segment)
                segments.append(segment)
                deleted.append(np.fromiter(described.deleted_docs(), np.int64))
            return Revision(segments, deleted, int(contents.generation))
        except OSError:
            # A merge removes the files of the commit before just when they are opened.
            for segment in opened:
                segment.close()
            if attempt == _OPEN_TRIES - 1:
                raise
            time.sleep(_OPEN_PAUSE)
    raise AssertionError("unreachable")


class Searchers:
    """Searchers of Whoosh, each lent to one thread at a time.

    One seeks and reads on a shared file position; two threads in it find damage that is none.
    """

    def __init__(self, index: FileIndex) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._idle: list[tuple[int, Searcher]] = []
        self._closed = False

    @contextmanager
    def lend(self, revision: int) -> Iterator[Searcher]:
        """A searcher opened for this revision or a later one, new if all are in use."""
        with self._lock:
            stale = [searcher for opened, searcher in self._idle if opened < revision]
            self._idle = [entry for entry in self._idle if entry[0] >= revision]
            opened, searcher = self._idle.pop() if self._idle else (revision, None)
        for old in stale:
            old.close()
        if searcher is None:
            searcher = self._index.searcher()
        try:
            yield searcher
        finally:
            with self._lock:
                closed = self._closed
                if not closed:
                    self._idle.append((opened, searcher))
            if closed:
                searcher.close()

    def with_phrases(
        self,
        musts: Sequence[Sequence[str]],
        nots: Sequence[Sequence[str]],
        fields: Iterable[str],
        revision: int,
    ) -> tuple[NDArray[np.int64] | None, int | None]:
        """Numbers of the documents with all phrases and none of `nots`, and their commit.

        A phrase is a run of terms that follow one another in any of the fields. None when
        no run has more than one term: a term alone needs no places.
        """
        musts = [run for run in musts if len(run) > 1]
        nots = [run for run in nots if len(run) > 1]
        if not musts and not nots:
            return None, None

        def anywhere(run: Sequence[str]) -> query.Query:
            return query.Or([query.Phrase(field, list(run)) for field in fields])

        whole = query.And([anywhere(run) for run in musts]) if musts else query.Every()
        if nots:
            whole = query.AndNot(whole, query.Or([anywhere(run) for run in nots]))
        with self.lend(revision) as searcher:
            reader = searcher.reader()
            numbers = [document_numbers(leaf) for leaf, _ in reader.leaf_readers()]
            documents = np.fromiter(searcher.docs_for_query(whole), np.int64)
            found = np.concatenate([np.empty(0, np.int64), *numbers])[documents]
            return found, reader.generation()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
            self._closed = True
        for _, searcher in idle:
            searcher.close()


def document_numbers(reader: SegmentReader) -> NDArray[np.int64]:
    """The column "number" of a segment, by place."""
    count = int(reader.doc_count_all())
    if isinstance(reader._perdoc, W3PerDocReader):
        return number_column(reader._perdoc, "number", np.dtype(">u4"), count).astype(np.int64)
    column = reader.column_reader("number")
    return np.array([column[place] for place in range(count)], np.int64)


def _alive(segment: IndexSegment, deleted: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(deleted):
        return segment.numbers()
    numbers = segment.numbers().copy()
    numbers[deleted] = -1
    return numbers


def number_column(
    files: W3PerDocReader, name: str, kind: np.dtype[_Number], count: int
) -> NDArray[_Number]:
    """A column of numbers in one read; the file ends with its last number that is not 0."""
    if not files.has_column(name):
        return np.zeros(count, kind)
    file, offset, length = files._get_column_file(name)
    try:
        stored = np.frombuffer(file.get(offset, length), kind)
    finally:
        file.close()
    return np.concatenate([stored, np.zeros(count - len(stored), kind)])


def _read_blocks(matcher: W3LeafMatcher) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Documents and weights of a term, block by block of 1,024 postings."""
    places, weights = [], []
    while True:
        matcher._read_data()
        gaps, block_weights, _ = matcher._data
        places.append(np.cumsum(np.array(gaps, np.int32), dtype=np.int32))
        if block_weights is None or isinstance(block_weights, float):
            block_weights = np.full(len(gaps), block_weights or 1.0)
        weights.append(np.array(block_weights, np.float64))
        if matcher._lastblock:
            return np.concatenate(places), np.concatenate(weights)
        matcher._next_block()


def _read_one_by_one(matcher: Matcher) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    places, weights = [], []
    while matcher.is_active():
        places.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return np.array(places, np.int32), np.array(weights, np.float64)


class _Optional(Protocol):
    a: Matcher
    b: Matcher


def _skip_to(matcher: _Optional, target: int) -> bool:
    """`AndMaybeMatcher.skip_to` that keeps both sides on the same document.

    Whoosh moves the optional side to `target` instead of to where the other side landed;
    it then lags behind and its score is lost. Limited searches for any of three or more
    words go through this matcher.
    """
    if not matcher.a.is_active():
        raise ReadTooFar
    moved = matcher.a.skip_to(target)
    moved_optional = False
    if matcher.a.is_active() and matcher.b.is_active():
        moved_optional = matcher.b.skip_to(matcher.a.id())
    return bool(moved or moved_optional)


AndMaybeMatcher.skip_to = _skip_to
