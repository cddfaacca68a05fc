import numpy as np
import pytest

from search.fusion import (
    PRIOR_WEIGHT,
    SPREAD_OF_TWO,
    TRUST_IN_MANY,
    fuse,
    standard_scores,
    words_alone,
)
from search.passages import ANSWER_MARGIN


def test_each_language_is_measured_against_itself():
    cosines = np.array([0.90, 0.80, 0.80, 0.80] * 10 + [0.75, 0.65, 0.65, 0.65] * 10, np.float32)
    languages = np.array([0] * 40 + [1] * 40)

    scores = standard_scores(cosines, languages)

    assert scores[40] > scores[1]
    assert scores[40] == pytest.approx(scores[0], abs=0.6)


def test_one_foreign_document_is_not_its_own_measure():
    cosines = np.array([0.9] + [0.8] * 30 + [0.9], np.float32)
    languages = np.array([0] * 31 + [1])

    assert standard_scores(cosines, languages)[-1] > 1


def test_missing_vectors_stay_missing():
    scores = standard_scores(np.array([np.nan, 0.8, 0.9], np.float32), np.zeros(3, np.int64))

    assert np.isnan(scores[0])
    assert scores[2] > scores[1]


def test_the_reader_s_language_is_just_ahead_of_its_equal():
    own = np.array([False, True, False])

    total = fuse(np.array([2.0, 2.0, 4.0]), None, own).total

    assert total[2] > total[1] > total[0]


def test_words_and_meaning_add_up():
    own = np.ones(3, bool)

    total = fuse(np.array([1.0, 1.0, np.nan]), np.array([0.5, 0.0, 0.1]), own).total

    assert total[0] > total[1] > total[2]


def test_words_say_more_where_there_are_many_of_them():
    own = np.ones(2, bool)
    shares = np.array([0.2, 0.1])

    few, some, many, most = (
        fuse(np.zeros(2), shares, own, terms=terms).keyword for terms in (1, 8, 12, 200)
    )

    assert few[0] < some[0] < many[0] == most[0]
    assert many[0] == pytest.approx(few[0] * TRUST_IN_MANY)
    assert many[0] / many[1] == pytest.approx(few[0] / few[1])


def test_what_helped_lifts_among_near_equals_and_never_over_a_clear_answer():
    own = np.ones(3, bool)
    prior = np.array([0.0, 0.0, 5.0])

    total = fuse(np.array([3.0, 2.7, 2.65]), None, own, prior).total
    clear = fuse(np.array([3.0, 2.7, 3.0 - ANSWER_MARGIN]), None, own, prior).total

    assert total.argmax() == 2
    assert clear.argmax() == 0
    assert PRIOR_WEIGHT < ANSWER_MARGIN


def test_where_words_alone_order_what_helped_lifts_by_a_tenth_of_the_best():
    shares = np.array([0.5, 0.46, 0.4])

    total = words_alone(shares, np.array([0.0, 1.0, 1.0])).total

    assert list(np.argsort(-total)) == [1, 0, 2]


def test_documents_read_by_one_model_keep_up_with_those_read_by_two():
    cosines = np.array([0.9, 0.8, 0.7] * 20, np.float32)
    languages = np.array([0] * 30 + [1] * 30)

    scores = standard_scores(cosines, languages, languages == 0)

    assert scores[30] == pytest.approx(scores[0] * SPREAD_OF_TWO)
