"""Keyword search on Whoosh; no other module knows Whoosh.

Texts lie outside the index, documents are known to it by number. Whoosh pickles its
schema and postings, so whoever can write the folder can run code: it is created with
mode 0700 and never read from anywhere else.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index, query
from whoosh.analysis import Composable, Token
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching.binary import AndMaybeMatcher
from whoosh.matching.mcore import ReadTooFar
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from search.analysis import analyse, phrase_terms, query_terms, stem
from search.compounds import load_dictionary
from search.request import ParsedQuery

K1 = 1.2
TITLE_BOOST = 1.25
MAX_TERMS = 16
MAX_UNKNOWN = 4
MAX_SEGMENTS = 8
MAX_EXPANSIONS = 12
EXPANSION_BOOST = 0.5


class KeywordIndexBroken(RuntimeError):
    """The index can't be opened or read; it has to be built anew."""


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
        self, upserts: Iterable[tuple[int, str, str]], deletes: Sequence[int], *, merge: bool
    ) -> None:
        """Commit documents as (number, title, plain body); `merge` leaves one segment."""
        writer = self._index.writer(limitmb=128, procs=1, codec=W3Codec(blocklimit=1024))
        try:
            for number in deletes:
                writer.delete_by_term("number", number)
            for number, title, body in upserts:
                writer.delete_by_term("number", number)
                writer.add_document(number=number, title=title, body=body)
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
    """Reads one index folder. Thread-safe: each thread has a searcher of its own.

    A searcher seeks and reads on one shared file position; two threads on one searcher
    get each other's postings.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._index = _open(directory)
        self._local = threading.local()
        self._searchers: list[Searcher] = []
        self._lock = threading.Lock()
        self._revision = 0

    def refresh(self) -> None:
        """Let every thread open the newest commit at its next search."""
        self._revision += 1

    def search(
        self, parsed: ParsedQuery, *, limit: int, allowed: frozenset[int] | None
    ) -> KeywordHits:
        """Documents that contain any word of the query, best first.

        Raises:
            KeywordIndexBroken: the files are damaged.
        """
        try:
            searcher, numbers = self._searcher()
            return self._search(searcher, numbers, parsed, limit, allowed)
        except Exception as error:
            # Whoosh unpickles its files: damage surfaces as any exception at all.
            raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        with self._lock:
            for searcher in self._searchers:
                searcher.close()
            self._searchers.clear()
            self._local = threading.local()
        self._index.close()

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
        chosen, bound = self._choose(searcher, parsed)
        if not chosen:
            return KeywordHits(_NO_NUMBERS, _NO_SCORES, bound, required)

        clauses = []
        for term, boost in chosen:
            clauses.append(query.Term("title", term, boost=TITLE_BOOST * boost))
            clauses.append(query.Term("body", term, boost=boost))
        only = None
        if allowed is not None:
            mask = np.isin(numbers, np.fromiter(allowed, np.int64, len(allowed)))
            only = set(np.flatnonzero(mask).tolist())
            if not only:
                # Whoosh takes an empty filter for none.
                return KeywordHits(_NO_NUMBERS, _NO_SCORES, bound, required)
        results = searcher.search(query.Or(clauses), limit=limit, filter=only)
        found = np.fromiter((d for _, d in results.top_n), np.int64, len(results.top_n))
        scores = np.fromiter((s for s, _ in results.top_n), np.float64, len(results.top_n))
        return KeywordHits(numbers[found], scores, bound, required)

    def _choose(
        self, searcher: Searcher, parsed: ParsedQuery
    ) -> tuple[list[tuple[str, float]], float]:
        # The rarest words of a long text say what it is about; the others only cost time.
        weighted = []
        for term in query_terms(" ".join(parsed.terms)):
            seen = max(searcher.doc_frequency(f, term) for f in ("title", "body"))
            weighted.append((searcher.idf("body", term), term, seen))
        weighted.sort(key=lambda entry: -entry[0])
        bound = sum(idf for idf, _, _ in weighted[:MAX_TERMS]) * (K1 + 1)
        chosen = {term: 1.0 for _, term, seen in weighted if seen}
        chosen = dict(islice(chosen.items(), MAX_TERMS))
        unknown = [term for _, term, seen in weighted if not seen]
        for term in unknown[:MAX_UNKNOWN]:
            for other in _instead_of(searcher, term):
                chosen.setdefault(other, EXPANSION_BOOST)
        return list(chosen.items()), bound

    def _searcher(self) -> tuple[Searcher, NDArray[np.int64]]:
        cached = getattr(self._local, "cached", None)
        revision = self._revision
        if cached is not None and cached[0] == revision:
            return cached[1], cached[2]
        fresh: Searcher = self._index.searcher(weighting=BM25F(K1=K1, B=0.75))
        numbers = _numbers(fresh)
        with self._lock:
            if cached is not None and cached[1] in self._searchers:
                self._searchers.remove(cached[1])
                cached[1].close()
            self._searchers.append(fresh)
        self._local.cached = (revision, fresh, numbers)
        return fresh, numbers


_NO_NUMBERS = np.empty(0, np.int64)
_NO_SCORES = np.empty(0, np.float64)


def _instead_of(searcher: Searcher, term: str) -> list[str]:
    """Words of the index to try for a query word that the index does not have.

    The parts of a compound, else words that begin with what was typed.
    """
    parts = _known_parts(searcher, term)
    if parts or len(term) < 3:
        return parts
    reader = searcher.reader()
    found: dict[str, int] = {}
    for field in ("title", "body"):
        for data in islice(reader.expand_prefix(field, term), 10 * MAX_EXPANSIONS):
            text = data.decode()
            found[text] = found.get(text, 0) + reader.doc_frequency(field, text)
    return sorted(found, key=lambda text: -found[text])[:MAX_EXPANSIONS]


def _known_parts(searcher: Searcher, term: str) -> list[str]:
    for cut in range(len(term) - 3, 2, -1):
        if not _stands(searcher, term[cut:]):
            continue
        for head in (stem(term[:cut]), stem(term[:cut].removesuffix("s"))):
            if len(head) >= 3 and _stands(searcher, head):
                return [head, term[cut:]]
    return []


def _stands(searcher: Searcher, term: str) -> bool:
    return any(searcher.doc_frequency(field, term) for field in ("title", "body"))


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
        return query.Or([query.Term("title", terms[0]), query.Term("body", terms[0])])
    return query.Or([query.Phrase("title", terms), query.Phrase("body", terms)])


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
        title=fields.TEXT(analyzer, phrase=True),
        body=fields.TEXT(analyzer, phrase=True),
    )


def _open(directory: Path) -> index.FileIndex:
    try:
        return index.open_dir(directory)
    except Exception as error:
        # Whoosh unpickles its files: damage surfaces as any exception at all.
        raise KeywordIndexBroken(f"{type(error).__name__}: {error}") from error


def _skip_to(matcher: AndMaybeMatcher, target: int) -> bool:
    """`AndMaybeMatcher.skip_to` that keeps both sides on the same document.

    Whoosh moves the optional side to `target` instead of to where the other side landed;
    it then lags behind and its score is lost. Plain searches for any of three or more
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
