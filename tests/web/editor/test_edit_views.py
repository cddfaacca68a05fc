"""Writing: nothing that was typed is ever lost, and nothing typed becomes more than text."""

import pytest

from tests.web.conftest import Change
from tests.web.content import BODY, write
from tests.web.editor.conftest import Written
from tests.web.editor.hostile import LINES, MARKDOWN
from tests.web.page_client import Page, PageClient

TYPED = {
    "base": "1",
    "title": "Senden klappt nicht",
    "body": "Getippt.\r\n\r\nNoch eine Zeile.\r\n",
}


def typed_text(page: Page) -> str:
    return (page.one("textarea", name="body").text or "").strip()


def versions(agent: PageClient, article: Written) -> int:
    return sum(1 for words in agent.get(article.url("/revisions")).links() if "Version " in words)


def test_an_article_begins_with_title_language_and_topic(agent: PageClient, draft: Written):
    page = agent.press(
        agent.get("/agent/articles/new"), "Begin to write", title="Größe  ändern", locale="de"
    )
    assert page.h1 == "Größe ändern"
    assert "## Kurz gesagt {.short}" in typed_text(page)
    again = agent.press(agent.get("/agent/articles/new"), "Begin to write", title="Größe ändern")
    assert again.h1 == "Größe ändern"
    assert agent.get("/agent/articles?q=groesse-aendern").text.count("Größe ändern") == 2


def test_the_form_for_a_new_article_sent_twice_makes_one(agent: PageClient, draft: Written):
    fields = {
        "public_id": "bcdfghjkmnpq",
        "title": "Nur einmal",
        "locale": "de",
        "category": "email",
    }
    first = agent.post("/agent/articles/new", fields)
    assert agent.post("/agent/articles/new", fields).location == first.location
    assert agent.get("/agent/articles?q=Nur+einmal").text.count("Nur einmal") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "", "locale": "de", "category": "email"},
        {"title": "ab", "locale": "de", "category": "email"},
        {"title": "x" * 10_240, "locale": "de", "category": "email"},
        {"title": "Gut", "locale": "fr", "category": "email"},
        {"title": "Gut", "locale": "de", "category": "no-such-topic"},
        {},
    ],
)
def test_a_new_article_that_cannot_be_taken_is_shown_again(agent: PageClient, draft, fields):
    page = agent.post("/agent/articles/new", fields, status=422)
    assert page.one("input", name="title").get("value") == fields.get("title", "")
    assert page.all("div", class_="error-summary")


def test_saving_adds_a_version_and_a_draft(agent: PageClient, draft: Written):
    agent.post(draft.url(), TYPED, follow=True, status=200)
    page = agent.get(draft.url())
    assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."
    assert "Version 2" in page.text
    assert versions(agent, draft) == 2


def test_saving_what_is_there_already_adds_nothing(agent: PageClient, draft: Written):
    page = agent.get(draft.url())
    agent.press(page, "Save")
    agent.post(draft.url(), {**TYPED, "body": BODY.replace("\n", "\r\n")})
    assert versions(agent, draft) == 1


def test_the_form_sent_twice_saves_once(agent: PageClient, draft: Written):
    agent.post(draft.url(), TYPED)
    agent.post(draft.url(), TYPED)
    assert versions(agent, draft) == 2


def test_a_field_that_was_not_sent_keeps_its_value(agent: PageClient, draft: Written):
    agent.post(draft.url(), TYPED)
    page = agent.get(draft.url())
    assert page.one("input", name="checked_by").get("value") == "Jonas Petersen"
    assert page.one("input", name="checked_on").get("value") == "2026-11-12"
    assert "was hilft" in (page.one("textarea", name="summary").text or "")


def test_properties_are_saved_with_the_text(agent: PageClient, draft: Written):
    properties = {
        "summary": "Ein Satz.",
        "keywords": " SMTP ,0x80042109,SMTP, ",
        "related": "noise",
        "checked_on": "2026-11-20",
        "checked_by": "Lena Braun",
        "visibility": "internal",
        "slug": "Neue Adresse",
    }
    agent.post(draft.url(), {**TYPED, **properties})
    page = agent.get(draft.url())
    values = {field.get("name"): field.get("value") for field in page.all("input")}
    assert values["keywords"] == "SMTP, 0x80042109"
    assert values["slug"] == "neue-adresse"
    assert values["checked_on"] == "2026-11-20"
    chosen = [o.get("value") for o in page.all("option") if "selected" in o.attrib]
    assert "internal" in chosen


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 10_240),
        ("title", "  \x00 "),
        ("body", "ä" * 100_001),
        ("summary", "s" * 401),
        ("keywords", "k" * 201),
        ("keywords", ",".join(map(str, range(31)))),
        ("checked_on", "31.02.2026"),
        ("checked_by", "n" * 121),
        ("slug", "???"),
        ("slug", "ein-anderer-artikel"),
        ("visibility", "everyone"),
        ("category", "../etc"),
    ],
)
def test_what_cannot_be_taken_is_shown_again_with_the_reason(
    agent: PageClient, draft: Written, field, value
):
    page = agent.post(draft.url(), {**TYPED, field: value}, status=422)
    assert page.all("div", class_="error-summary")
    if field != "body":
        assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."
    else:
        assert typed_text(page) == value
    assert versions(agent, draft) == 1


