import pytest

from search.snippets import SNIPPET_LENGTH, snippet, terms_begun

TEXT = "Der erste Satz sagt nichts. Öffnen Sie die Postausgangsserver. Dann senden Sie E-Mails."


def test_words_are_marked_by_stem():
    text, places = snippet("Gesendete E-Mails senden", {"email", "send"})

    assert [text[a:b] for a, b in places] == ["E-Mails", "senden"]


def test_the_sentence_with_most_of_the_words_is_shown():
    text, _ = snippet("Drucker, Drucker. Anderes. Ein Drucker druckt Papier.", {"druck", "papi"})

    assert text == "Ein Drucker druckt Papier."


def test_the_sentence_with_the_words_is_shown():
    text, places = snippet(TEXT, {"send", "email"})

    assert text.startswith("Dann senden Sie")
    assert [text[a:b] for a, b in places] == ["senden", "E-Mails"]


def test_without_a_word_the_beginning_is_shown():
    assert snippet(TEXT, {"wetter"}) == (TEXT, ())


def test_a_long_sentence_is_cut_around_the_word():
    text, places = snippet("wort " * 200 + "Drucker " + "wort " * 200, {"druck"})

    assert len(text) <= SNIPPET_LENGTH + 5
    assert [text[a:b] for a, b in places] == ["Drucker"]
    assert text.startswith("… ")
    assert text.endswith(" …")


def test_markup_in_a_text_is_only_text():
    text, _ = snippet("<script>alert(1)</script> Drucker", {"druck"})

    assert text == "<script>alert(1)</script> Drucker"


def test_an_empty_text_has_an_empty_snippet():
    assert snippet("", {"x"}) == ("", ())


@pytest.mark.parametrize(
    ("text", "terms", "count"),
    [
        ("Der Drucker druckt", {"druck", "papi"}, 1),
        ("Öffentliche Aemter", {"offent", "amt"}, 2),
        ("Gesendete E-Mails", {"email", "mail"}, 2),
        ("Support", {"port"}, 0),
        ("Support am Port", {"port"}, 1),
        ("", {"port"}, 0),
    ],
)
def test_terms_are_counted_that_a_word_begins_with(text, terms, count):
    assert terms_begun(text, terms) == count


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("Ämter", "amt"),
        ("AEMTER", "amt"),
        ("aemter", "amt"),
        ("Straße", "strass"),
        ("STRASSE", "strass"),
        ("E-Mail", "email"),
        ("(Drucker)", "druck"),
        ("Drucker", "druck"),
        ("Café", "caf"),
        ("smtp.drucker.example", "druck"),
    ],
)
def test_a_word_is_marked_however_it_is_written(written, term):
    text, places = snippet(f"Noch {written} da", {term})

    assert [text[a:b] for a, b in places] == [written.strip("()")]
