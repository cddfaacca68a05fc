"""What is found by the words one types: titles first, compounds from within, both umlauts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.escalations.saved_replies.matching import fits


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("anruf", "Anruf anbieten", "Rückanruf"),
        ("anruf", "Rückanruf", ""),
        ("ruckfrage", "Rückfrage", "Frage zurück"),
        ("rueckfrage", "Rückfrage", ""),
    ],
)
def test_the_better_one_comes_first(typed: str, better: str, worse: str) -> None:
    assert fits(typed, better) > fits(typed, worse)


def test_every_word_has_to_be_somewhere() -> None:
    assert fits("gerät welches", "Rückfrage", "Welches Gerät ist es?") > 0
    assert fits("gerät nirgends", "Rückfrage", "Welches Gerät ist es?") == 0


def test_two_letters_are_looked_for_at_the_beginning_of_words_only() -> None:
    assert fits("ru", "Anruf") == 0


@given(st.text(), st.text(), st.text())
def test_any_text_is_looked_for_without_a_fault(typed: str, title: str, body: str) -> None:
    assert fits(typed, title, body) >= 0