def test_a_title_in_arabic_with_emoji_and_control_characters_is_a_title(
    agent: PageClient, draft: Written
):
    agent.post(
        draft.url(), {**TYPED, "title": "لا يمكن\x07 الإرسال 📮\u202e", "body": "a\x00b\x0bc"}
    )
    page = agent.get(draft.url())
    assert page.h1 == "لا يمكن الإرسال 📮\u202e"
    assert typed_text(page) == "abc"


class TestConflict:
    """Two people write at the same time."""

    def test_shows_the_difference_and_keeps_what_was_typed(
        self, agent: PageClient, reviewer: PageClient, draft: Written
    ):
        reviewer.post(draft.url(), {**TYPED, "body": "Von den anderen gespeichert."})
        page = agent.post(draft.url(), {**TYPED, "summary": "Meine Zusammenfassung."}, status=409)
        assert "Reviewer Petersen saved version 2" in page.text
        assert "Von den anderen gespeichert." in page.text
        assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."
        assert page.one("input", name="summary").get("value") == "Meine Zusammenfassung."
        assert versions(agent, draft) == 2

    def test_mine_can_be_saved_on_top(
        self, agent: PageClient, reviewer: PageClient, draft: Written
    ):
        reviewer.post(draft.url(), {**TYPED, "body": "Von den anderen gespeichert."})
        page = agent.post(draft.url(), {**TYPED, "summary": "Meine."}, status=409)
        saved = agent.press(page, "Save mine on top")
        assert typed_text(saved) == "Getippt.\n\nNoch eine Zeile."
        assert (saved.one("textarea", name="summary").text or "").strip() == "Meine."
        assert versions(agent, draft) == 3

    def test_the_other_version_can_be_taken(
        self, agent: PageClient, reviewer: PageClient, draft: Written
    ):
        reviewer.post(draft.url(), {**TYPED, "body": "Von den anderen gespeichert."})
        page = agent.post(draft.url(), TYPED, status=409)
        taken = agent.get(page.links()["Take the other version"])
        assert typed_text(taken) == "Von den anderen gespeichert."

    @pytest.mark.parametrize("base", ["", "0", "x", "-1", "99999999999999999999"])
    def test_a_base_that_never_was_is_a_conflict(self, agent: PageClient, draft: Written, base):
        page = agent.post(draft.url(), {**TYPED, "base": base}, status=409)
        assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."

    def test_publishing_over_a_newer_text_publishes_nothing(
        self, agent: PageClient, reviewer: PageClient, pages: PageClient, draft: Written
    ):
        agent.post(draft.url(), {**TYPED, "body": "Neuer."})
        reviewer.post(draft.url("/publications"), TYPED, status=409)
        pages.get(draft.public, status=404)


@pytest.mark.parametrize("line", LINES)
def test_r7_markup_in_title_summary_and_names_is_text(
    agent: PageClient, reviewer: PageClient, draft: Written, pages: PageClient, line
):
    body = "\n\n".join(MARKDOWN)
    fields = ("title", "summary", "keywords", "related", "checked_by")
    typed = {"base": "1", "body": body, **dict.fromkeys(fields, line)}
    seen = [
        agent.post(draft.url("/preview"), typed, status=200),
        agent.post(draft.url(), {**typed, "base": "7"}, status=409),
        reviewer.post(draft.url("/publications"), typed, follow=True, status=200),
        pages.get(draft.public),
        *(
            agent.get(url)
            for url in (
                draft.url("/revisions"),
                draft.url("/revisions/2"),
                draft.beside,
                "/agent/articles",
                f"/agent/articles?q={line[:20]}",
            )
        ),
    ]
    for page in seen:  # every page was checked for inline scripts, handlers and foreign sources
        assert {script.get("src", "")[:8] for script in page.all("script")} <= {"/static/", ""}
        assert all(form.get("action", "/")[0] == "/" for form in page.all("form"))
        assert "49" not in page.h1


def test_an_article_of_the_import_keeps_what_the_form_does_not_know(
    agent: PageClient, changing: Change, draft: Written
):
    from portal.knowledge.models import Translation

    with changing() as session:
        session.get(Translation, draft.translation_id).head.extra = {"tags": ["a"]}
    agent.post(draft.url(), TYPED)
    with changing() as session:
        assert session.get(Translation, draft.translation_id).head.extra == {"tags": ["a"]}


@pytest.mark.parametrize("path", ["nosuch/de", "nosuch/de/revisions", "nosuch/side-by-side"])
def test_an_unknown_article_is_not_found(agent: PageClient, draft: Written, path):
    agent.get(f"/agent/articles/{path}", status=404)


def test_a_slug_that_was_moved_still_leads_there(
    agent: PageClient, reviewer: PageClient, pages: PageClient, published: Written
):
    reviewer.post(published.url(), {**TYPED, "slug": "neue-adresse"})
    assert pages.get(published.public, status=301).location == "/de/articles/neue-adresse"


def test_another_topic_and_other_readers_are_seen_at_once(
    reviewer: PageClient, pages: PageClient, changing: Change, published: Written
):
    with changing() as session:
        write(session, "wifi", "WLAN", topic="internet")
    reviewer.post(published.url(), {**TYPED, "body": BODY, "category": "internet"})
    assert "Internet" in pages.get(published.public).text
    assert pages.get("/de/topics/internet").text.count("Senden klappt nicht") >= 1
    head = {**TYPED, "body": BODY, "category": "internet", "visibility": "internal"}
    reviewer.post(published.url(), head)
    pages.get(published.public, status=404)
