"""Languages, identities and repairs when folders of other systems are read."""

from pathlib import PurePosixPath

import pytest

from articles.document import DocumentError, dump_document, parse_document
from articles.foreign import distinct_identities, read_foreign

GERMAN = "Wenn der Drucker nicht druckt, starten Sie ihn neu und prüfen Sie das Kabel."
ENGLISH = "If the printer does not print, restart it and check whether the cable is plugged in."


def read(text, path="help/printer.md", language=None):
    data = text if isinstance(text, bytes) else text.encode()
    return read_foreign(data, path=PurePosixPath(path), language=language)


@pytest.mark.parametrize("key", ["lang", "language", "locale"])
@pytest.mark.parametrize("value", ["de", "de-DE", "DE", "de_AT"])
def test_front_matter_decides_the_language_first(key, value):
    article = read(f"---\n{key}: {value}\n---\n{ENGLISH}", "en/printer.en.md", "en")

    assert (article.document.language, article.language_from) == ("de", "front_matter")


def test_the_option_decides_before_the_path():
    article = read(ENGLISH, "en/printer.en.md", "de")

    assert (article.document.language, article.language_from) == ("de", "option")


@pytest.mark.parametrize(
    "path",
    [
        "de/printer.md",
        "help/de-DE/printer.md",
        "help_de/printer.md",
        "help.de/printer.md",
        "kb.de-DE/x/printer.md",
        "help/printer.de.md",
        "help/printer_de.md",
        "help/de.md",
        "en/de/printer.md",
    ],
)
def test_a_part_of_the_path_decides_before_detection(path):
    article = read(ENGLISH, path)

    assert (article.document.language, article.language_from) == ("de", "path")


@pytest.mark.parametrize("path", ["help/model.md", "code/index.md", "guide-de/x.md", "deen/x.md"])
def test_other_words_in_the_path_name_no_language(path):
    assert read(ENGLISH, path).language_from == "detected"


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (ENGLISH, "en")])
def test_a_detected_language_is_reported(text, language):
    article = read(text)

    assert (article.document.language, article.language_from) == (language, "detected")
    assert [remark.key for remark in article.remarks] == ["language_detected"]


def test_a_third_language_is_refused():
    with pytest.raises(DocumentError, match="neither German nor English"):
        read("---\nlang: fr\n---\nBonjour")


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("de/email/send.md", "email/send"),
        ("email/send.de.md", "email/send"),
        ("help_de/email/send.md", "help/email/send"),
        ("de-DE/Über uns/Größe.md", "ueber-uns/groesse"),
    ],
)
def test_without_an_id_the_path_without_language_is_the_identity(path, identity):
    assert read(GERMAN, path).document.id == identity


def test_both_languages_of_a_file_share_their_identity():
    german = read(GERMAN, "kb_de/email/send.md").document
    english = read(ENGLISH, "kb_en/email/send.md").document

    assert german.id == english.id


def test_an_id_in_the_front_matter_is_the_identity():
    assert read("---\nid: my-id\n---\nx", "de/a.md").document.id == "my-id"


def test_two_files_with_the_same_identity_and_language_become_two_articles():
    files = ["de/b.md", "de/a.md"]
    articles = [read("---\nid: same\n---\nx", path) for path in files]
    twin = read("---\nid: same\n---\nx", "en/a.md")
    noise = read("---\nid: other\n---\nx", "de/c.md")

    distinct = distinct_identities([*articles, twin, noise])

    assert {
        (article.path.as_posix(), article.document.id, article.document.language)
        for article in distinct
    } == {
        ("de/a.md", "same", "de"),
        ("de/b.md", "same-2", "de"),
        ("en/a.md", "same", "en"),
        ("de/c.md", "other", "de"),
    }
    reported = [article for article in distinct if article.remarks]
    assert [article.remarks[0].key for article in reported] == ["same_identity"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Given\n---\n# Heading", "Given"),
        ("---\ntitle: '[!DNL Live Search] is slow'\n---\nText", "Live Search is slow"),
        ("# Heading with *stars*\n\ntext", "Heading with stars"),
        ("text\n\n## Second\n", "Second"),
        ("only text", "My printer"),
        ("```\n# a comment\n```", "My printer"),
    ],
)
def test_the_title_comes_from_front_matter_heading_or_file_name(text, title):
    assert read(text, "de/my-printer.de.md").document.title == title


