"""The structure of an article page that templates and style sheets rely on."""

from threading import Thread

import pytest

from articles.document import parse_document
from articles.rendering import OutlineEntry, render_article
from articles.sections import split_sections


def render(body, language="de", **options):
    return render_article(body, language=language, **options)


def test_a_marked_section_has_anchor_and_class():
    html = render("## Kurz gesagt {.short}\n\nText.").html

    assert html == (
        '<section class="section short" id="kurz-gesagt">\n<h2>Kurz gesagt</h2>\n'
        "<p>Text.</p>\n</section>\n"
    )


def test_only_sections_with_a_remedy_are_numbered():
    body = "## Lage\n\na\n\n## Prüfen {remedy=a.b}\n\nb\n\n## Neu {remedy=c.d}\n\nc"

    rendered = render(body, remedy_minutes={"a.b": 2})

    assert rendered.outline == (
        OutlineEntry("lage", "Lage", 2, None, None),
        OutlineEntry("pruefen", "Prüfen", 2, 1, "a.b"),
        OutlineEntry("neu", "Neu", 2, 2, "c.d"),
    )
    assert rendered.remedies == ("a.b", "c.d")
    assert (
        '<section class="section" id="pruefen" data-remedy="a.b">\n'
        '<h2><span class="section-number">1.</span> Prüfen</h2>\n'
        '<p class="section-minutes">etwa 2 Minuten</p>\n<p>b</p>'
    ) in rendered.html
    assert rendered.html.count("section-minutes") == 1


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("de", 1, "etwa 1 Minute<"),
        ("de", 5, "etwa 5 Minuten<"),
        ("en", 1, "about 1 minute<"),
        ("en", 5, "about 5 minutes<"),
    ],
)
def test_minutes_are_told_in_the_language_of_the_article(language, minutes, words):
    html = render("## A {remedy=a.b}", language, remedy_minutes={"a.b": minutes}).html

    assert words in html


def test_text_before_the_first_section_is_the_lead():
    assert render("Vorab.\n\n## A\n\nb").html.startswith(
        '<div class="lead">\n<p>Vorab.</p>\n</div>'
    )


def test_a_leading_heading_that_repeats_the_title_is_dropped():
    html = render("# Der *Titel*\n\n## A\n\nb", title="Der Titel").html

    assert "Titel" not in html
    assert "<h1" not in html


def test_a_leading_heading_that_differs_stays_as_a_section():
    rendered = render("# Anderes\n\na\n\n## B\n\nc", title="Der Titel")

    assert [(entry.text, entry.level) for entry in rendered.outline] == [("Anderes", 2), ("B", 2)]


def test_several_first_level_headings_move_everything_down():
    rendered = render("# A\n\n## B\n\n# C", title="T")

    assert [(entry.text, entry.level) for entry in rendered.outline] == [
        ("A", 2),
        ("B", 3),
        ("C", 2),
    ]


def test_equal_headings_get_different_anchors():
    rendered = render("## A\n\n### B\n\n## A\n\n### B")

    assert [entry.anchor for entry in rendered.outline] == [
        "a",
        "user-content-b",
        "a-2",
        "user-content-b-2",
    ]


@pytest.mark.parametrize(
    "target", ["#postausgang-pruefen", "#postausgang-prüfen", "#own", "#Postausgang-prüfen"]
)
def test_links_inside_the_page_find_the_heading_however_it_is_named(target):
    html = render(f"[x]({target})\n\n## Postausgang prüfen {{#own}}").html

    assert '<a href="#own">' in html
    assert 'id="own"' in html


@pytest.mark.parametrize(
    ("word", "kind", "title"),
    [
        ("NOTE", "info", "Hinweis"),
        ("TIP", "info", "Tipp"),
        ("IMPORTANT", "warning", "Wichtig"),
        ("WARNING", "warning", "Achtung"),
        ("CAUTION", "danger", "Vorsicht"),
    ],
)
def test_notes_are_named_in_the_language_of_the_article(word, kind, title):
    html = render(f">[!{word}]\n>\n>Text\n> - a").html

    assert f'<div class="note note-{kind}">\n<p class="note-title">{title}</p>\n' in html
    assert "<p>Text</p>" in html
    assert "<li>a</li>" in html


def test_a_table_can_be_scrolled_and_has_a_name():
    html = render("## Ports\n\na\n| a | b |\n|:-:|--:|\n| 1 | 2").html

    start = html.index("<div class=")
    opening = html[start : html.index("<table>")]
    for attribute in (
        'class="table-wrap"',
        'tabindex="0"',
        'role="region"',
        'aria-label="Tabelle 1: Ports"',
    ):
        assert attribute in opening
    assert '<td class="align-center">1</td>' in html
    assert '<td class="align-right">2</td>' in html


def test_links_go_where_the_resolver_says_and_dead_ones_are_text():
    known = {"article:a": "/de/artikel/a", "b.md#x": "/de/artikel/b#x"}

    rendered = render("[A](article:a) [B](b.md#x) [C](c.md)", resolve_link=known.get)

    assert '<a href="/de/artikel/a">A</a>' in rendered.html
    assert '<a href="/de/artikel/b#x">B</a>' in rendered.html
    assert '<span class="dead-link">C</span>' in rendered.html
    assert rendered.problems == ("link:c.md",)


def test_external_links_tell_nobody_where_they_come_from():
    html = render("<https://a.example> https://b.example [c](http://c.example)").html

    assert html.count('rel="noopener noreferrer"') == 3


