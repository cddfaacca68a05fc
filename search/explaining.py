"""Why a hit stands where it stands, for those who look after the search."""

import numpy as np
from numpy.typing import NDArray

from search.executor import TermScore
from search.keyword import KeywordIndexBroken
from search.ranking import Kept, Ranking
from search.results import Explanation


def explain(ranking: Ranking, kept: Kept, limit: int) -> tuple[Explanation, ...]:
    """An explanation of each of the first `limit` hits, in their order.

    The parts are those of the translation that the hit owes its place to.
    """
    terms = _terms(ranking, kept.sources[:limit])
    shown = [ranking.snapshot.documents[ordinal] for ordinal in kept.ordinals[:limit]]
    parts, total = ranking.parts, ranking.parts.total
    cosines = ranking.cosines
    return tuple(
        Explanation(
            id=document.id,
            title=document.title,
            lang=document.lang,
            total=float(total[source]),
            keyword_part=float(parts.keyword[source]),
            semantic_part=float(parts.semantic[source]),
            language_part=float(parts.language[source]),
            prior_part=float(parts.prior[source]),
            best_chunk=None if cosines is None else _number(cosines.best, source),
            mean_chunks=None if cosines is None else _number(cosines.mean, source),
            floor=ranking.floor,
            terms=terms.get(source, ()),
            pinned=place < kept.pinned,
        )
        for place, (document, source) in enumerate(zip(shown, kept.sources, strict=False))
    )


def _terms(ranking: Ranking, ordinals: list[int]) -> dict[int, tuple[TermScore, ...]]:
    reader = ranking.snapshot.keyword
    if reader is None or ranking.keyword is None:
        return {}
    numbers = {ranking.snapshot.documents[ordinal].number: ordinal for ordinal in ordinals}
    try:
        explained = reader.explain(ranking.parsed, numbers, ranking.snapshot.similar)
    except KeywordIndexBroken:
        return {}
    return {numbers[number]: terms for number, terms in explained.items()}


def _number(values: NDArray[np.float32], ordinal: int) -> float | None:
    return None if np.isnan(values[ordinal]) else float(values[ordinal])
