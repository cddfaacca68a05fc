"""Questions grouped by meaning or by words, and how they go with time."""

from datetime import date

import numpy as np
import pytest

from portal.insights.gap_rules import (
    Trend,
    buckets,
    grouped_by_meaning,
    grouped_by_words,
    trend,
)
from search.analysis import query_terms


def unit(*rows):
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


COMMON = unit([1, 0, 0, 0])


def test_questions_that_mean_the_same_stand_together_in_their_order():
    # All share the first direction, as questions do; what they are about is in the others.
    vectors = unit([5, 1, 0, 0], [5, 0, 1, 0], [5, 1, 0.2, 0], [5, 0.1, 1, 0], [5, 0, 0, 1])
    assert grouped_by_meaning(vectors, COMMON) == [[0, 2], [1, 3], [4]]


def test_a_chain_of_neighbours_is_no_group():
    """Average linkage: the ends of a chain keep it apart."""
    angles = np.radians([0, 40, 80, 120, 160])
    chain = unit(*np.stack([np.cos(angles), np.sin(angles), 0 * angles, 0 * angles], axis=1))
    found = grouped_by_meaning(chain, np.zeros((1, 4), np.float32))
    assert max(map(len, found)) < 5
    assert sorted(number for group in found for number in group) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_or_equal_questions_are_grouped_too(count):
    vectors = np.tile(unit([1, 1, 0, 0]), (count, 1)).reshape(count, 4)
    assert grouped_by_meaning(vectors, COMMON) == ([list(range(count))] if count else [])


def test_a_question_without_any_direction_of_its_own_stands_alone():
    vectors = np.concatenate([COMMON, unit([1, 1, 0, 0])])
    assert grouped_by_meaning(vectors, COMMON) == [[0], [1]]


def test_without_a_model_the_same_words_stand_together():
    texts = ["wlan langsam", "langsames wlan", "drucker", "???", "!!!"]
    assert grouped_by_words(texts, query_terms) == [[0, 1], [2], [3], [4]]


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        (10, 20, Trend.RISES),
        (20, 10, Trend.FALLS),
        (10, 12, Trend.STEADY),
        (0, 3, Trend.STEADY),
        (0, 4, Trend.RISES),
        (0, 0, Trend.STEADY),
    ],
)
def test_a_trend_needs_a_difference_that_is_more_than_chance(earlier, later, found):
    assert trend(earlier, later) is found


@pytest.mark.parametrize(("days", "count"), [(7, 7), (30, 30), (90, 13)])
def test_buckets_cover_each_day_of_the_period_once(days, count):
    today = date(2026, 11, 23)
    found = buckets(today, days)
    assert len(found) == count
    assert found[-1].last == today
    assert (today - found[0].first).days == days - 1
    held = [
        day
        for bucket in found
        for day in range(bucket.first.toordinal(), bucket.last.toordinal() + 1)
    ]
    assert held == list(range(found[0].first.toordinal(), today.toordinal() + 1))
