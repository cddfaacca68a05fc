"""What a group of synonyms may hold."""

import pytest

from portal.knowledge.starter_synonyms import STARTER_SYNONYMS
from portal.knowledge.synonym_rules import Fault, problems, split_words


def faults(words, others=()):
    return [problem.fault for problem in problems(split_words(words), others)]


def test_entries_stand_between_commas_and_line_breaks_each_once():
    text = " WLAN , Funknetz;wlan\r\n\r\ndrahtloses \x00 Netzwerk,,"
    assert split_words(text) == ("WLAN", "Funknetz", "drahtloses Netzwerk")


def test_two_words_are_a_group():
    assert faults("WLAN, Funknetz", [("Passwort", "Kennwort")]) == []


@pytest.mark.parametrize("words", ["", "WLAN", " , ;", "WLAN\nwlan"])
def test_a_group_needs_two_words(words):
    assert faults(words) == [Fault.TOO_FEW]


def test_words_that_search_takes_for_one_are_no_group():
    assert faults("WiFi, Wi-Fi") == [Fault.ONE_TO_SEARCH]
    assert faults("WiFi, Wi-Fi, WLAN") == []


@pytest.mark.parametrize("word", ["der", "nicht", "the", "…", "?!", "und oder"])
def test_a_word_that_search_does_not_look_for_stands_in_no_group(word):
    found = problems(("WLAN", word), ())
    assert [(problem.fault, problem.word) for problem in found] == [(Fault.NOTHING_TO_FIND, word)]


def test_groups_and_entries_have_a_length_that_a_person_can_look_over():
    assert faults(", ".join(f"Wort{number}" for number in range(21))) == [Fault.TOO_MANY]
    assert faults(f"WLAN, {'x' * 61}") == [Fault.TOO_LONG]
    assert faults("WLAN, das ist kein Wort sondern ein Satz") == [Fault.TOO_LONG]
    assert faults(f"WLAN, {'x' * 100_000}") == [Fault.TOO_LONG]


def test_a_word_of_another_group_names_that_group():
    others = [("Passwort", "Kennwort"), ("Wi-Fi", "Funknetz")]
    (found,) = problems(("WLAN", "WiFi"), others)
    assert (found.fault, found.word, found.other) == (
        Fault.IN_OTHER_GROUP,
        "WiFi",
        ("Wi-Fi", "Funknetz"),
    )


@pytest.mark.parametrize("locale", ["de", "en"])
def test_the_starter_groups_keep_to_the_rules(locale):
    groups = STARTER_SYNONYMS[locale]
    for number, words in enumerate(groups):
        assert problems(words, groups[:number] + groups[number + 1 :]) == []
