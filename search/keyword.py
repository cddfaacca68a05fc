"""Keyword search on Whoosh; besides `search.postings` and `search.keyword_writer` no other module
knows Whoosh.

Schema, analysis and files are Whoosh's, and so are phrases and exclusion; any of some words
is scored by `search.executor` from the same files.

Texts lie outside the index, documents are known to it by number. Whoosh pickles its
schema and postings, so whoever can write the folder can run code: it is created with
mode 0700 and never read from anywhere else.
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index
from whoosh.analysis import Composable, Token
from whoosh.filedb.filestore import FileStorage

from search.analysis import analyse, phrase_runs
from search.executor import (
    K1,
    ClauseParts,
    IndexView,
    TermPart,
    TermScore,
    add_up,
    among,
    best,
    term_scores,
    with_all,
    with_any,
)
from search.postings import LENGTHS, Revision, Searchers, open_revision
from search.postings_cache import CACHE_BYTES, PostingsCache
from search.request import ParsedQuery
from search.term_choice import ChosenTerms, Similar, choose_terms

FIELDS = {"title": 1.25, "keywords": 0.5, "body": 1.0}
SAME_COMMIT_TRIES = 3


class KeywordIndexBroken(RuntimeError):
    """The index can't be opened or read; it has to be built anew."""


@dataclass(frozen=True, slots=True)
class KeywordHits:
    """Document numbers and BM25 scores, best first.

    `bound` is what a document with all words of the query could reach in its body.
    `required`: numbers of the documents that satisfy quotes and minus, None when there are none.
    `total` counts all documents found, those beyond the limit included.
    """

    numbers: NDArray[np.int64]
    scores: NDArray[np.float64]
    bound: float
    required: NDArray[np.int64] | None = None
    total: int = 0


class SupportAnalyzer(Composable):
    """The analysis of `search.analysis` as Whoosh calls it; picklable and small."""

    def __init__(self, compounds: str = "") -> None:
        self.compounds = compounds

    def __call__(self, value: str, mode: str = "", **_: object) -> Iterator[Token]:
        token = Token(mode=mode, positions=True, chars=False, boost=1.0)
        token.boost = 1.0
        token.stopped = False
        compounds = self.compounds if mode == "index" else ""
        # Umlauts of two characters, as some systems write them, would end a word.
        for term in analyse(unicodedata.normalize("NFC", value), compounds=compounds):
            token.text = term.text
            token.original = term.text
            token.pos = term.position
            yield token


class _Read(NamedTuple):
    """What one search takes from the files of a commit; numpy does the rest."""

    revision: Revision
    clauses: list[ClauseParts]
    musts: list[list[TermPart]]
    nots: list[list[TermPart]]


