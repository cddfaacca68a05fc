"""URL parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.slugs import slugify, unique_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Postausgang prüfen", "postausgang-pruefen"),
        ("Größe & Öl", "groesse-oel"),
        ("u\u0308ber", "ueber"),
        ("Café à la crème", "cafe-a-la-creme"),
        ("  --Hallo--  Welt!  ", "hallo-welt"),
        ("don't", "dont"),
        ("日本", ""),
    ],
)
def test_slugs_are_readable_in_german_and_english(text, slug):
    assert slugify(text) == slug


def test_a_long_slug_is_cut_at_a_word():
    assert slugify("ein langer Titel mit Wörtern", maximum=14) == "ein-langer"


def test_text_without_letters_uses_the_fallback():
    assert slugify("!!!", fallback="section") == "section"


def test_a_taken_slug_gets_the_first_free_number():
    assert unique_slug("a", {"a", "a-2"}) == "a-3"
    assert unique_slug("abcdef", {"abcdef"}, maximum=6) == "abcd-2"


@given(st.text())
def test_a_slug_never_has_anything_but_small_letters_digits_and_hyphens(text):
    slug = slugify(text)

    assert slug == slugify(slug)
    assert slug.replace("-", "").isalnum() or slug == ""
    assert slug.isascii()
    assert len(slug) <= 80
