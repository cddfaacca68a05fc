"""The way into search: open an index, ask it, and always get an answer.

A web process opens the index read-only; it needs numpy and Whoosh, no model library. What
is missing (model, vectors, keyword index) changes the mode and is named in the result.
"""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder, ModelUnavailable
from search.explaining import explain
from search.fingerprints import vector_recipe
from search.generations import MANIFEST, ManifestBroken, read_manifest
from search.hits import hit_of
from search.keyword import KeywordHits, KeywordIndexBroken, KeywordReader
from search.language import question_language
from search.pair_encoder import comparable
from search.passages import best_passages, clear_answer
from search.query_vectors import QueryVectors
from search.ranking import Ranking, combine, one_per_group
from search.request import Mode, ParsedQuery, SearchRequest, parse_query
from search.results import (
    Explanation,
    FallbackReason,
    IndexStatus,
    Passage,
    SearchResult,
    Suggestion,
)
from search.snapshot import Snapshot, load_snapshot
from search.suggesting import suggestions
from search.vectors import DocumentScores
from search.writing import IndexWriter

__all__ = ["IndexWriter", "Ranking", "SearchEngine"]

KEYWORD_CANDIDATES = 300


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
        self._queries = QueryVectors()
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
        """Hits for a reader: one per article, best first.

        The first `request.passages` of them with the passage that fits best.
        """
        ranking = self.rank(request, request.visibilities)
        if ranking is None:
            return SearchResult((), request.mode, FallbackReason.INDEX_MISSING)
        kept = one_per_group(ranking, request)
        shown = kept.ordinals[: request.limit]
        passages = _passages(
            ranking.snapshot, shown[: request.passages], ranking.parsed, ranking.cosines
        )
        hits = tuple(
            hit_of(ranking, ordinal, score, passages)
            for ordinal, score in zip(shown, kept.scores, strict=False)
        )
        return SearchResult(
            hits=hits,
            mode=ranking.mode,
            fallback=ranking.fallback,
            total=len(kept.ordinals),
            answer=clear_answer(hits),
            correction=None if hits else _correction(ranking.snapshot, ranking.parsed),
        )

    def explain(self, request: SearchRequest) -> tuple[Explanation, ...]:
        """Why the hits of this search stand where they stand, in their order."""
        ranking = self.rank(request, request.visibilities)
        if ranking is None:
            return ()
        kept = one_per_group(ranking, request)
        return explain(ranking, kept, request.limit)

    def passages(self, request: SearchRequest, ids: Iterable[str]) -> dict[str, Passage]:
        """The passage that fits best of each of these documents; unknown ids are left out."""
        self.refresh()
        snapshot = self._snapshot
        if snapshot is None:
            return {}
        parsed = parse_query(request.text)
        ordinals = [
            snapshot.places[identifier] for identifier in ids if identifier in snapshot.places
        ]
        cosines = None
        if parsed and ordinals and request.mode is not Mode.KEYWORD:
            vector, _ = self._query_vector(snapshot, parsed.text, request.lang)
            if vector is not None and snapshot.vectors is not None:
                cosines = snapshot.vectors.score(vector)
        found = _passages(snapshot, ordinals, parsed, cosines)
        return {snapshot.documents[ordinal].id: found[ordinal] for ordinal in found}

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
        parsed = _parsed(request)
        visible = snapshot.visible(visibilities)
        mode, fallback = request.mode, None

        vector = None
        if mode is not Mode.KEYWORD and parsed:
            meant = self._meant(snapshot, parsed, visible)
            vector, fallback = self._query_vector(snapshot, meant, request.lang)
            if vector is None:
                mode = Mode.KEYWORD
        keyword = None
        if parsed and (mode is not Mode.SEMANTIC or parsed.phrases or parsed.excluded):
            try:
                keyword = self._keyword_hits(snapshot, parsed, visible)
            except KeywordIndexBroken as error:
                snapshot.note(f"keyword_index_missing: {error}")
                # Weighs more than a model that is away: then nothing was searched at all.
                fallback = FallbackReason.KEYWORD_INDEX_MISSING
                mode = Mode.SEMANTIC if vector is not None else mode
        return combine(snapshot, request, parsed, mode, fallback, vector, keyword, visible)

    def correction(self, text: str) -> str | None:
        """The query with the words corrected that nobody wrote; None when there is no better."""
        self.refresh()
        snapshot = self._snapshot
        return _correction(snapshot, parse_query(text)) if snapshot else None

    def suggest(self, request: SearchRequest) -> tuple[Suggestion, ...]:
        """Titles for what was typed so far, one per article; see `search.suggesting`."""
        self.refresh()
        snapshot = self._snapshot
        return suggestions(snapshot, request) if snapshot else ()

    def status(self) -> IndexStatus:
        """What is open now, and what is wrong with it by name."""
        self.refresh()
        if self._snapshot is None:
            return IndexStatus(0, 0, 0, "", "", (self._problem,))
        return self._snapshot.status()

    def _keyword_hits(
        self, snapshot: Snapshot, parsed: ParsedQuery, visible: NDArray[np.bool_] | None
    ) -> KeywordHits:
        if snapshot.keyword is None:
            raise KeywordIndexBroken("no keyword index")
        return snapshot.keyword.search(
            parsed,
            limit=KEYWORD_CANDIDATES,
            allowed=None if visible is None else snapshot.numbers[visible],
            similar=snapshot.similar,
        )

    def _meant(
        self, snapshot: Snapshot, parsed: ParsedQuery, visible: NDArray[np.bool_] | None
    ) -> str:
        """What the model reads: the query, or its synonyms where no document has a word of it.

        To a model a word that only one company uses means nothing, and is near to everything.
        """
        if not parsed.synonyms:
            return parsed.text
        try:
            typed = self._keyword_hits(snapshot, replace(parsed, synonyms=()), visible)
        except KeywordIndexBroken:
            return parsed.text
        return parsed.text if len(typed.numbers) else ", ".join(parsed.synonyms)

    def _query_vector(
        self, snapshot: Snapshot, text: str, lang: str
    ) -> tuple[NDArray[np.float32] | None, FallbackReason | None]:
        if self._encoder is None:
            return None, FallbackReason.MODEL_MISSING
        if snapshot.vectors is None or not len(snapshot.vectors):
            return None, FallbackReason.VECTORS_MISSING
        try:
            if not comparable(vector_recipe(self._encoder.recipe), snapshot.manifest.recipe):
                return None, FallbackReason.VECTORS_OF_ANOTHER_MODEL
            vector = self._queries.vector(self._encoder, text)
            # A few words without a language are in the reader's.
            if (question_language(text, lang) or lang) != "en":
                vector = vector[: snapshot.vectors.dimension]
            return vector, None
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
        problem = "index_missing"
        try:
            manifest = read_manifest(self._directory)
            after = load_snapshot(self._directory, manifest, before) if manifest else None
        except ManifestBroken as error:
            after, problem = None, f"manifest_broken: {error}"
        except (OSError, sqlite3.Error) as error:
            after, problem = None, f"texts_missing: {error}"
        self._problem = problem
        if after is None:
            # What is loaded goes on being searched until there is something to follow it.
            self._snapshot = before.kept_despite(problem) if before else None
            return
        self._snapshot = after
        if before and before.keyword and before.keyword is not after.keyword:
            # Searches of other threads may still be in the old generation.
            if self._retired:
                self._retired.close()
            self._retired = before.keyword


def _parsed(request: SearchRequest) -> ParsedQuery:
    """The query with the synonyms of the reader's language and of the one it is written in."""
    parsed = parse_query(request.text)
    if not parsed or not request.synonyms:
        return parsed
    languages = {request.lang, question_language(parsed.text, request.lang) or request.lang}
    expanded = [request.synonyms.expand(parsed.text, lang) for lang in sorted(languages)]
    return replace(parsed, synonyms=tuple(dict.fromkeys(word for e in expanded for word in e)))


def _passages(
    snapshot: Snapshot,
    ordinals: Sequence[int],
    parsed: ParsedQuery,
    cosines: DocumentScores | None,
) -> dict[int, Passage]:
    """The best passages; none where the texts have gone while the index was open."""
    try:
        return best_passages(snapshot, ordinals, parsed, cosines)
    except (OSError, sqlite3.Error) as error:
        snapshot.note(f"texts_missing: {error}")
        return {}


def _correction(snapshot: Snapshot, parsed: ParsedQuery) -> str | None:
    try:
        return snapshot.speller.correct(parsed.text) if parsed else None
    except (OSError, sqlite3.Error) as error:
        snapshot.note(f"texts_missing: {error}")
        return None
