"""Messages of a case: what Markdown becomes, as HTML and as the text of a mail."""

# ruff: noqa: N802, SIM905 - references as in the record, elements as in the standard

import re
import time

import html5lib
import pytest

from articles.messages import render_message
from tests.unit.articles.test_sanitizing import ATTACKS, R1, R1_FORMS, SCHEMES

ALLOWED = {
    *("p br strong b em i del code pre blockquote ul ol li a span div hr").split(),
    *("table thead tbody tr th td").split(),
}


def render(body, **options):
    return render_message(body, language="de", **options)


def elements(html):
    tree = html5lib.parse(f"<body>{html}</body>", namespaceHTMLElements=False)
    return [element for element in tree.find("body").iter() if element.tag != "body"]


def assert_harmless(html):
    for element in elements(html):
        assert element.tag in ALLOWED, element.tag
        for name, value in element.attrib.items():
            allowed = {"href", "title", "rel", "start", "class", "aria-label", "role", "tabindex"}
            assert name in allowed, name
            if name == "href":
                assert SCHEMES.match(re.sub(r"[\x00-\x20]", "", value)), value
        if element.tag == "a" and element.get("href"):
            assert element.get("rel") == "noopener noreferrer nofollow"


@pytest.mark.parametrize("form", R1_FORMS)
@pytest.mark.parametrize("target", R1)
def test_R1_no_link_runs_code(target, form):
    assert_harmless(render(form.format(target)).html)


@pytest.mark.parametrize("target", R1)
def test_R1_a_resolver_cannot_bring_code_back(target):
    assert_harmless(render("[x](article:y)", resolve_link=lambda _target: target).html)


@pytest.mark.parametrize("name", ATTACKS)
def test_R2_R3_R4_html_is_shown_and_never_done(name):
    assert_harmless(render(ATTACKS[name]).html)


@pytest.mark.parametrize("name", ATTACKS)
def test_R12_what_is_sealed_stays_the_same_when_parsed_again(name):
    html = str(render(ATTACKS[name]).html)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    again = html5lib.serialize(tree, quote_attr_values="always", omit_optional_tags=False)
    assert [each.tag for each in elements(again)] == [each.tag for each in elements(html)]


def test_html_stays_readable_as_it_was_typed():
    message = render("Tragen Sie <Ihr Name> ein, dann `<b>` und {Konto} und [^1].")

    assert "&lt;Ihr Name&gt;" in message.html
    assert message.text == "Tragen Sie <Ihr Name> ein, dann <b> und {Konto} und [^1]."


def test_every_line_break_counts():
    message = render("Viele Grüße\nLena Braun\n\nNordhafen")

    assert message.html == "<p>Viele Grüße<br>\nLena Braun</p>\n<p>Nordhafen</p>"
    assert message.text == "Viele Grüße\nLena Braun\n\nNordhafen"


def test_a_picture_of_another_site_is_a_link_and_nothing_is_loaded():
    message = render("![Foto](https://evil.example/pixel.png)")

    assert "<img" not in message.html
    assert 'href="https://evil.example/pixel.png"' in message.html


def test_an_address_is_a_link_without_the_full_stop_behind_it():
    html = render("Lesen Sie https://hilfe.example/de/a_b_c.").html

    assert '<a href="https://hilfe.example/de/a_b_c"' in html


def test_a_heading_is_a_line_in_bold():
    assert render("## Als Nächstes").html == "<p><strong>Als Nächstes</strong></p>"


def test_nothing_has_an_id_that_could_meet_one_of_the_page():
    html = render("## Kopf {#body}\n\n[x](#body) **y**{: #files}").html

    assert " id=" not in html


def test_the_text_of_a_mail_reads_like_a_letter():
    body = (
        "Guten Tag Frau Berger,\n\n**Bitte** prüfen Sie [den Server](https://hilfe.example/x):\n\n"
        "1. Konto öffnen\n2. `smtp.nordhafen.example`\n   - Port *465*\n\n> so schrieben Sie\n\n"
        "```\nA < B\n  C\n```\n\nViele Grüße\nLena Braun"
    )

    assert render(body).text == (
        "Guten Tag Frau Berger,\n\nBitte prüfen Sie den Server (https://hilfe.example/x):\n\n"
        "1. Konto öffnen\n2. smtp.nordhafen.example\n  - Port 465\n\n> so schrieben Sie\n\n"
        "A < B\n  C\n\nViele Grüße\nLena Braun"
    )


@pytest.mark.parametrize(
    "body",
    ["[" * 20_000, "> " * 5_000, "*a **b " * 2_500, "- " * 9_000, "`" * 20_000, "<a" * 10_000,
     "x\n" * 10_000, "[a](" * 5_000],
    ids=lambda body: body[:6],
)  # fmt: skip
def test_V4_no_text_of_the_longest_length_takes_long(body):
    started = time.perf_counter()
    render(body)

    assert time.perf_counter() - started < 3
