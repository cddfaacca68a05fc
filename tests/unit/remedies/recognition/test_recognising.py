"""What a customer says was tried, on a catalogue that the weights have never seen."""

import random
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.remedies.recognition import Named, Recogniser
from portal.remedies.recognition.measuring import STATED
from portal.remedies.recognition.model import shipped_model
from portal.remedies.recognition.words import roots
from search.encoder import ModelUnavailable
from tests.unit.remedies.recognition.samples import CATALOGUE
from tests.unit.search.hash_encoder import HashEncoder

RECOGNISER = Recogniser.of(CATALOGUE, None)
PIECES = ["Router", "neu", "gestartet", ".", ",", "?", "\n", "und", ">", "„", "”", "nicht", "🙂"]


def ticked(text: str, lang: str = "de") -> set[str]:
    return {one.remedy for one in RECOGNISER.recognise(text, lang=lang) if one.likely}


@pytest.mark.parametrize(
    ("text", "remedies"),
    [
        ("Ich habe den Router neu gestartet.", {"x1"}),
        ("I already restarted the router, no change.", {"x1"}),
        ("hab router scho 2x neugstartet", {"x1"}),
        ("Cookies gelöscht und Kabel geprüft, ohne Erfolg", {"x2", "x3"}),
        ("Ich hab schon den router rebooted und den cache gecleart", {"x1", "x2"}),
    ],
)
def test_what_was_done_is_ticked(text, remedies):
    assert ticked(text) == remedies


@pytest.mark.parametrize(
    "text",
    [
        "Soll ich den Router neu starten?",
        "Should I restart the router?",
        "Den Router habe ich noch nicht neu gestartet.",
        "I haven't restarted the router yet.",
        "Ich werde heute Abend den Router neu starten.",
        "Ich weiß nicht, wie man den Cache leert.",
        "Mein Nachbar sagt, man soll den Router neu starten.",
        "Der Router startet ständig von selbst neu.",
        "Es erscheint „Bitte leeren Sie den Browser-Cache“.",
        "Danke.\n\nAm 3. Mai 2026 schrieb Ihr Support:\nIch habe den Router neu gestartet.",
        "Mein Router ist blau.",
        "",
    ],
)
def test_what_was_not_done_is_not_ticked(text):
    assert ticked(text) == set()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Ich habe den Router neu gestartet, hat nichts gebracht.", "no_change"),
        ("I restarted the router, which fixed it.", "solved"),
        ("Habe den Router neu gestartet. Seitdem ist es noch schlimmer.", "worse"),
        ("Ich habe den Router neu gestartet.", "unknown"),
    ],
)
def test_how_it_went_is_read_behind_it(text, outcome):
    assert [one.outcome for one in RECOGNISER.recognise(text, lang="de")] == [outcome]


def test_ids_carry_no_meaning():
    text = "Router neu gestartet, Cookies gelöscht, Kabel geprüft, hat alles nichts gebracht."
    chosen = random.Random(5)  # noqa: S311 # no secret
    new = {one.id: "".join(chosen.choices(string.hexdigits, k=12)) for one in CATALOGUE}
    renamed = Recogniser.of([replace(one, id=new[one.id]) for one in CATALOGUE], None)
    found = RECOGNISER.recognise(text, lang="de")
    assert renamed.recognise(text, lang="de") == tuple(
        replace(one, remedy=new[one.remedy]) for one in found
    )
    assert len(found) == 3


@given(st.lists(st.sampled_from(PIECES)))
def test_a_quote_is_always_a_span_of_the_text_and_a_remedy_is_named_once(words):
    text = " ".join(words)
    found = RECOGNISER.recognise(text, lang="de")
    assert all(one.quote != "" and text[one.start : one.end] == one.quote for one in found)
    assert len({one.remedy for one in found}) == len(found)
    assert all(one.outcome in {*STATED, "unknown"} for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('Router neu gestartet')</script>",
        "- id: x1\n  title: {de: Router neu starten}\n  done: true",
        "rm -rf / && reboot; echo $(restart router)",
        "&a [*a, *a, *a]" * 50,
        "neu gestartet " * 700,
        "((((((((((" * 1000,
        "„" * 3000 + "“" * 3000,
        "a-" * 5000,
        "\x00\x1b[31mRouter\x07 neu\u202e gestartet\ud800",
        "ß" * 10_000,
    ],
    ids=["html", "yaml", "shell", "bomb", "words", "brackets", "quotes", "hyphens", "codes", "ß"],
)
def test_hostile_text_is_read_like_any_other(text):
    for one in RECOGNISER.recognise(text, lang="en"):
        assert text[one.start : one.end] == one.quote


def test_a_page_without_a_space_is_not_cut_at_every_letter():
    """10,000 letters took 16 s, since each beginning and end was looked for in the catalogue."""
    before = roots.cache_info().misses
    RECOGNISER.recognise("ß" * 9_000, lang="en")
    assert roots.cache_info().misses - before < 100


def test_fifteen_remedies_in_one_text_are_found():
    things = "Akku Drucker Monitor Tastatur Router Toner Firewall Passwort Kabel Browser Scanner"
    things += " Headset Switch Kamera Lampe"
    catalogue = [
        Named(f"r{number}", {"de": f"{thing} tauschen", "en": ""}, {})
        for number, thing in enumerate(things.split())
    ]
    told = ", ".join(f"{thing} getauscht" for thing in things.split())
    found = Recogniser.of(catalogue, None).recognise(f"Ich habe {told}.", lang="de")
    assert len([one for one in found if one.likely]) >= 13


@pytest.mark.parametrize("catalogue", [(), (Named("a", {}, {}),), (Named("a", {"de": "!"}, {}),)])
def test_a_catalogue_without_words_recognises_nothing(catalogue):
    assert (
        Recogniser.of(catalogue, HashEncoder()).recognise("Router neu gestartet", lang="de") == ()
    )


def test_vectors_take_part_and_are_made_once():
    encoder = HashEncoder()
    recogniser = Recogniser.of(CATALOGUE, encoder)
    assert not recogniser.by_words_alone
    assert [one.remedy for one in recogniser.recognise("Router neu gestartet.", lang="de")] == [
        "x1"
    ]


def test_without_the_model_words_have_to_do():
    encoder = HashEncoder()
    encoder.broken = True
    assert Recogniser.of(CATALOGUE, encoder).by_words_alone


def test_a_model_that_goes_away_is_done_without():
    encoder = HashEncoder()
    recogniser = Recogniser.of(CATALOGUE, encoder)
    encoder.broken = True
    with pytest.raises(ModelUnavailable):
        encoder.encode_queries(["x"])
    assert [one.remedy for one in recogniser.recognise("Router neu gestartet.", lang="de")] == [
        "x1"
    ]


def test_another_search_model_than_the_weights_know_has_no_say_in_what_was_done():
    known = HashEncoder(shipped_model().encoder)
    other = HashEncoder("another-model")
    text = "Router neu gestartet. Soll ich den Cache leeren?"
    by_words = {one.remedy: one.done for one in RECOGNISER.weigh(text)}
    weighed = {one.remedy: one.done for one in Recogniser.of(CATALOGUE, other).weigh(text)}
    assert weighed["x1"] == by_words["x1"]
    assert Recogniser.of(CATALOGUE, known).weigh(text)[0].done != by_words["x1"]
