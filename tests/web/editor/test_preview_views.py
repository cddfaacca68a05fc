"""The preview is the public page's own text."""

import pytest

from tests.web.content import BODY
from tests.web.editor.conftest import Written
from tests.web.editor.hostile import MARKDOWN
from tests.web.page_client import PageClient

LINKS = "## A\n\n[da](article:noise), [weg](article:gone), ![fehlt](media/none.png)\n"


@pytest.mark.parametrize(
    "body", [BODY, LINKS, "\n\n".join(MARKDOWN)], ids=["plain", "links", "xss"]
)
def test_r12_preview_equals_the_public_page(reviewer: PageClient, draft: Written, body):
    """Whoever is signed in has no buttons under the remedies, and reads the bare text."""
    typed = {"title": "Senden klappt nicht", "body": body}
    address = f"/agent/articles/preview?locale=de&article={draft.public_id}"
    shown = reviewer.post(address, typed, status=200).json["html"]
    reviewer.post(draft.url("/publications"), {"base": "1", **typed})
    assert shown.strip()
    assert shown in reviewer.get(draft.public).body
    assert shown in reviewer.get(draft.url()).body


def test_a_text_that_belongs_to_no_article_is_rendered(agent: PageClient):
    typed = {"title": "Neu", "body": "# Neu\r\n\r\nEin **Satz**."}
    html = agent.post("/agent/articles/preview?locale=de", typed, status=200).json["html"]
    assert html == '<div class="lead">\n<p>Ein <strong>Satz</strong>.</p>\n</div>\n'


def test_hints_come_with_their_lines_in_the_readers_language(agent: PageClient, draft: Written):
    body = "## Eins\n\nEin Satz.\n\n## Zwei {remedy=no.such}\n\n[weg](article:gone)\n"
    address = f"/agent/articles/preview?locale=de&article={draft.public_id}"
    found = agent.post(address, {"body": body}, status=200).json["findings"]
    messages = {finding["message"]: finding["line"] for finding in found}
    assert messages["There is no remedy “no.such” in the catalogue."] == 5
    assert messages["“article:gone” leads to no published article in this language."] == 7


def test_every_hint_of_the_linter_has_words(agent: PageClient, published: Written):
    sentence = "wort " * 40 + "ende."
    body = (
        f"## A {{remedy=router.restart}}\n\n{sentence}\n\n![](media/x.png)\n\n"
        "## B {remedy=router.restart}\n\n- x\n\n## C\n\ny\n\n## D\n"
    )
    address = f"/agent/articles/preview?locale=de&article={published.public_id}"
    found = agent.post(address, {"body": body}, status=200).json["findings"]
    starts = ("Give the answer", "Say how", "There are 0 numbered", "The remedy “router.restart”")
    more = ("Describe the picture", "The sentence “wort wort", "Section 1 is built", "2 remedies")
    for start in starts + more:
        assert any(finding["message"].startswith(start) for finding in found), start


def test_without_javascript_a_button_shows_the_preview_and_keeps_what_was_typed(
    agent: PageClient, draft: Written
):
    typed = {"base": "1", "title": "Anders", "body": "Noch *nicht* gespeichert.\n"}
    page = agent.post(draft.url("/preview"), typed, status=200)
    assert "<em>nicht</em>" in page.body
    assert page.one("textarea", name="body").text.strip() == "Noch *nicht* gespeichert."
    assert page.one("input", name="base").get("value") == "1"
    assert "Noch" not in agent.get(draft.url()).body


def test_a_text_above_200_kb_and_an_unknown_language_are_refused(agent: PageClient):
    agent.post("/agent/articles/preview?locale=de", {"body": "ä" * 100_001}, status=413)
    agent.post("/agent/articles/preview?locale=xx", {"body": "a"}, status=404)


def test_a_preview_saves_nothing(agent: PageClient, draft: Written):
    address = f"/agent/articles/preview?locale=en&article={draft.public_id}"
    agent.post(address, {"title": "New", "body": "New"}, status=200)
    agent.get(draft.url(), status=200)
    assert agent.get(draft.url(locale="en"), status=303).location == draft.beside
