import pytest

from search.spelling import Speller, count_words


@pytest.fixture(scope="module")
def speller():
    texts = ["Passwort vergessen", "Passwort ändern", "Router neu starten", "Router neu starten"]
    return Speller(count_words(texts))


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("Paswort", "passwort"),
        ("Paswsort", "passwort"),
        ("router startne", "router starten"),
        ("Passwort", None),
        ("Rtr", None),
        ("xyzxyzxyz", None),
        ("", None),
    ],
)
def test_typing_errors_are_mended_and_known_words_left_alone(speller, typed, better):
    assert speller.correct(typed) == better


def test_words_are_looked_for_unasked_only_where_chance_is_small(speller):
    assert [found.word for found in speller.similar("Paswort")] == ["passwort"]
    assert speller.similar("basswort") == []
    assert speller.similar("neuu") == []
    assert speller.similar("passwort") == []
