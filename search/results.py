"""What a search gives back."""

from dataclasses import dataclass
from enum import StrEnum

from search.executor import TermScore
from search.request import Mode


class FallbackReason(StrEnum):
    """Why a search ran in another mode than the one asked for."""

    MODEL_MISSING = "model_missing"
    EMBEDDER_UNAVAILABLE = "embedder_unavailable"
    VECTORS_MISSING = "vectors_missing"
    VECTORS_OF_ANOTHER_MODEL = "vectors_of_another_model"
    KEYWORD_INDEX_MISSING = "keyword_index_missing"
    INDEX_MISSING = "index_missing"


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a document that fits best, as plain text, never HTML.

    `anchor` is "" for the text before the first heading. `highlights` are (start, end)
    offsets in `text`, ascending, not overlapping.
    """

    heading: str
    anchor: str
    text: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document. Scores compare only within one result.

    `keyword_score` is the BM25 share (0 to about 1), `semantic_score` the standard score
    among documents of its language; None where that part did not run.
    """

    id: str
    lang: str
    score: float
    keyword_score: float | None = None
    semantic_score: float | None = None
    passage: Passage | None = None
    title: str = ""
    url_path: str = ""
    category: str = ""
    group: str = ""
    kind: str = "article"
    updated_on: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it stands: the four parts add up to `total`.

    `best_chunk` and `mean_chunks` are cosines (None without vectors), `floor` is the cosine
    from which meaning alone makes a hit. A pinned hit stands first whatever its total.
    """

    id: str
    title: str
    lang: str
    total: float
    keyword_part: float
    semantic_part: float
    language_part: float
    prior_part: float
    best_chunk: float | None
    mean_chunks: float | None
    floor: float
    terms: tuple[TermScore, ...]
    pinned: bool


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`mode` is what really ran, `fallback` says why it differs from what was asked.

    `total` counts all hits, also those cut off by the limit. `answer` is the first hit when
    its passage is clearly better than everything else.
    """

    hits: tuple[Hit, ...]
    mode: Mode
    fallback: FallbackReason | None = None
    total: int = 0
    answer: Hit | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title offered while the customer types."""

    id: str
    title: str
    lang: str
    url_path: str = ""
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """State of the index a reader has open; `problems` are names, empty when all is well."""

    documents: int
    chunks: int
    vectors: int
    generation: str
    recipe: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What one write did. `embedded` counts texts that went through the model."""

    documents: int
    indexed: int
    unchanged: int
    deleted: int
    chunks: int
    embedded: int
    without_vectors: int
