"""Which passage of a hit to show, and whether the first one is an answer."""

from collections.abc import Sequence
from heapq import nlargest

from search.analysis import query_terms
from search.request import ParsedQuery
from search.results import Hit, Passage
from search.snapshot import Snapshot
from search.snippets import matched_terms, snippet
from search.store import StoredChunk, read_chunks
from search.vectors import DocumentScores

# A cosine apart by this much weighs as much as all words of the query.
COSINE_RANGE = 0.1
# Passages nearest in meaning whose words are looked at; a long page has a hundred.
LIKELY = 4
ANSWER_SCORE = 4.0
ANSWER_MARGIN = 0.7


def best_passages(
    snapshot: Snapshot,
    numbers: Sequence[int],
    parsed: ParsedQuery,
    cosines: DocumentScores | None,
) -> dict[int, Passage]:
    """The best passage per document number, by meaning where there are vectors, and words."""
    if not numbers:
        return {}
    terms = query_terms(parsed.text)
    meaning: dict[int, float] = {}
    if cosines is not None and snapshot.vectors is not None:
        numbers_of_rows = snapshot.vectors.chunk_numbers
        meaning = dict(zip(numbers_of_rows.tolist(), cosines.rows.tolist(), strict=True))
    chunks: dict[int, list[StoredChunk]] = {}
    for chunk in read_chunks(snapshot.folder, numbers):
        chunks.setdefault(chunk.document, []).append(chunk)

    def fit(chunk: StoredChunk) -> float:
        score = meaning.get(chunk.number, 0.0) / COSINE_RANGE
        if terms:
            inside = matched_terms(f"{chunk.heading} {chunk.text}", terms)
            score += len(inside) / len(terms)
        return score

    def likely(of_document: list[StoredChunk]) -> list[StoredChunk]:
        if not meaning:
            return of_document
        return nlargest(LIKELY, of_document, key=lambda chunk: meaning.get(chunk.number, 0.0))

    return {
        number: _passage(max(likely(of_document), key=fit), terms)
        for number, of_document in chunks.items()
    }


def clear_answer(hits: Sequence[Hit]) -> Hit | None:
    """The first hit when it is good by itself and clearly ahead of the second."""
    if not hits or hits[0].passage is None or hits[0].semantic_score is None:
        return None
    ahead = hits[0].score - hits[1].score if len(hits) > 1 else ANSWER_MARGIN
    return hits[0] if hits[0].score >= ANSWER_SCORE and ahead >= ANSWER_MARGIN else None


def _passage(chunk: StoredChunk, terms: Sequence[str]) -> Passage:
    text, places = snippet(chunk.text, terms)
    return Passage(chunk.heading, chunk.anchor, text, places)
