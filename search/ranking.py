"""One order of all documents, from words and meaning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.calibration import floor_for
from search.fusion import fuse, standard_scores
from search.keyword import KeywordHits
from search.request import Mode, ParsedQuery
from search.results import FallbackReason
from search.snapshot import Snapshot
from search.vectors import DocumentScores


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


def combine(
    snapshot: Snapshot,
    parsed: ParsedQuery,
    mode: Mode,
    fallback: FallbackReason | None,
    vector: NDArray[np.float32] | None,
    keyword_hits: KeywordHits | None,
    visible: NDArray[np.bool_] | None,
    lang: str,
) -> Ranking:
    """Order the documents a reader may see (`visible`, None = all) by words and meaning."""
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
        has_words = keyword_hits is not None and len(keyword_hits.numbers) > 0
        floor = floor_for(snapshot.manifest.floors, parsed.text, lang, has_words=has_words)
        found |= cosines.best > floor

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


def one_per_group(ranking: Ranking, lang: str) -> tuple[list[int], list[float]]:
    """Ordinals and scores of the hits, translations merged.

    The reader's language stands at the place of the best."""
    groups = ranking.snapshot.groups
    own = ranking.snapshot.languages == ranking.snapshot.language_code(lang)
    kept: dict[str, int] = {}
    scores: list[float] = []
    preferred: dict[str, int] = {}
    order = zip(
        ranking.ordinals.tolist(),
        ranking.scores.tolist(),
        ranking.found.tolist(),
        own[ranking.ordinals].tolist(),
        strict=True,
    )
    for ordinal, score, found, in_own_language in order:
        group = groups[ordinal]
        if in_own_language:
            preferred.setdefault(group, ordinal)
        if found and group not in kept:
            kept[group] = ordinal
            scores.append(score)
    return [preferred.get(group, ordinal) for group, ordinal in kept.items()], scores
