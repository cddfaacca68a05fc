"""How Whoosh scores postings: BM25F with field lengths looked up once, and one mended bug.

Besides `search.keyword` the only module that knows Whoosh.
"""

from typing import Protocol

from whoosh.matching import Matcher
from whoosh.matching.binary import AndMaybeMatcher
from whoosh.matching.mcore import ReadTooFar
from whoosh.scoring import BM25F, BM25FScorer
from whoosh.searching import Searcher

K1 = 1.2
B = 0.75


class Bm25(BM25F):
    """BM25F (Robertson, Zaragoza and Taylor 2004); one instance per searcher.

    Whoosh reads a field's length through five calls for every posting, which is most of
    the time of a search. A length does not change while a searcher is open.
    """

    def __init__(self) -> None:
        super().__init__(B=B, K1=K1)
        self._norms: dict[tuple[Searcher, str], dict[int, float]] = {}

    def scorer(self, searcher: Searcher, fieldname: str, text: str, qf: int = 1) -> BM25FScorer:
        norms = self._norms.setdefault((searcher, fieldname), {})
        return _Scorer(searcher, fieldname, text, norms)


class _Scorer(BM25FScorer):
    def __init__(
        self, searcher: Searcher, fieldname: str, text: str, norms: dict[int, float]
    ) -> None:
        super().__init__(searcher, fieldname, text, B, K1)
        self._norms = norms

    def score(self, matcher: Matcher) -> float:
        place = matcher.id()
        norm = self._norms.get(place)
        if norm is None:
            norm = self._norms[place] = K1 * ((1 - B) + B * self.dfl(place) / self.avgfl)
        weight = matcher.weight()
        return float(self.idf * ((weight * (K1 + 1)) / (weight + norm)))


class _Optional(Protocol):
    a: Matcher
    b: Matcher


def _skip_to(matcher: _Optional, target: int) -> bool:
    """`AndMaybeMatcher.skip_to` that keeps both sides on the same document.

    Whoosh moves the optional side to `target` instead of to where the other side landed;
    it then lags behind and its score is lost. Limited searches for any of three or more
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
