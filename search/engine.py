"""The way into search: open an index, ask it, and always get an answer.

A web process opens the index read-only; it needs numpy and Whoosh, no model library. What
is missing (model, vectors, keyword index) changes the mode and is named in the result.
"""

import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder, ModelUnavailable
from search.fingerprints import vector_recipe
from search.fusion import fuse, standard_scores
from search.generations import MANIFEST, ManifestBroken, read_manifest
from search.keyword import KeywordHits, KeywordIndexBroken, KeywordReader
from search.passages import best_passages, clear_answer
from search.request import Mode, ParsedQuery, SearchRequest, parse_query
from search.results import FallbackReason, Hit, IndexStatus, Passage, SearchResult, Suggestion
from search.snapshot import Snapshot, load_snapshot
from search.vectors import DocumentScores
from search.writing import IndexWriter

__all__ = ["IndexWriter", "SearchEngine"]

KEYWORD_CANDIDATES = 300
QUERY_CHARACTERS = 2_000
CACHED_QUERIES = 512


@dataclass(frozen=True, slots=True)
class Ranking:
    """Documents by ordinal, best first. `found` says which of them are hits: a word of the
    query stands in them, or their meaning is above the floor."""

    snapshot: Snapshot
    parsed: ParsedQuery
    mode: Mode
    fallback: FallbackReason | None
    ordinals: NDArray[np.int64]
    scores: NDArray[np.float64]
    found: NDArray[np.bool_]
    keyword: NDArray[np.float64] | None
    semantic: NDArray[np.float64] | None
    cosines: DocumentScores | None

    def ids(self) -> list[str]:
        return [self.snapshot.documents[ordinal].id for ordinal in self.ordinals]


