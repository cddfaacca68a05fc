import pytest

from search.spelling import Speller, TitleIndex, count_words

TITLES = [
    "Druckerpatrone wechseln",
    "E-Mails kommen an, lassen sich aber nicht senden",
    "Rücksendung anmelden",
    "Kopfhaut und Kopf",
    "",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dru", [0]),
        ("Patrone", [0]),
        ("RUECK", [2]),
        ("rucks", [2]),
        ("mails sen", [1]),
        ("kopf", [3]),
        ("atr", []),
        ("", []),
        ("!?", []),
    ],
)
def test_titles_are_found_while_they_are_typed(typed, expected):
    assert TitleIndex(TITLES).find(typed) == expected


def test_a_title_that_begins_with_it_comes_first():
    titles = ["Das Passwort vergessen", "Passwort ändern und mehr", "Passwort"]

    assert TitleIndex(titles).find("passw") == [2, 1, 0]


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
