"""Keyword search on Whoosh; besides `search.postings` no other module knows Whoosh.

Texts lie outside the index, documents are known to it by number. Whoosh pickles its
schema and postings, so whoever can write the folder can run code: it is created with
mode 0700 and never read from anywhere else.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index, query
from whoosh.analysis import Composable, Token
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.searching import Searcher

from search.analysis import analyse, phrase_terms
from search.compounds import load_dictionary
from search.postings import K1, Bm25
from search.request import ParsedQuery
from search.term_choice import choose_terms

FIELDS = {"title": 1.25, "keywords": 0.5, "body": 1.0}
MAX_SEGMENTS = 8
TERMS_OF_PREFIX = 120
_NO_NUMBERS = np.empty(0, np.int64)
_NO_SCORES = np.empty(0, np.float64)


class KeywordIndexBroken(RuntimeError):
    """The index can't be opened or read; it has to be built anew."""


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """A document as words are indexed; `body` is plain text."""

    number: int
    title: str
    keywords: str
    body: str


@dataclass(frozen=True, slots=True)
class KeywordHits:
    """Document numbers and BM25 scores, best first.

    `bound` is what a document with all words of the query could reach in its body.
    `required` holds the documents that satisfy quotes and minus, None when there are none.
    """

    numbers: NDArray[np.int64]
    scores: NDArray[np.float64]
    bound: float
    required: frozenset[int] | None = None


class SupportAnalyzer(Composable):
    """The analysis of `search.analysis` as Whoosh calls it; picklable and small."""

    def __init__(self, compounds: str = "") -> None:
        self.compounds = compounds

    def __call__(self, value: str, mode: str = "", **_: object) -> Iterator[Token]:
        token = Token(mode=mode, positions=True, chars=False, boost=1.0)
        token.boost = 1.0
        token.stopped = False
        compounds = self.compounds if mode == "index" else ""
        for term in analyse(value, compounds=compounds):
            token.text = term.text
            token.original = term.text
            token.pos = term.position
            yield token


