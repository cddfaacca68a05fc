"""One score from words, meaning, the reader's language and what helped others.

Ranks alone (reciprocal rank fusion) throw away how sure each side is, which across
languages halves the quality: words hardly match there, and a chance match ranks first.
So scores are combined: meaning as standard score among the documents of a language (a
multilingual model favours the language of the query), words as a share of what a perfect
match could reach.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A keyword score weighs as its share of a perfect match, so a chance match of one word in
# another language stays small; the cap keeps words from drowning meaning.
KEYWORD_WEIGHT = 3.0
KEYWORD_CAP = 1.5
# Of few words one may be shared by chance; who describes a thing in many shares more of them with
# the right text than chance does. From so many terms to so many both grow to this much.
FEW_TERMS, MANY_TERMS = 4, 12
TRUST_IN_MANY = 4 / 3
OTHER_LANGUAGE = 0.2
# What has helped everybody lifts by this much, less than a clear answer is ahead by; where
# words alone order, by this share of the best score.
PRIOR_WEIGHT = 0.4
PRIOR_SHARE = 0.1
# Two models agree on what is right more than on the rest, so that documents which both read
# spread wider; those that one reads are spread as wide to be compared with them.
SPREAD_OF_TWO = 1.25
# Documents a language needs before its own mean and spread are trusted as much as the
# mean and spread of all documents.
PRIOR_DOCUMENTS = 10


@dataclass(frozen=True, slots=True)
class Parts:
    """Scores of all documents (by ordinal) that add up to `total`."""

    keyword: NDArray[np.float64]
    semantic: NDArray[np.float64]
    language: NDArray[np.float64]
    prior: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        total: NDArray[np.float64] = self.keyword + self.semantic + self.language + self.prior
        return total


def standard_scores(
    scores: NDArray[np.float32],
    languages: NDArray[np.int64],
    by_two: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Standard score of each document among those of its language (codes); NaN stays NaN.

    `by_two` names the documents that two models have read, where two have.
    """
    present = ~np.isnan(scores)
    everywhere = scores[present].astype(np.float64)
    if not len(everywhere):
        return np.full(len(scores), np.nan)
    # Taken from the mean of all, so that squares stay small beside what they differ by.
    mean = everywhere.mean()
    everywhere -= mean
    of = languages[present]
    counts = np.maximum(np.bincount(of), 1)
    means = np.bincount(of, everywhere) / counts
    spreads = np.sqrt(np.maximum(np.bincount(of, everywhere**2) / counts - means**2, 0))
    trust = counts / (counts + PRIOR_DOCUMENTS)
    means *= trust
    spreads = np.maximum(trust * spreads + (1 - trust) * everywhere.std(), 1e-6)
    at = np.minimum(languages, len(counts) - 1)
    result: NDArray[np.float64] = (scores.astype(np.float64) - mean - means[at]) / spreads[at]
    if by_two is not None:
        result[~by_two] *= SPREAD_OF_TWO
    return result


def fuse(
    semantic: NDArray[np.float64] | None,
    keyword: NDArray[np.float64] | None,
    own_language: NDArray[np.bool_],
    prior: NDArray[np.float64] | None = None,
    terms: int = 0,
) -> Parts:
    """Parts of the score, from standard scores and keyword shares; None = did not run.

    A document in another language stands just behind an equally good one in the reader's.
    One without vectors counts as average. `prior` lies between 0 and 1; `terms`: how many
    different ones the query has.
    """
    nothing = np.zeros(len(own_language))
    return Parts(
        keyword=nothing if keyword is None else _keyword_part(keyword, terms),
        semantic=nothing if semantic is None else np.nan_to_num(semantic, nan=0.0),
        language=np.where(own_language, 0.0, -OTHER_LANGUAGE),
        prior=nothing if prior is None else PRIOR_WEIGHT * prior.clip(0, 1),
    )


def words_alone(keyword: NDArray[np.float64], prior: NDArray[np.float64] | None = None) -> Parts:
    """Parts of the score where only words are compared: their shares as they are."""
    nothing = np.zeros(len(keyword))
    most = PRIOR_SHARE * float(keyword.max(initial=0.0))
    lift = nothing if prior is None else most * prior.clip(0, 1)
    return Parts(keyword=keyword, semantic=nothing, language=nothing, prior=lift)


def _keyword_part(shares: NDArray[np.float64], terms: int) -> NDArray[np.float64]:
    best = float(shares.max(initial=0.0))
    if best <= 0:
        return np.zeros(len(shares))
    many = min(max((terms - FEW_TERMS) / (MANY_TERMS - FEW_TERMS), 0.0), 1.0)
    trust = 1 + many * (TRUST_IN_MANY - 1)
    return shares / best * min(KEYWORD_WEIGHT * best, KEYWORD_CAP) * trust
