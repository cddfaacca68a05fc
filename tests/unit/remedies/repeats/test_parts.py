"""Replies in parts, and what a part asks for in its plainest form."""

import pytest

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.reading import read
from portal.remedies.repeats.parts import parts, plain, prepared


def pieces(text: str) -> list[str]:
    return [text[p.start : p.end] for p in parts(read(prepared(text), lexicon()))]


@pytest.mark.parametrize(
    ("asked", "plainest"),
    [
        ("Setzen Sie die SIM bitte neu ein.", "die SIM neu einsetzen"),
        ("und koppeln Sie sie erneut.", "sie erneut koppeln"),
        ("Starten Sie den Router neu.", "den Router neu starten"),
        ("Prüfen Sie bitte, ob alle Stecker sitzen.", "ob alle Stecker sitzen prüfen"),
        ("Können Sie den Cache leeren?", "den Cache leeren"),
        ("Could you please restart the router?", "restart the router"),
        ("Have you tried clearing the cache?", "clearing the cache"),
        ("2. Router neu starten", "Router neu starten"),
        ("Kind regards", "Kind regards"),
        ("bitte", "bitte"),
        ("", ""),
    ],
)
def test_the_asking_is_taken_away(asked, plainest):
    assert plain(asked) == plainest


def test_each_imperative_is_a_part_of_its_own():
    text = "Nehmen Sie die Karte heraus, reiben Sie sie ab und legen Sie sie wieder ein."
    assert pieces(text) == [
        "Nehmen Sie die Karte heraus",
        "reiben Sie sie ab",
        "und legen Sie sie wieder ein.",
    ]


def test_what_is_to_be_looked_at_stays_with_the_looking():
    assert pieces("Prüfen Sie bitte, ob alle Stecker fest sitzen.") == [
        "Prüfen Sie bitte, ob alle Stecker fest sitzen."
    ]


def test_a_list_is_cut_at_its_numbers_and_names_stay_whole():
    text = "1. Die FRITZ!Box neu starten\n2. Die Datei .htaccess umbenennen"
    assert pieces(text) == ["Die FRITZ!Box neu starten", "Die Datei .htaccess umbenennen"]


def test_older_mails_are_no_part_of_a_reply():
    text = "Guten Tag.\n\nAm 3. Mai schrieb Eva:\n> Starten Sie den Router neu."
    assert pieces(text) == ["Guten Tag."]
