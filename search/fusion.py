"""One score from words and meaning.

Ranks alone (reciprocal rank fusion) throw away how sure each side is, which across
languages halves the quality: words hardly match there, and a chance match ranks first.
So scores are combined: meaning as standard score among the documents of a language (a
multilingual model favours the language of the query), words as a share of what a perfect
match could reach.
"""

import numpy as np
from numpy.typing import NDArray

# A keyword score weighs as its share of a perfect match, so a chance match of one word in
# another language stays small; the cap keeps words from drowning meaning.
KEYWORD_WEIGHT = 3.0
KEYWORD_CAP = 1.5
OTHER_LANGUAGE = 0.2
# Documents a language needs before its own mean and spread are trusted as much as the
# mean and spread of all documents.
PRIOR_DOCUMENTS = 10


def standard_scores(
    scores: NDArray[np.float32], languages: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Standard score of each document among those of its language; NaN stays NaN."""
    result = np.full(len(scores), np.nan)
    present = ~np.isnan(scores)
    if not present.any():
        return result
    everywhere = scores[present].astype(np.float64)
    for language in np.unique(languages[present]):
        mine = present & (languages == language)
        own = scores[mine].astype(np.float64)
        trust = len(own) / (len(own) + PRIOR_DOCUMENTS)
        mean = trust * own.mean() + (1 - trust) * everywhere.mean()
        spread = trust * own.std() + (1 - trust) * everywhere.std()
        result[mine] = (own - mean) / max(spread, 1e-6)
    return result


def fuse(
    semantic: NDArray[np.float64] | None,
    keyword: NDArray[np.float64] | None,
    own_language: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Score per document from standard scores and keyword shares; None = did not run.

    A document in another language stands just behind an equally good one in the reader's.
    One without vectors counts as average.
    """
    total = np.where(own_language, 0.0, -OTHER_LANGUAGE)
    if semantic is not None:
        total = total + np.nan_to_num(semantic, nan=0.0)
    if keyword is not None:
        total = total + _keyword_part(keyword)
    return total


def _keyword_part(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    best = float(shares.max(initial=0.0))
    if best <= 0:
        return np.zeros(len(shares))
    return shares / best * min(KEYWORD_WEIGHT * best, KEYWORD_CAP)
