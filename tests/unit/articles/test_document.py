"""What a reader and a writer of our own article files can rely on."""

# ruff: noqa: N802 - references as in the security record

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import ArticleDocument, DocumentError, dump_document, parse_document

CANONICAL = """---
id: mail-send-fails
language: de
title: E-Mails kommen an, lassen sich aber nicht senden
summary: Woran es liegt, wenn …, und fünf Schritte, die helfen.
category: email
keywords: [Postausgang, SMTP, 0x80042109]
related: [mail-setup-outlook, mail-bounced]
checked_on: 2026-11-12
checked_by: Jonas Petersen
visibility: internal
zone: {a: [1, "2", null], b: 1.10}
author: no
---
## Kurz gesagt {.short}

Text.
"""


def test_a_canonical_file_is_written_back_byte_for_byte():
    assert dump_document(parse_document(CANONICAL.encode())) == CANONICAL


def test_values_keep_the_form_the_author_wrote():
    document = parse_document(CANONICAL)

    assert document.keywords == ("Postausgang", "SMTP", "0x80042109")
    assert document.checked_on == date(2026, 11, 12)
    assert document.extra["author"] == "no"
    assert document.extra["zone"] == {"a": (1, "2", None), "b": "1.10"}


def test_unknown_front_matter_cannot_be_changed():
    with pytest.raises(TypeError):
        parse_document(CANONICAL).extra["zone"] = 1  # type: ignore[index]


def test_newlines_of_a_web_form_equal_those_of_a_file():
    windows = parse_document(CANONICAL.replace("\n", "\r\n"))

    assert windows == parse_document(CANONICAL)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
texts = st.text(max_size=60)
known = {"id", "language", "title", "summary", "category", "keywords", "related"}
known |= {"checked_on", "checked_by", "visibility"}
documents = st.builds(
    ArticleDocument,
    id=st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True),
    language=st.sampled_from(["de", "en"]),
    title=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80),
    body=st.text(),
    summary=texts,
    keywords=st.lists(texts).map(tuple),
    related=st.lists(texts).map(tuple),
    checked_on=st.none() | st.dates(min_value=date(1000, 1, 1)),
    checked_by=texts,
    visibility=st.sampled_from(["public", "signed_in", "internal"]),
    extra=st.dictionaries(texts.filter(lambda key: key not in known), values, max_size=3),
)


@given(documents)
@settings(max_examples=60, deadline=None)
def test_every_document_survives_writing_and_reading(document):
    written = dump_document(document)

    read = parse_document(written)

    assert dump_document(read) == written
    assert (read.id, read.title, read.body) == (document.id, document.title, document.body)
    assert (read.summary, read.keywords, read.checked_on) == (
        document.summary,
        document.keywords,
        document.checked_on,
    )


def front(text):
    return f"---\nid: a\nlanguage: de\ntitle: T\n{text}\n---\nText\n"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("no front matter", 1, "front_matter_missing"),
        ("---\nid: a\n", 1, "front_matter_open"),
        (front("id: b"), 5, "duplicate_key"),
        (front("zone:\n  a: 1\n  a: 2"), 7, "duplicate_key"),
        (front("keywords: word"), 5, "value_not_list"),
        (front("checked_on: tomorrow"), 5, "value_not_date"),
        (front("checked_on: 2026-02-30"), 5, "value_not_date"),
        (front("visibility: secret"), 5, "bad_visibility"),
        (front("zone: [1, 2"), 6, "broken_yaml"),
        (front("- a"), 5, "broken_yaml"),
        ("---\nid: Größe\nlanguage: de\ntitle: T\n---\n", 2, "bad_id"),
        ("---\nid: a\nlanguage: fr\ntitle: T\n---\n", 3, "bad_language"),
        ("---\nid: a\nlanguage: de\n---\n", 1, "value_missing"),
    ],
)
def test_an_error_names_rule_and_line(text, line, key):
    with pytest.raises(DocumentError) as caught:
        parse_document(text)

    assert (caught.value.key, caught.value.line) == (key, line)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ('!!python/object/apply:os.system ["true"]', "tag"),
        ("!custom x", "tag"),
        ("&anchor x", "alias"),
        ("[" * 40 + "]" * 40, "too_deep"),
        ("[" + "1, " * 6000 + "1]", "front_matter_too_long"),
        ("x" * 70_000, "front_matter_too_long"),
    ],
)
def test_V4_dangerous_yaml_is_refused(value, key):
    with pytest.raises(DocumentError) as caught:
        parse_document(front(f"zone: {value}"))

    assert caught.value.key == key


def test_V4_a_billion_laughs_are_refused_at_the_first_anchor():
    laughs = "a: &a [x, x]\n" + "\n".join(
        f"{name}: &{name} [*{before}, *{before}]"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )

    with pytest.raises(DocumentError) as caught:
        parse_document(front(laughs))

    assert (caught.value.key, caught.value.line) == ("alias", 5)


def test_a_file_over_one_mebibyte_is_refused():
    with pytest.raises(DocumentError, match="1 MiB"):
        parse_document(front("") + "x" * 1_048_577)


def test_a_file_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(DocumentError) as caught:
        parse_document(front("summary: Grüße").encode("latin-1"))

    assert (caught.value.key, caught.value.line) == ("not_utf8", 5)
