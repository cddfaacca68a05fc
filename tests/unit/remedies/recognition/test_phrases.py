"""What a title or alias asks for, word by word."""

import pytest

from portal.remedies.recognition import Named
from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.matching import CatalogueWords
from portal.remedies.recognition.phrases import raw_units
from portal.remedies.recognition.reading import read


def asked(text: str) -> list[set[str]]:
    return [set(keys) for _, keys in raw_units(text, lexicon())]


@pytest.mark.parametrize("text", ["Datenbankpasswort", "Datenbank-Passwort"])
def test_a_compound_asks_for_both_its_parts(text):
    assert {"t:database"} in asked(text)
    assert {"t:password"} in asked(text)


def test_what_stands_before_the_thing_is_asked_for_though_no_lexicon_knows_it():
    assert {"w:zirbel"} in asked("Zirbelpasswort")


def test_a_part_of_a_word_asks_for_nothing_when_the_word_means_something_else():
    assert asked("Browserdaten") == [{"t:browserdata"}]


def test_the_thing_alone_names_its_compound_by_half_only():
    catalogue = [
        Named("a", {"de": "Datenbankpasswort neu eintragen"}, {}),
        Named("b", {"de": "Passwort neu eintragen"}, {}),
        Named("noise", {"de": "Rechnung bezahlen"}, {}),
    ]
    words = CatalogueWords(catalogue, lexicon())
    reading = read("Passwort neu eingetragen.", lexicon(), words.respell)
    plain, compound = words.matches(words.said(reading, reading.clauses[0]))
    assert (plain.remedy, compound.remedy) == (1, 0)
    assert plain.coverage > 0.95
    assert compound.coverage < 0.75
