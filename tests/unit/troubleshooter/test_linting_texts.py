"""Rules of texts: languages, markup, links, titles, plain words."""

import pytest

from portal.troubleshooter.lint_readability import read, syllable_count
from tests.unit.troubleshooter.flow_changes import (
    Change,
    cases,
    changed,
    check,
    error,
    findings,
    rules,
    warning,
)

ASKED = "Auf welchen Geräten ist sie langsam?"
DETAIL = "Öffnen Sie **Erweiterungen**."
LONG = (
    "Bitte öffnen Sie jetzt zuerst das Menü ganz oben links, klicken Sie danach auf den Punkt "
    "mit dem Zahnrad, und warten Sie, bis die Liste mit allen Erweiterungen zu sehen ist."
)
HARD = (
    "Erweiterungsdeinstallationen verursachen unwiederbringliche Einstellungsverluste. "
    "Datensicherungsmaßnahmen ermöglichen gegebenenfalls Wiederherstellungen zurückliegender "
    "Konfigurationszustände."
)


@cases(
    error(
        "F09",
        "title: {de: Meine Website ist langsam, en: My website is slow}",
        "title: {de: Meine Website ist langsam}",
    ),
    error("F09", "en: On one only, ", "", at="id: one"),
    error("F09", 'en: "What is your domain?"', 'en: ""'),
    error("F09", "  en: [page takes ages to load, shop is sluggish]\n", "", at="symptoms:"),
    error("F09", "en: [deleted a plugin]", "en: []", at="en: []"),
    error("F09", 'en: "The settings of the extension are lost."', "en:"),
    warning("F09", "en: Your domain", "en: Ihre Domain"),
    error("F12", "{id: one, de: Nur", "{id: all, de: Nur"),
    error("F12", "de: Nur auf einem, en: On one only", "de: Auf allen., en: On one only"),
    error("F18", DETAIL, "Öffnen Sie <b>Erweiterungen</b>."),
    error("F18", DETAIL, "[Hier](javascript:alert(1)) klicken."),
    error("F18", DETAIL, "[Hier](java&#115;cript:alert(1)) klicken."),
    error("F18", DETAIL, "[Hier](data:text/html,x) klicken."),
    error("F18", "en: [deleted a plugin]", 'en: ["deleted a <b>plugin</b>"]'),
    error("F09", "en: [deleted a plugin]", 'en: ["", deleted a plugin]'),
    error("F18", DETAIL, "![Bild](https://bilder.example/x.png)"),
    error("F18", DETAIL, "![Bild](//bilder.example/x.png)"),
    error("F18", 'en: "What is your domain?"', 'en: "What is your <u>domain</u>?"'),
    warning(
        "F19",
        "Mehr steht im [Artikel](article:website-slow)",
        "Mehr steht im [Artikel](article:website-fast)",
    ),
    warning("F19", "{end: solved, article: website-slow}", "{end: solved, article: website-old}"),
    warning("F30", 'de: "Wie viele Sekunden dauert es?"', 'de: "Wie heißt Ihre Domain"'),
    warning("F26", "Entfernen Sie die größte Erweiterung.", "Entferne deine größte Erweiterung."),
    warning("F26", DETAIL, LONG),
    warning("F26", DETAIL, HARD),
)
def test_one_bad_text_is_found_where_it_is(change: Change):
    check(change)


@pytest.mark.parametrize(
    "harmless",
    [
        "Schreiben Sie an <service@nordhafen.example> oder <https://nordhafen.example>.",
        "In der Datei steht `<b>fett</b>`.",
        "Mobile data: an, WLAN: aus.",
        "Ein Wert < 5 und > 3 ist gut.",
        "![Das Menü](menu.png)",
    ],
)
def test_harmless_markup_is_left_alone(harmless: str):
    assert rules(changed((DETAIL, harmless))) == []


def test_one_word_may_be_the_same_in_both_languages():
    assert rules(changed(("de: Auf allen, en: On all of them", "de: Outlook, en: Outlook"))) == []


def test_a_call_of_a_flow_that_is_nowhere():
    call = "  call:\n    call: {}\n    next: {{solved: done, escalate: person}}\n"
    instead = ("could_not: domain}", "could_not: call}")
    known = changed(
        instead, ("  domain:\n    ask", call.format("mail-send-fails") + "  domain:\n    ask")
    )
    gone = changed(
        instead, ("  domain:\n    ask", call.format("mail-never") + "  domain:\n    ask")
    )
    assert "F19" not in rules(known)
    assert [p.message for p in findings(gone) if p.rule == "F19"] == [
        "There is no flow “mail-never”"
    ]


def test_who_says_du_throughout_is_not_reproached():
    du = changed(
        ('de: "Wie heißt Ihre Domain?"', 'de: "Wie heißt deine Domain?"'),
        ("de: Ihre Domain", "de: Deine Domain"),
        ("Entfernen Sie die größte", "Entferne die größte"),
        (DETAIL, "Öffne **Erweiterungen**."),
    )
    assert rules(du) == []


@pytest.mark.parametrize(
    ("word", "language", "syllables"),
    [
        ("Haus", "de", 1),
        ("Donaudampfschifffahrt", "de", 5),
        ("neue", "de", 2),
        ("Einstellungen", "de", 4),
        ("made", "en", 1),
        ("table", "en", 2),
        ("wanted", "en", 2),
        ("looked", "en", 1),
        ("readability", "en", 5),
    ],
)
def test_syllables_are_counted_by_vowels(word: str, language: str, syllables: int):
    assert syllable_count(word, language) == syllables


def test_reading_ease_follows_flesch_and_amstad():
    english = read("The cat sat on the mat.", "en")
    german = read("Die Katze liegt auf dem Dach.", "de")
    assert english is not None
    assert german is not None
    assert english.ease == pytest.approx(206.835 - 1.015 * 6 - 84.6 * 1)
    assert german.ease == pytest.approx(180 - 6 - 58.5 * 7 / 6)


def test_items_of_a_list_are_sentences_of_their_own():
    reading = read("1. Öffnen Sie **Datei**.\n2. Klicken Sie auf `Datei › Neu`\n3. Warten", "de")
    assert reading is not None
    assert reading.longest_words == 3
    assert read("`code`", "de") is None
