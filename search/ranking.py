"""One order of all documents, from words and meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.analysis import query_terms
from search.calibration import floor_for, near_floor_for
from search.fusion import Parts, fuse, standard_scores, words_alone
from search.keyword import KeywordHits
from search.request import Mode, ParsedQuery, SearchRequest
from search.results import FallbackReason
from search.snapshot import Snapshot
from search.vectors import DocumentScores

# Below this share of a perfect match words may be there by chance.
CHANCE_SHARE = 0.25
# The average document of a language is worth nothing. A hit stands nearer to the best hit than
# to that, or has half of the words that any document has.
SHARE_OF_BEST = 0.5


@dataclass(frozen=True)
class Ranking:
    """What each document is worth to a query, by ordinal.

    `candidates` are the documents that may be shown, `near` those that are hits if they may be:
    words of the query stand in them, or their meaning is above the floor, and they are not far
    behind the best. `visible` are those
    that the reader may see, None = all.
    """

    snapshot: Snapshot
    parsed: ParsedQuery
    mode: Mode
    fallback: FallbackReason | None
    candidates: NDArray[np.bool_]
    near: NDArray[np.bool_]
    total: NDArray[np.float64]
    parts: Parts
    floor: float
    keyword: NDArray[np.float64] | None
    semantic: NDArray[np.float64] | None
    cosines: DocumentScores | None
    visible: NDArray[np.bool_] | None

    @cached_property
    def hits(self) -> NDArray[np.int64]:
        """The ordinals of all hits, best first."""
        return best_first(np.flatnonzero(self.candidates & self.near), self.total)

    @cached_property
    def ordinals(self) -> NDArray[np.int64]:
        """The ordinals of all candidates, best first. A page of results needs the hits alone."""
        return best_first(np.flatnonzero(self.candidates), self.total)

    @property
    def scores(self) -> NDArray[np.float64]:
        """What the candidates are worth, in the order of `ordinals`."""
        return self.total[self.ordinals]

    @property
    def found(self) -> NDArray[np.bool_]:
        """Which of the candidates are hits, in the order of `ordinals`."""
        return self.near[self.ordinals]

    def ids(self) -> list[str]:
        return [self.snapshot.documents[ordinal].id for ordinal in self.ordinals]


@dataclass(frozen=True, slots=True)
class Kept:
    """One document per article, by ordinal, best first.

    `sources` are the translations that the articles owe their place to, `scores` are theirs.
    The first `pinned` of them stand there because somebody put them there.
    """

    ordinals: list[int]
    sources: list[int]
    scores: list[float]
    pinned: int


def combine(
    snapshot: Snapshot,
    request: SearchRequest,
    parsed: ParsedQuery,
    mode: Mode,
    fallback: FallbackReason | None,
    vector: NDArray[np.float32] | None,
    keyword_hits: KeywordHits | None,
    visible: NDArray[np.bool_] | None,
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

    cosines = standard = None
    floor = -1.0
    if vector is not None and snapshot.vectors is not None:
        cosines = snapshot.vectors.score(vector)
        standard = standard_scores(cosines.combined, snapshot.languages, cosines.by_two)
        has_words = keyword_hits is not None and len(keyword_hits.numbers) > 0
        floor = floor_for(snapshot.manifest.floors, parsed.text, request.lang, has_words=has_words)
        found |= cosines.best > floor
    if shares is not None:
        found |= _found_by_words(snapshot, parsed, request.lang, shares, cosines)

    prior = _prior(snapshot, request.prior)
    if mode is Mode.KEYWORD:
        candidates &= found
        parts = words_alone(np.zeros(count) if shares is None else shares, prior)
    else:
        own = snapshot.languages == snapshot.language_code(request.lang)
        parts = fuse(standard, shares, own, prior, len(query_terms(parsed.text)))
    total = parts.total
    if mode is not Mode.KEYWORD:
        found &= _not_far_behind(total, candidates & found) | _words_of_best(parsed, shares)
    return Ranking(
        snapshot=snapshot,
        parsed=parsed,
        mode=mode,
        fallback=fallback,
        candidates=candidates,
        near=found,
        total=total,
        parts=parts,
        floor=floor,
        keyword=shares,
        semantic=standard,
        cosines=cosines,
        visible=visible,
    )


def best_first(ordinals: NDArray[np.int64], total: NDArray[np.float64]) -> NDArray[np.int64]:
    """Ascending ordinals in the order of their totals; the first of equals first."""
    return ordinals[np.argsort(-total[ordinals], kind="stable")]


def one_per_group(ranking: Ranking, request: SearchRequest) -> Kept:
    """The hits, translations merged, pinned articles first and hidden ones left out.

    The reader's language stands at the place of the best. A pinned article is shown found or
    not, when the reader may see it.
    """
    snapshot, total = ranking.snapshot, ranking.total
    codes = snapshot.group_codes
    own = snapshot.languages == snapshot.language_code(request.lang)
    hidden = _codes(snapshot, request.hidden)
    pinned = [code for code in _codes(snapshot, request.pinned) if code not in hidden]

    ordered = codes[ranking.hits]
    places = np.full(len(codes), -1, np.int64)
    # Of several values for one place numpy keeps the last.
    places[ordered[::-1]] = np.arange(len(ordered))[::-1]
    firsts = ranking.hits[places[ordered] == np.arange(len(ordered))]
    if hidden or pinned:
        firsts = firsts[~np.isin(codes[firsts], [*hidden, *pinned])]
    shown = _in_own_language(ranking, firsts, own)
    top = [at for code in pinned if (at := _of_group(ranking, code, own)) is not None]
    sources = [source for _, source in top] + firsts.tolist()
    return Kept(
        ordinals=[ordinal for ordinal, _ in top] + shown.tolist(),
        sources=sources,
        scores=total[sources].tolist(),
        pinned=len(top),
    )


def _found_by_words(
    snapshot: Snapshot,
    parsed: ParsedQuery,
    lang: str,
    shares: NDArray[np.float64],
    cosines: DocumentScores | None,
) -> NDArray[np.bool_]:
    """Documents that share more with a query than one ordinary word of several.

    A chance word counts where the meaning is not far off either, or is not known.
    """
    matched: NDArray[np.bool_] = shares > 0
    if cosines is None or len(parsed.terms) < 2:
        return matched
    near = near_floor_for(snapshot.manifest.floors, parsed.text, lang)
    matched &= (shares >= CHANCE_SHARE) | ~(cosines.best <= near)
    return matched


def _not_far_behind(total: NDArray[np.float64], hits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    best = float(total[hits].max(initial=-np.inf))
    behind: NDArray[np.bool_] = total >= min(best, best * SHARE_OF_BEST)
    return behind


def _words_of_best(
    parsed: ParsedQuery, shares: NDArray[np.float64] | None
) -> NDArray[np.bool_] | np.bool_:
    """Documents with half of the words that the best has; those with the only word, phrase or
    whatever else was asked for exactly."""
    if shares is None:
        return np.False_
    if len(parsed.terms) < 2 or parsed.phrases or parsed.excluded:
        asked: NDArray[np.bool_] = shares > 0
        return asked
    best = float(shares.max(initial=0.0))
    return (shares >= best * SHARE_OF_BEST) & (shares > 0)


def _prior(snapshot: Snapshot, prior: Mapping[str, float]) -> NDArray[np.float64] | None:
    if not prior:
        return None
    by_code = np.zeros(len(snapshot.documents))
    for name, value in prior.items():
        code = snapshot.group_code(name)
        if code is not None:
            by_code[code] = value
    return by_code[snapshot.group_codes]


def _codes(snapshot: Snapshot, names: frozenset[str] | tuple[str, ...]) -> list[int]:
    found = (snapshot.group_code(name) for name in names)
    return list(dict.fromkeys(code for code in found if code is not None))


def _in_own_language(
    ranking: Ranking, firsts: NDArray[np.int64], own: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """For each of some documents the best translation in the reader's language, if any."""
    foreign = np.flatnonzero(~own[firsts])
    if not len(foreign):
        return firsts
    codes = ranking.snapshot.group_codes
    wanted = np.zeros(len(codes), bool)
    wanted[codes[firsts[foreign]]] = True
    members = best_first(np.flatnonzero(own & ranking.candidates & wanted[codes]), ranking.total)
    translations = np.full(len(codes), -1, np.int64)
    # Of several values for one place numpy keeps the last.
    translations[codes[members[::-1]]] = members[::-1]
    found = translations[codes[firsts[foreign]]]
    shown = firsts.copy()
    shown[foreign] = np.where(found >= 0, found, firsts[foreign])
    return shown


def _of_group(ranking: Ranking, code: int, own: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The document of an article that a reader gets to see and its best; None: there is none."""
    members = np.flatnonzero(ranking.snapshot.group_codes == code)
    if ranking.visible is not None:
        members = members[ranking.visible[members]]
    if not len(members):
        return None
    total = ranking.total[members]
    shown = members[np.lexsort((-total, ~own[members]))[0]]
    return int(shown), int(members[total.argmax()])
