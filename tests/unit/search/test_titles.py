import pytest

from search.titles import TitleIndex

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
    assert TitleIndex(TITLES).find(typed).tolist() == expected


def test_a_title_that_begins_with_it_comes_first():
    titles = ["Das Passwort vergessen", "Passwort ändern und mehr", "Passwort"]

    assert TitleIndex(titles).find("passw").tolist() == [2, 1, 0]