class KeywordWriter:
    """Writes one index folder; the caller holds the lock that makes it the only one."""

    def __init__(self, directory: Path, dictionary_directory: Path, dictionary: str) -> None:
        if dictionary:
            load_dictionary(dictionary_directory, dictionary)
        if index.exists_in(directory):
            self._index = _open(directory)
        else:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._index = index.create_in(directory, _schema(dictionary))

    def write(
        self, upserts: Iterable[KeywordDocument], deletes: Sequence[int], *, merge: bool
    ) -> None:
        """Commit a change; `merge` leaves one segment."""
        writer = self._index.writer(limitmb=128, procs=1, codec=W3Codec(blocklimit=1024))
        try:
            for number in deletes:
                writer.delete_by_term("number", number)
            for document in upserts:
                writer.delete_by_term("number", document.number)
                writer.add_document(**asdict(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(merge=False, optimize=merge)

    def segments(self) -> int:
        """Segments now in the index; each commit without merging adds one."""
        return len(self._index._segments())

    def close(self) -> None:
        self._index.close()


class KeywordReader:
    """Reads one index folder. Thread-safe: one searcher, one search at a time.

    A searcher seeks and reads on one shared file position, so two threads need two or take
    turns. Two would be no quicker, since Whoosh holds the interpreter all the time.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._index = _open(directory)
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._numbers = _NO_NUMBERS
        self._revision, self._opened = 0, 0

    def refresh(self) -> None:
        """Open the newest commit at the next search."""
        self._revision += 1

    def search(
        self, parsed: ParsedQuery, *, limit: int, allowed: frozenset[int] | None
    ) -> KeywordHits:
        """Documents that contain any word of the query, best first.

        Raises:
            KeywordIndexBroken: the files are damaged.
        """
        with self._lock:
            try:
                return self._search(self._newest(), self._numbers, parsed, limit, allowed)
            except Exception as error:
                # Whoosh unpickles its files: damage surfaces as any exception at all.
                raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None
            self._index.close()

    def __del__(self) -> None:
        """Leave no file open when the process forgets a reader without closing it."""
        if getattr(self, "_searcher", None) is not None:
            self.close()

    def _search(
        self,
        searcher: Searcher,
        numbers: NDArray[np.int64],
        parsed: ParsedQuery,
        limit: int,
        allowed: frozenset[int] | None,
    ) -> KeywordHits:
        required = _required(searcher, numbers, parsed)
        if allowed is not None and required is not None:
            allowed = allowed & required
        elif required is not None:
            allowed = required
        chosen = choose_terms(parsed, _Vocabulary(searcher))
        bound = chosen.rarity * (K1 + 1)
        only = None
        if allowed is not None:
            mask = np.isin(numbers, np.fromiter(allowed, np.int64, len(allowed)))
            only = set(np.flatnonzero(mask).tolist())
        if not chosen.weights or only == set():
            # Whoosh takes an empty filter for none.
            return KeywordHits(_NO_NUMBERS, _NO_SCORES, bound, required)

        anywhere = query.Or(
            [
                query.Term(field, term, boost=boost * weight)
                for term, weight in chosen.weights.items()
                for field, boost in FIELDS.items()
            ]
        )
        # With a limit Whoosh rebuilds its matchers to skip what can't get in, which costs
        # more than it saves: 1.3 to 1.8 times the median at 500 and at 9,000 documents.
        top = searcher.search(anywhere, limit=None, filter=only).top_n[:limit]
        found = np.fromiter((place for _, place in top), np.int64, len(top))
        scores = np.fromiter((score for score, _ in top), np.float64, len(top))
        return KeywordHits(numbers[found], scores, bound, required)

    def _newest(self) -> Searcher:
        revision = self._revision
        if self._searcher is None or self._opened != revision:
            fresh: Searcher = self._index.searcher(weighting=Bm25())
            self._numbers = _numbers(fresh)
            if self._searcher is not None:
                self._searcher.close()
            self._searcher, self._opened = fresh, revision
        return self._searcher


class _Vocabulary:
    """The terms of an index, as `search.term_choice` asks for them."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def frequency(self, term: str) -> int:
        return int(max(self._searcher.doc_frequency(field, term) for field in FIELDS))

    def rarity(self, term: str) -> float:
        return float(self._searcher.idf("body", term))

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        reader = self._searcher.reader()
        for field in FIELDS:
            for data in islice(reader.expand_prefix(field, prefix), TERMS_OF_PREFIX):
                yield data.decode(), reader.doc_frequency(field, data)


def _required(
    searcher: Searcher, numbers: NDArray[np.int64], parsed: ParsedQuery
) -> frozenset[int] | None:
    musts = [q for q in map(_phrase, parsed.phrases) if q is not None]
    nots = [q for q in map(_phrase, parsed.excluded) if q is not None]
    if not musts and not nots:
        return None
    whole = query.And(musts) if musts else query.Every()
    if nots:
        whole = query.AndNot(whole, query.Or(nots))
    documents = np.fromiter(searcher.docs_for_query(whole), np.int64)
    return frozenset(numbers[documents].tolist())


def _phrase(text: str) -> query.Query | None:
    terms = phrase_terms(text)
    if not terms:
        return None
    if len(terms) == 1:
        return query.Or([query.Term(field, terms[0]) for field in FIELDS])
    return query.Or([query.Phrase(field, terms) for field in FIELDS])


def _numbers(searcher: Searcher) -> NDArray[np.int64]:
    """Document numbers of ours by Whoosh's, -1 for deleted documents."""
    reader = searcher.reader()
    count = reader.doc_count_all()
    numbers = np.full(count, -1, np.int64)
    if count:
        column = reader.column_reader("number")
        for place in reader.all_doc_ids():
            numbers[place] = column[place]
    return numbers


def _schema(dictionary: str) -> fields.Schema:
    analyzer = SupportAnalyzer(dictionary)
    return fields.Schema(
        number=fields.NUMERIC(int, bits=32, signed=False, unique=True, sortable=True),
        **{name: fields.TEXT(analyzer, phrase=True) for name in FIELDS},
    )


def _open(directory: Path) -> index.FileIndex:
    """Files are read and not mapped: Whoosh copies what it maps, the whole index for each
    searcher, which takes fifty megabytes for ten thousand articles and saves no time."""
    try:
        return index.FileIndex(FileStorage(str(directory), supports_mmap=False))
    except Exception as error:
        # Whoosh unpickles its files: damage surfaces as any exception at all.
        raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error