class SearchEngine:
    """Reads one index directory; safe to share between threads."""

    def __init__(self, directory: Path, encoder: Encoder | None) -> None:
        self._directory = directory
        self._encoder = encoder
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._problem = "index_missing"
        self._retired: KeywordReader | None = None
        self._queries = _QueryCache()
        self.refresh()

    @classmethod
    def open(cls, directory: Path, encoder: Encoder | None) -> "SearchEngine":
        """Open an index, there or not: one that appears later is picked up by a search."""
        return cls(directory, encoder)

    def close(self) -> None:
        with self._lock:
            for reader in (self._retired, self._snapshot and self._snapshot.keyword):
                if reader:
                    reader.close()
            self._retired = None
            self._snapshot = None
            self._stamp = None

    def refresh(self) -> None:
        """Take over a newer revision, if there is one; costs one stat when there is none."""
        stamp = self._read_stamp()
        if stamp == self._stamp:
            return
        with self._lock:
            if stamp == self._stamp:
                return
            self._load()
            self._stamp = stamp

    def search(self, request: SearchRequest) -> SearchResult:
        """Hits for a reader: one per article, best first, with their best passages."""
        ranking = self.rank(request, request.visibilities)
        if ranking is None:
            return SearchResult((), request.mode, FallbackReason.INDEX_MISSING)
        kept, scores = _one_per_group(ranking, request.lang)
        shown = kept[: request.limit]
        passages = best_passages(
            ranking.snapshot,
            [ranking.snapshot.documents[ordinal].number for ordinal in shown],
            ranking.parsed,
            ranking.cosines,
        )
        hits = tuple(
            _hit(ranking, ordinal, scores[place], passages) for place, ordinal in enumerate(shown)
        )
        return SearchResult(
            hits=hits,
            mode=ranking.mode,
            fallback=ranking.fallback,
            total=len(kept),
            answer=clear_answer(hits),
            correction=None if hits else ranking.snapshot.speller.correct(ranking.parsed.text),
        )

    def rank(
        self, request: SearchRequest, visibilities: frozenset[str] | None = None
    ) -> Ranking | None:
        """Every document of the index in order, translations side by side; None: no index.

        In keyword mode only documents with a word of the query. `visibilities` None = all.
        """
        self.refresh()
        snapshot = self._snapshot
        if snapshot is None:
            return None
        parsed = parse_query(request.text)
        visible = snapshot.visible(visibilities)
        mode, fallback = request.mode, None

        vector = None
        if mode is not Mode.KEYWORD and parsed:
            vector, fallback = self._query_vector(snapshot, parsed.text)
            if vector is None:
                mode = Mode.KEYWORD
        keyword = None
        if parsed and (mode is not Mode.SEMANTIC or parsed.phrases or parsed.excluded):
            try:
                keyword = self._keyword_hits(snapshot, parsed, visible)
            except KeywordIndexBroken:
                fallback = fallback or FallbackReason.KEYWORD_INDEX_MISSING
                mode = Mode.SEMANTIC if vector is not None else mode
        return _combine(snapshot, parsed, mode, fallback, vector, keyword, visible, request.lang)

    def suggest(
        self,
        prefix: str,
        *,
        lang: str,
        limit: int = 8,
        visibilities: frozenset[str] = frozenset({"public"}),
    ) -> tuple[Suggestion, ...]:
        """Titles that match what was typed so far; the reader's language first."""
        self.refresh()
        snapshot = self._snapshot
        if snapshot is None:
            return ()
        documents = [
            snapshot.documents[ordinal]
            for ordinal in snapshot.titles.find(prefix)
            if snapshot.documents[ordinal].visibility in visibilities
        ]
        documents.sort(key=lambda document: document.lang != lang)
        offered: dict[str, Suggestion] = {}
        for document in documents:
            offered.setdefault(
                document.group or f"\x00{document.id}",
                Suggestion(
                    document.id, document.title, document.lang, document.url_path, document.kind
                ),
            )
        return tuple(offered.values())[:limit]

    def status(self) -> IndexStatus:
        """What is open now, and what is wrong with it by name."""
        self.refresh()
        if self._snapshot is None:
            return IndexStatus(0, 0, 0, "", "", (self._problem,))
        status = self._snapshot.status()
        if self._encoder is None:
            return status
        return status

    def _keyword_hits(
        self, snapshot: Snapshot, parsed: ParsedQuery, visible: NDArray[np.bool_] | None
    ) -> KeywordHits:
        if snapshot.keyword is None:
            raise KeywordIndexBroken("no keyword index")
        allowed = None
        if visible is not None:
            allowed = frozenset(snapshot.numbers[visible].tolist())
        return snapshot.keyword.search(parsed, limit=KEYWORD_CANDIDATES, allowed=allowed)

    def _query_vector(
        self, snapshot: Snapshot, text: str
    ) -> tuple[NDArray[np.float32] | None, FallbackReason | None]:
        if self._encoder is None:
            return None, FallbackReason.MODEL_MISSING
        if snapshot.vectors is None or not len(snapshot.vectors):
            return None, FallbackReason.VECTORS_MISSING
        try:
            if vector_recipe(self._encoder.recipe) != snapshot.manifest.recipe:
                return None, FallbackReason.VECTORS_OF_ANOTHER_MODEL
            return self._queries.vector(self._encoder, text[:QUERY_CHARACTERS]), None
        except ModelUnavailable:
            return None, FallbackReason.EMBEDDER_UNAVAILABLE

    def _read_stamp(self) -> tuple[int, int, int]:
        try:
            state = (self._directory / MANIFEST).stat()
        except OSError:
            return (0, 0, 0)
        return (state.st_mtime_ns, state.st_ino, state.st_size)

    def _load(self) -> None:
        before = self._snapshot
        try:
            manifest = read_manifest(self._directory)
        except ManifestBroken as error:
            self._problem = f"manifest_broken: {error}"
            manifest = None
        else:
            self._problem = "index_missing"
        if manifest is None:
            self._snapshot = None
            return
        same = before is not None and before.manifest.generation == manifest.generation
        reader = before.keyword if before and same else None
        try:
            self._snapshot = load_snapshot(self._directory, manifest, reader)
        except (OSError, sqlite3.Error) as error:
            self._problem = f"texts_missing: {error}"
            self._snapshot = None
            return
        if before and not same and before.keyword:
            # Searches of other threads may still be in the old generation.
            if self._retired:
                self._retired.close()
            self._retired = before.keyword