def test_a_missing_image_leaves_its_words():
    rendered = render("![Ein Fenster](a.png) ![x](b.png)", resolve_image={"b.png": "/b"}.get)

    assert '<span class="missing-image">Bild fehlt: Ein Fenster</span>' in rendered.html
    assert '<img src="/b" alt="x" loading="lazy">' in rendered.html
    assert rendered.images == ("a.png", "b.png")
    assert rendered.problems == ("image:a.png",)


COMMONMARK = {
    "code in a step indented by two": (
        "1. a\n  ```sh\n  x\n  ```\n2. b",
        '<ol>\n<li>a<pre tabindex="0"><code class="language-sh">x\n</code></pre>\n'
        "</li>\n<li>b</li>",
    ),
    "code in a step indented by three": ("1. a\n\n   ```\n   x\n   ```\n2. b", "<li><p>b</p>"),
    "list right after a paragraph": ("Text:\n- a\n- b", "<p>Text:</p>\n<ul>\n<li>a</li>\n<li>b"),
    "nested list by two": ("- a\n  - b", "<li>a<ul>\n<li>b</li>\n</ul>\n</li>"),
    "nested list by four": ("1. a\n    - b", "<li>a<ul>\n<li>b</li>\n</ul>\n</li>"),
    "number goes on": ("3. a\n4. b", '<ol start="3">'),
    "brackets as markers": ("1) a\n2) b", "<ol>\n<li>a</li>\n<li>b</li>"),
    "a year is no list": ("Seit\n2010. Dann", "<p>Seit\n2010. Dann</p>"),
    "blank line between items": ("- a\n\n- b", "<li><p>a</p>\n</li>\n<li><p>b</p>"),
    "blank line behind the last item": ("- a\n- b\n\n* * *", "<li>a</li>\n<li>b</li>\n</ul>\n<hr>"),
    "underlined heading": ("A\n---\n\nb", "<h2>A</h2>"),
    "hash without space": ("#1 gilt", "<p>#1 gilt</p>"),
    "markdown in details": (
        "<details>\n<summary>S</summary>\n\n**a**\n\n</details>",
        "<details>\n<summary>S</summary>\n<p><strong>a</strong></p>\n</details>",
    ),
    "placeholder": ("ssh root@<your-ip>", "&lt;your-ip&gt;"),
    "pasted code outside a fence": ("<?php echo 1; ?>", "&lt;?php echo 1; ?&gt;"),
    "keys": ("<kbd>Strg</kbd>", "<kbd>Strg</kbd>"),
    "hard break": ("a\\\nb", "<p>a<br>\nb</p>"),
    "escaped": (r"a \> b \* c \|", "a &gt; b * c |"),
    "words with underscores": ("a_b_c und **d**", "a_b_c und <strong>d</strong>"),
    "struck": ("~~a~~", "<del>a</del>"),
    "task": ("- [x] a", '<input type="checkbox" disabled="" checked=""> a'),
    "image of another system": (
        ':::image type="content" source="a.png" alt-text="Bild":::',
        "Bild fehlt: Bild",
    ),
    "interface words": ("[!UICONTROL Save] **[!DNL Cloud]**", "Save <strong>Cloud</strong>"),
    "table with ragged bars": ("|a|b\n|---|---\nc | d", "<td>c</td>\n<td>d</td>"),
    "footnote": ("a[^1]\n\n[^1]: b", 'href="#user-content-fn:1"'),
}


@pytest.mark.parametrize("name", COMMONMARK)
def test_markdown_written_for_other_systems_reads_as_meant(name):
    body, expected = COMMONMARK[name]

    assert expected in render(body).html


def test_headings_in_code_lists_and_details_make_no_sections():
    body = "## A\n\n```\n## no\n```\n\n- ## in list\n\n<details>\n\n## inside\n\n</details>\n\n## B"

    html = render(body).html

    assert html.count("<section") == 2
    assert html.index("</details>") < html.index('id="b"')


def test_plain_text_has_a_line_per_block():
    assert render("## A\n\nb *c*\n\n| d | e |\n|---|---|\n| f | g |").text == "A\nb c\nd | e\nf | g"


BODY = "## A {.short}\n\n1. b\n   - c\n\n| d |\n|---|\n| e |\n\n> [!NOTE]\n> f [g](article:h)\n"


def test_the_same_body_gives_the_same_bytes_in_every_thread():
    expected = render(BODY).html
    results = []

    threads = [
        Thread(target=lambda: results.extend(render(BODY).html for _ in range(5))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 20
    assert set(results) == {expected}


def test_sections_for_search_have_the_anchors_of_the_page():
    body = "Vorab\n\n## A\n\na\n\n### B\n\nb\n\nA\n-\n\nc {remedy=x}\n\n## D {.next remedy=y}\n"

    sections = split_sections(body)

    assert [section.anchor for section in sections if section.anchor] == [
        entry.anchor for entry in render(body).outline
    ]
    assert [(section.path, section.text) for section in sections] == [
        ((), "Vorab"),
        (("A",), "a"),
        (("A", "B"), "b"),
        (("A",), "c {remedy=x}"),
        (("D",), ""),
    ]
    assert (sections[-1].mark, sections[-1].remedy) == ("next", "y")


def test_an_empty_body_renders_to_nothing():
    assert render("").html == ""
    assert parse_document("---\nid: a\nlanguage: de\ntitle: T\n---\n").body == ""
