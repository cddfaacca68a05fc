"""Which passage of a hit to show, and whether the first one is an answer."""

from collections.abc import Mapping, Sequence

from search.analysis import query_terms
from search.request import ParsedQuery
from search.results import Hit, Passage
from search.snapshot import Snapshot
from search.snippets import snippet, terms_begun
from search.store import StoredChunk, read_chunks, read_chunks_of
from search.vectors import DocumentScores, VectorIndex

# A cosine apart by this much weighs as much as all words of the query.
COSINE_RANGE = 0.1
# Passages nearest in meaning whose words are looked at; a long page has a hundred.
LIKELY = 3
ANSWER_SCORE = 4.0
ANSWER_MARGIN = 0.7


def best_passages(
    snapshot: Snapshot,
    ordinals: Sequence[int],
    parsed: ParsedQuery,
    cosines: DocumentScores | None,
) -> dict[int, Passage]:
    """The best passage per document, by meaning where there are vectors, and words."""
    if not ordinals:
        return {}
    terms = query_terms(parsed.text)
    meaning: dict[int, float] = {}
    if cosines is not None and snapshot.vectors is not None:
        for ordinal in ordinals:
            meaning |= _likely(snapshot.vectors, ordinal, cosines)
    chunks: dict[int, list[StoredChunk]] = {}
    for chunk in read_chunks(snapshot.folder, list(meaning)) if meaning else ():
        chunks.setdefault(chunk.document, []).append(chunk)
    by_number = {snapshot.documents[ordinal].number: ordinal for ordinal in ordinals}
    without_vectors = [number for number in by_number if number not in chunks]
    for chunk in read_chunks_of(snapshot.folder, without_vectors) if without_vectors else ():
        chunks.setdefault(chunk.document, []).append(chunk)
    return {
        by_number[number]: _passage(_best(of_document, meaning, terms), terms)
        for number, of_document in chunks.items()
    }


def clear_answer(hits: Sequence[Hit]) -> Hit | None:
    """The first article when it is good by itself and clearly ahead of the second. A flow about
    the same is a way to go, no other answer."""
    hits = [hit for hit in hits if hit.kind == "article"]
    if not hits or hits[0].passage is None or hits[0].semantic_score is None:
        return None
    ahead = hits[0].score - hits[1].score if len(hits) > 1 else ANSWER_MARGIN
    return hits[0] if hits[0].score >= ANSWER_SCORE and ahead >= ANSWER_MARGIN else None


def _likely(vectors: VectorIndex, ordinal: int, cosines: DocumentScores) -> dict[int, float]:
    """Cosines of the passages of a document nearest in meaning, by chunk number."""
    rows = vectors.rows_of(ordinal)
    cosine_of = zip(vectors.chunk_numbers[rows].tolist(), cosines.rows[rows].tolist(), strict=True)
    passages = [(number, cosine) for number, cosine in cosine_of if number > 0]
    passages.sort(key=lambda passage: -passage[1])
    return dict(passages[:LIKELY])


def _best(
    chunks: Sequence[StoredChunk], meaning: Mapping[int, float], terms: Sequence[str]
) -> StoredChunk:
    """The passage with the best sum of meaning and share of the words; the nearer of equals."""
    if len(chunks) == 1:
        return chunks[0]

    def fit(chunk: StoredChunk) -> tuple[float, float]:
        near = meaning.get(chunk.number, 0.0) / COSINE_RANGE
        words = terms_begun(f"{chunk.heading}\n{chunk.text}", terms)
        return near + words / max(len(terms), 1), near

    return max(chunks, key=fit)


def _passage(chunk: StoredChunk, terms: Sequence[str]) -> Passage:
    text, places = snippet(chunk.text, terms)
    return Passage(chunk.heading, chunk.anchor, text, places)