class _QueryCache:
    """Vectors of the latest queries: paging and repeated questions cost no encoding."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._vectors: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()

    def vector(self, encoder: Encoder, text: str) -> NDArray[np.float32]:
        key = (encoder.recipe, text)
        with self._lock:
            if key in self._vectors:
                self._vectors.move_to_end(key)
                return self._vectors[key]
        vector: NDArray[np.float32] = encoder.encode_queries([text])[0]
        with self._lock:
            self._vectors[key] = vector
            while len(self._vectors) > CACHED_QUERIES:
                self._vectors.popitem(last=False)
        return vector


def _combine(
    snapshot: Snapshot,
    parsed: ParsedQuery,
    mode: Mode,
    fallback: FallbackReason | None,
    vector: NDArray[np.float32] | None,
    keyword_hits: KeywordHits | None,
    visible: NDArray[np.bool_] | None,
    lang: str,
) -> Ranking:
    count = len(snapshot.documents)
    candidates = np.ones(count, bool) if visible is None else visible.copy()
    found = np.zeros(count, bool)

    shares = None
    if keyword_hits is not None:
        if keyword_hits.required is not None:
            required = np.fromiter(keyword_hits.required, np.int64)
            candidates &= np.isin(snapshot.numbers, required)
        if mode is not Mode.SEMANTIC:
            shares = np.zeros(count)
            ordinals = snapshot.ordinals(keyword_hits.numbers)
            known = ordinals >= 0
            shares[ordinals[known]] = keyword_hits.scores[known] / (keyword_hits.bound or 1.0)
            found |= shares > 0

    cosines = standard = None
    if vector is not None and snapshot.vectors is not None:
        cosines = snapshot.vectors.score(vector)
        standard = standard_scores(cosines.combined, snapshot.languages)
        floor = snapshot.manifest.floor
        if keyword_hits is not None and not len(keyword_hits.numbers):
            floor = snapshot.manifest.strict_floor
        above = ~np.isnan(cosines.best) if floor is None else cosines.best > floor
        found |= above & ~np.isnan(cosines.best)

    own = snapshot.languages == snapshot.language_code(lang)
    if mode is Mode.KEYWORD:
        candidates &= found
        total = shares if shares is not None else np.zeros(count)
    else:
        total = fuse(standard, shares, own)
    chosen = np.flatnonzero(candidates)
    order = chosen[np.lexsort((chosen, -total[chosen]))]
    return Ranking(
        snapshot,
        parsed,
        mode,
        fallback,
        order,
        total[order],
        found[order],
        shares,
        standard,
        cosines,
    )


def _one_per_group(ranking: Ranking, lang: str) -> tuple[list[int], list[float]]:
    """Hits with translations merged: the reader's language, at the place of the best."""
    documents = ranking.snapshot.documents
    kept: dict[str, int] = {}
    scores: dict[str, float] = {}
    preferred: dict[str, int] = {}
    for place, ordinal in enumerate(ranking.ordinals.tolist()):
        group = documents[ordinal].group or f"\x00{documents[ordinal].id}"
        if documents[ordinal].lang == lang:
            preferred.setdefault(group, ordinal)
        if ranking.found[place] and group not in kept:
            kept[group] = ordinal
            scores[group] = float(ranking.scores[place])
    return [preferred.get(group, kept[group]) for group in kept], list(scores.values())


def _hit(ranking: Ranking, ordinal: int, score: float, passages: dict[int, Passage]) -> Hit:
    document = ranking.snapshot.documents[ordinal]
    keyword, semantic = ranking.keyword, ranking.semantic
    return Hit(
        id=document.id,
        lang=document.lang,
        score=score,
        keyword_score=None if keyword is None else float(keyword[ordinal]),
        semantic_score=_number(semantic, ordinal),
        passage=passages.get(document.number),
        title=document.title,
        url_path=document.url_path,
        category=document.category,
        group=document.group,
        kind=document.kind,
        updated_on=document.updated_on,
    )


def _number(values: NDArray[np.float64] | None, ordinal: int) -> float | None:
    if values is None or np.isnan(values[ordinal]):
        return None
    return float(values[ordinal])
