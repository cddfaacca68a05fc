"""The terms of cases, and what a query asks of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.escalations.finding.rules import (
    MOST_TERMS,
    MOST_WORDS,
    Syntax,
    query_text,
    terms_of,
    wanted_words,
)

BOTH = tuple(Syntax)


def test_terms_stand_there_once_in_the_form_that_others_of_the_word_share() -> None:
    terms = terms_of(["Die Bäckereien senden Mails.", "Baeckerei, gesendete MAIL!"]).split()

    assert len(terms) == len(set(terms))
    assert terms_of(["Mails"]) in terms
    assert terms_of(["die und der"]) == ""


def test_a_word_with_a_hyphen_is_wanted_as_one_or_in_its_parts() -> None:
    (word,) = wanted_words("E-Mail").words

    assert "email" in word.joined
    assert query_text(wanted_words("WLAN-Stick"), Syntax.FTS5).count(" OR ") == 1


def test_the_words_of_a_query_are_all_wanted_and_excluded_ones_are_not() -> None:
    wanted = wanted_words("drucker papier -zwiebel")

    assert query_text(wanted, Syntax.FTS5) == ('((("druck")) AND (("papi"))) NOT ((("zwiebel")))')
    assert query_text(wanted, Syntax.TSQUERY) == "((('druck')) & (('papi'))) & !((('zwiebel')))"


def test_only_beginnings_of_some_length_may_go_on() -> None:
    query = query_text(wanted_words("ab abcd"), Syntax.TSQUERY, beginnings=True)

    assert "'ab'" in query
    assert "'abcd':*" in query


@pytest.mark.parametrize("text", ["", "  ", "und der die", "-", '"', "***", "\u202e"])
def test_a_query_without_words_asks_for_nothing(text: str) -> None:
    assert not wanted_words(text)


def test_v3_a_long_query_is_cut_and_a_long_case_too() -> None:
    assert len(wanted_words(" ".join(f"wort{n}" for n in range(5000))).words) == MOST_WORDS
    assert len(terms_of([" ".join(f"w{n}x" for n in range(MOST_TERMS + 10))]).split()) == MOST_TERMS


@pytest.mark.parametrize("syntax", BOTH)
@given(text=st.text(max_size=60))
def test_v3_whatever_is_typed_terms_hold_letters_and_digits_alone(
    syntax: Syntax, text: str
) -> None:
    wanted = wanted_words(text)
    for word in (*wanted.words, *wanted.excluded):
        assert all(term.isalnum() for term in (*word.joined, *word.parts))
    if wanted:
        query = query_text(wanted, syntax, beginnings=True)
        assert query.count("(") == query.count(")")
        assert "\x00" not in query