def test_toml_front_matter_is_read():
    article = read('+++\ntitle = "Hugo"\ndate = 2026-01-02\ndraft = true\n+++\nText', "de/a.md")

    assert article.document.title == "Hugo"
    assert article.document.extra == {"date": "2026-01-02", "draft": True}
    assert article.draft


def test_broken_toml_is_refused_with_its_line():
    with pytest.raises(DocumentError) as caught:
        read('+++\ntitle = "x"\nbroken\n+++\n', "de/a.md")

    assert (caught.value.key, caught.value.line) == ("broken_toml", 3)


def test_missing_quotes_are_mended_and_reported():
    article = read('---\ntitle: Error: "no"\nlang: de\n---\nx')

    assert article.document.title == 'Error: "no"'
    assert [remark.key for remark in article.remarks] == ["mended_front_matter"]


def test_front_matter_beyond_repair_is_refused_with_its_line():
    with pytest.raises(DocumentError) as caught:
        read("---\ntitle: x\nlist: [1, 2\nother: y\n---\n")

    assert caught.value.key == "broken_yaml"
    assert caught.value.line in (3, 4)


def test_a_rule_on_top_is_no_front_matter():
    assert read("---\nHello world\n\n---\nMore", "de/a.md").document.body.startswith("---\nHello")


def test_a_comment_on_top_of_the_front_matter_hides_no_mistake_in_it():
    with pytest.raises(DocumentError) as caught:
        read("---\n# required metadata\n\ntitle: x\nlist: [1, 2\n---\nText", "de/a.md")

    assert caught.value.key == "broken_yaml"


@pytest.mark.parametrize(
    ("encoding", "remarks"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("cp1252", ["guessed_encoding"]),
    ],
)
def test_encodings_are_recognised(encoding, remarks):
    article = read("# Größe – „gut“".encode(encoding), "de/a.md")

    assert article.document.title == "Größe – „gut“"
    assert [remark.key for remark in article.remarks] == remarks


def test_bytes_that_no_encoding_knows_are_shown_as_such():
    assert read(b"# Gr\xf6\xdfe \x81", "de/a.md").document.title == "Größe \ufffd"


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"x" * 2_097_153, "too_large"), (b"\x89PNG\x00\x00", "binary"), (b"", "empty")],
)
def test_files_that_are_no_article_are_refused(data, key):
    with pytest.raises(DocumentError) as caught:
        read(data, "de/a.md")

    assert caught.value.key == key


FOREIGN = """---
title: Foo
description: About foo.
ms.date: 04/21/2020
ms.custom:
- a
- b: [1, 2.50]
ROBOTS: NOINDEX, NOFOLLOW
related: {x: y}
checked_on: last year
tags: [one, two]
---
# Foo

Text\twith tab
"""


def test_export_import_export_of_a_foreign_file_is_identical():
    first = read(FOREIGN, "kb_de/foo.md").document
    exported = dump_document(first)

    again = read(exported, "de/kb/foo.md").document

    assert again == first
    assert dump_document(again) == exported


def test_what_we_do_not_know_is_kept():
    document = read(FOREIGN, "kb_de/foo.md").document

    assert document.summary == "About foo."
    assert document.keywords == ("one", "two")
    assert document.extra["ms.date"] == "04/21/2020"
    assert document.extra["imported_related"] == {"x": "y"}


def test_our_own_file_reads_the_same_either_way():
    own = "---\nid: a\nlanguage: de\ntitle: T\nkeywords: [x]\n---\n## Kurz {.short}\n"

    assert read(own).document == parse_document(own)


def test_an_unknown_visibility_stays_inside():
    assert read("---\nvisibility: vip\n---\nx", "de/a.md").document.visibility == "internal"
