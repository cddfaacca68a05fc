"""What people wrote, as HTML (R8)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.escalations.desk.text import said_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", "<p></p>"),
        ("Hallo", "<p>Hallo</p>"),
        ("Eins\nzwei\n\n \n\ndrei", "<p>Eins<br>zwei</p><p>drei</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("*kein* Markdown _hier_ [x](y)", "<p>*kein* Markdown _hier_ [x](y)</p>"),
    ],
)
def test_paragraphs_and_line_breaks_are_all_there_is(text: str, html: str) -> None:
    assert said_html(text) == html


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("siehe https://a.example/b?c=d&e.", "https://a.example/b?c=d&amp;e"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("„https://a.example“", "https://a.example"),
        ("HTTPS://A.EXAMPLE!", "HTTPS://A.EXAMPLE"),
    ],
)
def test_web_addresses_are_links_without_the_sign_behind_them(text: str, address: str) -> None:
    html = said_html(text)

    assert f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<scr<script>ipt>alert(1)</script>",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://",
        "data:text/html,<script>1</script>",
        'https://a.example/"onmouseover="alert(1)',
        "https://a.example/'><svg onload=alert(1)>",
        "https://a.example/<b>x</b>",
        "&lt;script&gt;",
        "\u202ehttps://a.example",
    ],
)
def test_r8_nothing_else_gets_through(text: str) -> None:
    html = said_html(text)

    for tag in ("<script", "<img", "<svg", "<b>"):
        assert tag not in html.lower()
    assert 'href="javascript' not in html.lower()
    assert 'href="data' not in html.lower()
    assert not re.search(r"<[^>]*onmouseover", html)


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    html = said_html(text)

    assert html.startswith("<p>")
    assert html.endswith("</p>")
