"""How good a ranking is, by judged queries.

nDCG with gain 2^relevance - 1 and discount log2(rank + 1) (Burges et al. 2005), recall and
reciprocal rank, all cut at ten.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CUT = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over all judged queries, each between 0 and 1."""

    queries: int
    ndcg: float
    recall: float
    mrr: float
    zero_results: float


def evaluate(
    judgements: Mapping[str, Mapping[str, int]],
    rankings: Mapping[str, Sequence[str]],
    without_hits: frozenset[str] = frozenset(),
) -> Scores:
    """Score rankings (query id → document ids, best first) by query id → id → relevance.

    A judged query without a ranking counts as nothing found. `without_hits` names queries
    for which a customer would have seen an empty page.
    """
    judged = {
        query: grades
        for query, grades in judgements.items()
        if any(grade > 0 for grade in grades.values())
    }
    count = len(judged)
    if not count:
        return Scores(0, 0.0, 0.0, 0.0, 0.0)
    ranked = {query: rankings.get(query, ())[:CUT] for query in judged}
    return Scores(
        queries=count,
        ndcg=sum(ndcg(judged[q], ranked[q]) for q in judged) / count,
        recall=sum(recall(judged[q], ranked[q]) for q in judged) / count,
        mrr=sum(reciprocal_rank(judged[q], ranked[q]) for q in judged) / count,
        zero_results=sum(q in without_hits or not ranked[q] for q in judged) / count,
    )


def ndcg(grades: Mapping[str, int], ranked: Sequence[str]) -> float:
    """Discounted gain of the first ten, as a share of the best possible order."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:CUT])
    return _gain([grades.get(identifier, 0) for identifier in ranked[:CUT]]) / ideal


def recall(grades: Mapping[str, int], ranked: Sequence[str]) -> float:
    """Share of the relevant documents among the first ten."""
    relevant = {identifier for identifier, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:CUT])) / len(relevant)


def reciprocal_rank(grades: Mapping[str, int], ranked: Sequence[str]) -> float:
    """1 / rank of the first relevant document, 0 when it is not among the first ten."""
    for rank, identifier in enumerate(ranked[:CUT], start=1):
        if grades.get(identifier, 0) > 0:
            return 1 / rank
    return 0.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))
