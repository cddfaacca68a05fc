"""Sentences and clauses: one clause for each thing that is said."""

import pytest

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.reading import LONGEST_TEXT, read


def clauses(text: str) -> list[str]:
    reading = read(text, lexicon())
    return [reading.quote(clause) for clause in reading.clauses]


def test_things_done_one_after_the_other_are_clauses_of_their_own():
    assert clauses("Ich habe den Router neu gestartet, den Cache geleert und Kabel geprüft.") == [
        "Ich habe den Router neu gestartet",
        "den Cache geleert",
        "und Kabel geprüft.",
    ]


def test_an_act_does_not_reach_into_the_next_for_a_word():
    assert clauses("Ich habe den Router neu gestartet und das Passwort neu eingetragen.") == [
        "Ich habe den Router neu gestartet",
        "und das Passwort neu eingetragen.",
    ]


def test_a_list_of_nouns_stays_with_its_verb():
    assert clauses("I deleted cookies, cache & history.") == ["I deleted cookies, cache & history."]


def test_a_list_without_commas_is_cut_before_each_act():
    assert clauses("I tried clearing the cache restarting the router") == [
        "I tried clearing the cache",
        "restarting the router",
    ]


def test_lines_of_a_list_are_sentences():
    assert clauses("Was ich gemacht habe:\n- Kabel getauscht\n- Hotline angerufen") == [
        "Was ich gemacht habe",
        "Kabel getauscht",
        "Hotline angerufen",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Habe das Modem aus- und wieder eingeschaltet",
        "I logged out and back in",
        "turned it off and on",
        "Der Server, z. B. der für den Ausgang",
    ],
)
def test_what_belongs_together_is_not_cut(text):
    assert clauses(text) == [text]


def test_what_came_of_it_is_a_clause_behind():
    assert clauses("Neu gestartet, hat aber nichts gebracht.")[-1] == "hat aber nichts gebracht."


def test_words_without_an_end_are_cut_somewhere():
    assert len(read("neu " * 1000, lexicon()).sentences) > 10


def test_what_lies_behind_the_limit_is_not_read():
    assert "router" not in {
        word.word for word in read("x " * (LONGEST_TEXT // 2) + "Router", lexicon()).tokens
    }


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "?!…", "👍👍"])
def test_noise_has_no_clauses(text):
    assert clauses(text) == []
