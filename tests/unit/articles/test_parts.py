"""A rendered article, cut where the page puts something in."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from articles.parts import split_at_remedies
from articles.rendering import render_article

HEADINGS = st.sampled_from(
    [
        "## Eins {remedy=router.restart}",
        '## Zwei "&> <i>x</i> {remedy=a.b}',
        '## Drei {remedy=<&">}',
        "## Kurz {.short}",
        "## Ohne",
        "### Darunter {remedy=c.d}",
        "Text `</section>` <section data-remedy='x.y'>y</section>",
        "- Liste\n  ## Tief {remedy=e.f}",
        "<details><summary>x</summary>\n\n## Innen {remedy=g.h}\n\n</details>",
    ]
)


def render(body):
    return render_article(body, language="de")


@given(st.lists(HEADINGS, max_size=6))
def test_the_parts_are_the_article_letter_for_letter(blocks):
    rendered = render("\n\n".join(blocks))
    parts = split_at_remedies(rendered.html)
    assert "".join(part.html for part in parts) == rendered.html
    assert all(isinstance(part.html, Markup) for part in parts)


@given(st.lists(HEADINGS, max_size=6))
def test_every_section_of_a_remedy_ends_a_part(blocks):
    rendered = render("\n\n".join(blocks))
    expected = [(e.remedy, e.anchor) for e in rendered.outline if e.remedy]
    found = [(p.remedy, p.anchor) for p in split_at_remedies(rendered.html) if p.remedy]
    assert found == expected


def test_what_is_put_behind_a_part_stands_at_the_end_of_its_section():
    body = "## Router {remedy=router.restart}\n\n1. Ziehen\n\n## Ende\n\nText\n"
    first, rest = split_at_remedies(render(body).html)
    assert first.html.endswith("</ol>\n")
    assert rest.html.startswith("</section>\n<section")
    assert (rest.remedy, rest.anchor) == ("", "")


def test_an_article_without_remedies_is_one_part():
    html = render("## Nichts\n\nText\n").html
    assert [part.html for part in split_at_remedies(html)] == [html]
