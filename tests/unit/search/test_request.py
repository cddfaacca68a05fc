import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.request import MAX_CHARACTERS, MAX_WORDS, parse_query


def test_quotes_ask_for_a_phrase_and_keep_its_words():
    parsed = parse_query('Drucker „kein Papier" eingelegt')

    assert parsed.phrases == ("kein Papier",)
    assert parsed.terms == ("Drucker", "kein", "Papier", "eingelegt")


@pytest.mark.parametrize("quoted", ['"a b"', "„a b“", "“a b”", "»a b«", "«a b»"])
def test_quotes_of_every_style_are_read(quoted):
    assert parse_query(f"wort {quoted}").phrases == ("a b",)


def test_a_minus_excludes_a_word_or_a_phrase():
    parsed = parse_query('router -telefon -"fritz box"')

    assert parsed.excluded == ("telefon", "fritz box")
    assert parsed.terms == ("router",)
    assert parsed.text == "router"


@pytest.mark.parametrize("text", ["php -v", "E-Mail", "8-1", "WLAN - Schlüssel", "-1"])
def test_a_minus_that_is_part_of_the_text_excludes_nothing(text):
    assert parse_query(text).excluded == ()


def test_a_query_of_exclusions_alone_looks_for_its_words():
    assert parse_query("-telefon").terms == ("-telefon",)


def test_signs_in_a_pasted_mail_mean_nothing():
    mail = 'Guten Tag, "nichts geht mehr" -gestern noch alles gut ' + "und so weiter " * 5

    parsed = parse_query(mail)

    assert parsed.phrases == ()
    assert parsed.excluded == ()
    assert '"nichts' in parsed.terms


def test_a_long_text_is_cut():
    parsed = parse_query("wort " * 5_000)

    assert len(parsed.terms) == MAX_WORDS
    assert len(parse_query("x" * 50_000).text) == MAX_CHARACTERS


def test_control_and_direction_characters_vanish():
    assert parse_query("dru\u202ecker\x00an\u200b").text == "drucker an"


def test_decomposed_letters_are_composed():
    assert parse_query("u\u0308ber").text == "über"


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\u202e\u200f"])
def test_nothing_is_a_query_too(text):
    assert not parse_query(text)


@given(st.text(max_size=300))
def test_no_text_is_a_syntax_error(text):
    parsed = parse_query(text)

    assert "\n" not in parsed.text


@pytest.mark.parametrize("text", ["AND OR NOT ((", "*a*", '"', '""', "\\", "a:b^2~", "🙂", "שלום"])
def test_operators_of_other_search_engines_are_only_text(text):
    parsed = parse_query(text)

    assert parsed.terms == tuple(text.split())


def test_quotes_in_a_question_name_something_and_bind_nothing():
    question = parse_query('Wo finde ich in Outlook den Ordner "Gesendete Elemente" wieder')

    assert question.phrases == ()
    assert {"Gesendete", "Elemente"} <= set(question.terms)
    assert parse_query('Outlook Ordner "Gesendete Elemente"').phrases == ("Gesendete Elemente",)


@pytest.mark.parametrize(
    "text", ["Posteingang und -ausgang", "Mail-Eingang, -ausgang", "Eingang bzw. -ausgang"]
)
def test_a_part_of_a_word_left_out_in_german_excludes_nothing(text):
    assert parse_query(text).excluded == ()
    assert parse_query("Posteingang -ausgang").excluded == ("ausgang",)
