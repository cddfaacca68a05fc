"""One line of a result, from a ranking and a passage."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from search.ranking import Ranking
from search.results import Hit, Passage


def hit_of(ranking: Ranking, ordinal: int, score: float, passages: Mapping[int, Passage]) -> Hit:
    """The hit of a document, with its passage where there is one."""
    document = ranking.snapshot.documents[ordinal]
    keyword, semantic = ranking.keyword, ranking.semantic
    return Hit(
        id=document.id,
        lang=document.lang,
        score=score,
        keyword_score=None if keyword is None else float(keyword[ordinal]),
        semantic_score=_number(semantic, ordinal),
        passage=passages.get(ordinal),
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
