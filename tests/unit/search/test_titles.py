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
        ("sen mail", [1]),
        ("rcüksen", [2]),
        ("druckr", [0]),
        ("drukc", [0]),
        ("wexhseln drucker", [0]),
        ("xrucker", []),
        ("dru xyzxyz", []),
        ("atr", []),
        ("", []),
        ("!?", []),
    ],
)
def test_titles_are_found_while_they_are_typed(typed, expected):
    assert TitleIndex(TITLES).find(typed).ordinals.tolist() == expected


def test_a_title_that_begins_with_it_comes_first():
    titles = ["Das Passwort vergessen", "Passwort ändern und mehr", "Passwort"]

    found = TitleIndex(titles).find("passw")

    assert found.ordinals.tolist() == [2, 1, 0]
    assert found.begin == 2
