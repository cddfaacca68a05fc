from itertools import pairwise

from articles.slugs import slugify
from search.chunking import MAX_CHUNKS, chunk_markdown, plain_text, slug

ARTICLE = """Vorab ein Satz.

## Postausgang prüfen

Öffnen Sie die Einstellungen.

### Größe

Die Größe zählt.

## Größe

Noch einmal.
"""


def test_passages_know_their_heading_path_and_anchor():
    chunks = chunk_markdown(ARTICLE, lang="de")

    assert [(chunk.path, chunk.anchor) for chunk in chunks] == [
        ((), ""),
        (("Postausgang prüfen",), "postausgang-pruefen"),
        (("Postausgang prüfen", "Größe"), "groesse"),
        (("Größe",), "groesse-2"),
    ]


def test_the_model_reads_title_and_headings_before_the_passage():
    chunk = chunk_markdown(ARTICLE, lang="de")[2]

    assert chunk.embedded_text("E-Mail") == "E-Mail › Postausgang prüfen › Größe\nDie Größe zählt."
    assert chunk_markdown("Nur Text")[0].embedded_text("") == "Nur Text"


def test_a_long_section_is_cut_at_sentences_into_like_pieces():
    text = " ".join(f"Satz Nummer {number} sagt nicht viel." for number in range(100))

    chunks = chunk_markdown(text, lang="de")

    lengths = [len(chunk.text.split()) for chunk in chunks]
    assert len(chunks) == 5
    assert max(lengths) <= 150
    assert all(abs(a - b) < 20 for a, b in pairwise(lengths))
    assert all(chunk.text.endswith(".") for chunk in chunks)
    assert " ".join(chunk.text for chunk in chunks) == text


def test_a_text_without_sentences_is_cut_too():
    assert len(chunk_markdown("wort " * 1_000)) > 4


def test_a_giant_text_is_limited():
    assert len(chunk_markdown("Ein Satz mit ein paar Worten. " * 20_000)) == MAX_CHUNKS


def test_an_empty_text_has_no_passages():
    assert chunk_markdown("") == ()
    assert chunk_markdown("\n\n## Nur ein Titel\n") == ()


def test_plain_text_includes_headings():
    assert plain_text("# A\n\nb **c**") == "A\nb c"


def test_anchors_are_plain_letters():
    assert slug("Größe & Maß: „Übersicht“") == "groesse-mass-uebersicht"


def test_anchors_follow_the_rule_of_the_article_pages():
    for heading in ("Größe & Maß", "Don't panic", "łódź", "x" * 200, "ein Wort " * 30, "???"):
        assert slug(heading) == slugify(heading)
