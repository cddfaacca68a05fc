"""Sentences of a reply, and what its words give away."""

import pytest

from portal.escalations.composer.findings import Span
from portal.escalations.composer.wording import (
    attachment_named,
    greets,
    has_reason,
    links,
    reasoned,
    sentences,
    without,
    written_in,
)

TEXT = "Guten Tag,\n\nam 3.11. lief es. Starten Sie z. B. neu! Ich melde mich.\nGruß"


def test_sentences_end_at_marks_and_lines_but_not_at_abbreviations_or_dates() -> None:
    assert [TEXT[span.start : span.end] for span in sentences(TEXT)] == [
        "Guten Tag,",
        "am 3.11. lief es.",
        "Starten Sie z. B. neu!",
        "Ich melde mich.",
        "Gruß",
    ]


def test_a_sentence_goes_without_leaving_a_hole() -> None:
    start = TEXT.index("Starten")
    expected = "Guten Tag,\n\nam 3.11. lief es. Ich melde mich.\nGruß"
    assert without(TEXT, Span(start, start + 7)) == expected


@pytest.mark.parametrize(
    ("language", "put_in"),
    [("de", "Bitte noch einmal, weil A fehlt."), ("en", "Please once more, because A fehlt.")],
)
def test_a_reason_stands_right_behind_its_sentence_and_is_found_again(
    language: str, put_in: str
) -> None:
    span = Span(TEXT.index("Starten"), TEXT.index("Starten") + 7)
    text = reasoned(TEXT, span, " A fehlt. ", language)

    assert f"neu! {put_in} Ich melde" in text
    assert has_reason(text, span)
    assert not has_reason(TEXT, span)


@pytest.mark.parametrize(
    "first", ["Guten Tag,", "Hallo Frau Berger!", "Dear Ms Berger,", "Berger,"]
)
def test_a_greeting_is_seen(first: str) -> None:
    assert greets(f"{first}\nwir sehen nach.", "Sabine Berger")


def test_a_text_may_begin_without_one() -> None:
    assert not greets("Wir sehen nach, Frau Berger.", "Sabine Berger")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir haben das jetzt bei uns geprüft und Sie können wieder alles senden.", "de"),
        ("We have checked this on our side, and you can now send all of your mail.", "en"),
        ("Outlook › Account settings › More settings › Outgoing server", None),
        ("Danke.", None),
    ],
)
def test_the_language_is_said_only_where_it_is_clear(text: str, language: str | None) -> None:
    assert written_in(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Anbei finden Sie die Anleitung.",
        "Im Anhang finden Sie die Anleitung.",
        "Ich habe Ihnen die Anleitung angehängt.",
        "Please find attached the manual.",
        "I've attached the manual.",
    ],
)
def test_a_text_that_says_it_attaches_something(text: str) -> None:
    assert attachment_named(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Der Anhang Ihrer Mail ist zu groß.",
        "Die Datei, die Sie angehängt haben, ist leer.",
        "Im Anhang Ihrer Mail steht es.",
        "Please do not open attachments of this kind.",
    ],
)
def test_a_text_about_other_attachments(text: str) -> None:
    assert attachment_named(text) is None


def test_links_end_before_the_mark_behind_them() -> None:
    text = "Siehe https://a.example/de/articles/b. Und article:mail-bounced!"
    found = [text[span.start : span.end] for span in links(text)]
    assert found == ["https://a.example/de/articles/b", "article:mail-bounced"]
