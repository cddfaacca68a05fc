import math

import pytest

from search.evaluation import evaluate, ndcg, recall, reciprocal_rank

GRADES = {"best": 2, "good": 1, "bad": 0}


def test_the_ideal_order_scores_one():
    assert ndcg(GRADES, ["best", "good", "noise"]) == 1


def test_gain_is_two_to_the_grade_minus_one():
    ideal = 3 + 1 / math.log2(3)

    assert ndcg(GRADES, ["good", "best"]) == pytest.approx((1 + 3 / math.log2(3)) / ideal)


def test_only_ten_count():
    ranked = ["noise"] * 10 + ["best"]

    assert ndcg(GRADES, ranked) == 0
    assert recall(GRADES, ranked) == 0
    assert reciprocal_rank(GRADES, ranked) == 0


def test_means_run_over_all_judged_queries():
    scores = evaluate({"q1": GRADES, "q2": {"x": 1}, "unjudged": {"x": 0}}, {"q1": ["best"]})

    assert scores.queries == 2
    assert scores.mrr == 0.5
    assert scores.recall == 0.25
    assert scores.zero_results == 0.5


def test_a_ranking_that_a_customer_would_not_have_seen_counts_as_empty():
    assert evaluate({"q": GRADES}, {"q": ["best"]}, frozenset({"q"})).zero_results == 1


def test_no_judgements_score_nothing():
    assert evaluate({}, {"q": ["a"]}).ndcg == 0