class KeywordReader:
    """Reads one index folder; safe to share between threads.

    Words are looked up and their postings read by one thread at a time, since a file has
    one position; what adds them up shares nothing. Phrases and exclusion run in searchers
    of Whoosh, each used by one thread at a time.
    """

    def __init__(self, directory: Path, *, cache_bytes: int = CACHE_BYTES) -> None:
        """`cache_bytes` bounds the memory for postings that were read."""
        self._index = open_index(directory)
        self._lock = threading.Lock()
        self._cache = PostingsCache(cache_bytes)
        self._revision: Revision | None = None
        self._view: IndexView | None = None
        self._searchers = Searchers(self._index)
        self._wanted, self._opened = 0, -1

    def refresh(self) -> None:
        """Open the newest commit at the next search."""
        self._wanted += 1

    def search(
        self,
        parsed: ParsedQuery,
        *,
        limit: int,
        allowed: NDArray[np.int64] | None,
        similar: Similar | None = None,
    ) -> KeywordHits:
        """Documents that contain any word of the query, best first.

        `allowed`: the numbers of the documents that may be found, None for all. `similar`:
        what a word nobody wrote may have been meant to be.

        Raises:
            KeywordIndexBroken: the files are damaged.
        """
        with _damage_named():
            musts, nots = phrase_runs(parsed.phrases), phrase_runs(parsed.excluded)
            for _ in range(SAME_COMMIT_TRIES):
                with_phrases, generation = self._searchers.with_phrases(
                    musts, nots, FIELDS, self._wanted
                )
                chosen, read = self._gather(parsed, similar)
                revision = read.revision
                if with_phrases is None or generation == revision.generation:
                    break
                # A commit came between the two: words and phrases of different texts.
                self.refresh()
            count = len(revision.numbers)
            required = None
            if musts or nots:
                fitting = with_all(read.musts, count) & ~with_any(read.nots, count)
                if with_phrases is not None:
                    fitting &= among(revision.numbers, with_phrases)
                required = revision.numbers[fitting]
            mask = revision.numbers >= 0
            for numbers in (allowed, required):
                if numbers is not None:
                    mask &= among(revision.numbers, numbers)
            scores = add_up(read.clauses, count, mask)
            found = best(scores, limit)
            return KeywordHits(
                revision.numbers[found],
                scores[found],
                chosen.rarity * (K1 + 1),
                required,
                int(np.count_nonzero(scores)),
            )

    def explain(
        self, parsed: ParsedQuery, numbers: Iterable[int], similar: Similar | None = None
    ) -> dict[int, tuple[TermScore, ...]]:
        """What each term added to the score of these documents, the most first.

        Raises:
            KeywordIndexBroken: the files are damaged.
        """
        with _damage_named():
            _, read = self._gather(parsed, similar)
            known = read.revision.numbers
            places = {number: np.flatnonzero(known == number) for number in numbers}
            return {
                number: term_scores(read.clauses, len(known), int(found[0])) if len(found) else ()
                for number, found in places.items()
            }

    def close(self) -> None:
        with self._lock:
            self._searchers.close()
            if self._revision is not None:
                for segment in self._revision.segments:
                    segment.close()
            self._revision = self._view = None
            self._index.close()

    def __del__(self) -> None:
        """Leave no file open when the process forgets a reader without closing it."""
        if hasattr(self, "_opened"):
            self.close()

    def _gather(self, parsed: ParsedQuery, similar: Similar | None) -> tuple[ChosenTerms, _Read]:
        with self._lock:
            view, revision = self._newest()
            chosen = choose_terms(parsed, view, similar)
            return chosen, _Read(
                revision,
                view.gather(chosen.clauses),
                [view.parts(run[0]) for run in phrase_runs(parsed.phrases) if len(run) == 1],
                [view.parts(run[0]) for run in phrase_runs(parsed.excluded) if len(run) == 1],
            )

    def _newest(self) -> tuple[IndexView, Revision]:
        wanted = self._wanted
        if self._view is None or self._revision is None or self._opened != wanted:
            before = self._revision.segments if self._revision else []
            fresh = open_revision(self._index, {segment.key: segment for segment in before})
            kept = {segment.key for segment in fresh.segments}
            for segment in before:
                if segment.key not in kept:
                    segment.close()
            self._cache.keep_only(kept)
            self._view = IndexView(fresh.segments, LENGTHS, FIELDS, self._cache)
            self._revision, self._opened = fresh, wanted
        return self._view, self._revision


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        # Whoosh unpickles its files: damage surfaces as any exception at all.
        raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error


def keyword_schema(dictionary: str) -> fields.Schema:
    analyzer = SupportAnalyzer(dictionary)
    return fields.Schema(
        number=fields.NUMERIC(int, bits=32, signed=False, unique=True, sortable=True),
        **{name: fields.TEXT(analyzer, phrase=True) for name in FIELDS},
    )


def open_index(directory: Path) -> index.FileIndex:
    """Files are read and not mapped: Whoosh copies what it maps, the whole index for each
    searcher, which takes fifty megabytes for ten thousand articles and saves no time."""
    try:
        return index.FileIndex(FileStorage(str(directory), supports_mmap=False))
    except Exception as error:
        # Whoosh unpickles its files: damage surfaces as any exception at all.
        raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error
