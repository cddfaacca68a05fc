"""Bars on one scale, and words for numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.insights.ranking_rules import WIDTH, Nearness, Scale, nearness, scale_of, word_shares
from portal.insights.rule_rules import LONGEST_QUERY, rule_query
from search.executor import TermScore
from search.results import Explanation

numbers = st.floats(-50, 50, allow_nan=False)


def explained(keyword=0.0, semantic=0.0, language=0.0, prior=0.0, terms=()):
    total = keyword + semantic + language + prior
    parts = (total, keyword, semantic, language, prior)
    return Explanation("1", "Titel", "de", *parts, None, None, -1.0, tuple(terms), False)


def test_a_value_without_any_below_zero_starts_at_the_edge():
    bar = scale_of([explained(keyword=2.0, semantic=1.0)]).bar(1.0)
    assert (bar.start, bar.length, bar.zero) == (0.0, WIDTH / 2, 0.0)


def test_what_takes_away_goes_to_the_left_of_zero():
    scale = scale_of([explained(semantic=3.0, language=-1.0)])
    assert (scale.bar(-1.0).start, scale.bar(-1.0).length) == (0.0, WIDTH / 4)
    assert scale.bar(3.0).start == scale.bar(3.0).zero == WIDTH / 4


def test_where_nothing_adds_anything_bars_are_empty():
    assert scale_of([]).bar(0.0).length == 0.0
    assert scale_of([explained()]).bar(0.0).length == 0.0


@given(st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=1, max_size=9), numbers)
def test_no_bar_leaves_the_drawing(parts, value):
    bar = scale_of([explained(*four) for four in parts]).bar(value)
    assert 0 <= bar.start <= bar.start + bar.length <= WIDTH + 0.02
    assert 0 <= bar.zero <= WIDTH + 0.02


@given(numbers, numbers)
def test_the_larger_of_two_values_has_the_longer_bar(one, other):
    scale = Scale(-50.0, 50.0)
    low, high = sorted((abs(one), abs(other)))
    assert scale.bar(low).length <= scale.bar(high).length + 0.02


def test_words_share_the_part_of_the_words_by_their_scores_whatever_their_field():
    terms = [
        TermScore("title", "mail", 3.0, typed=True),
        TermScore("body", "mail", 1.0, typed=True),
        TermScore("body", "post", 4.0, typed=False),
        TermScore("body", "noise", 0.0, typed=True),
    ]
    mail, post, noise = word_shares(explained(keyword=0.8, terms=terms))
    assert (mail.term, mail.typed, mail.value) == ("mail", True, pytest.approx(0.4))
    assert mail.fields == (("title", pytest.approx(0.3)), ("body", pytest.approx(0.1)))
    assert (post.typed, post.value) == (False, pytest.approx(0.4))
    assert noise.value == 0.0


def test_without_terms_there_are_no_words():
    assert word_shares(explained(keyword=1.0)) == ()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (2.0, Nearness.FAR_ABOVE),
        (1.99, Nearness.ABOVE),
        (0.99, Nearness.AVERAGE),
        (-0.01, Nearness.BELOW),
    ],
)
def test_nearness_in_words(part, said):
    assert nearness(part) is said


@pytest.mark.parametrize("text", ["Postausgang", "  POSTAUSGANG? ", "„Postausgang“"])
def test_a_rule_is_kept_under_what_is_the_same_question(text):
    assert rule_query(text) == "postausgang"


@pytest.mark.parametrize("text", ["", " ?! ", "x" * (LONGEST_QUERY + 1), "ab " * 5_000])
def test_no_rule_for_a_text_that_is_no_question(text):
    assert rule_query(text) is None
