"""Bringing one language in line with the other."""

from tests.web.editor.conftest import Written
from tests.web.editor.test_edit_views import TYPED, typed_text
from tests.web.page_client import PageClient

ENGLISH = {"title": "Sending fails", "body": "Typed.\r\n"}


def test_a_missing_language_begins_with_the_other_ones_text(agent: PageClient, draft: Written):
    page = agent.get(draft.url(locale="en"), follow=True)
    assert "## Kurz gesagt {.short}" in typed_text(page)
    saved = agent.press(page, "Save: both say the same now", **ENGLISH)
    assert typed_text(saved) == "Typed."
    assert "Outdated" not in saved.text


def test_sent_twice_it_makes_one_text(agent: PageClient, draft: Written):
    for _ in range(2):
        agent.post(draft.beside, {**ENGLISH, "base": "0", "source": "1"})
    assert "Version 1 newest" in agent.get(draft.url("/revisions", locale="en")).text


def test_marks_what_has_changed_and_saving_brings_the_text_in_line(
    agent: PageClient, reviewer: PageClient, draft: Written
):
    agent.post(draft.beside, {**ENGLISH, "base": "0", "source": "1"})
    body = "## Kurz gesagt {.short}\n\nDer Postausgang braucht ein neues Passwort.\n"
    reviewer.post(draft.url("/publications"), {**TYPED, "body": body, "other_follows": "on"})
    assert "English follows version 1 of the other language." in agent.get(draft.url()).text
    assert "Changed since: Kurz gesagt" in agent.get(draft.url()).text
    page = agent.get(f"/agent/articles/{draft.public_id}/side-by-side")
    assert "neues" in "".join(element.text or "" for element in page.all("ins"))
    agent.press(page, "Save: both say the same now", body="The outgoing server, new password.")
    assert "Outdated" not in agent.get(draft.url(locale="en")).text.replace("Outdated0", "")


def test_a_source_that_moved_on_meanwhile_keeps_the_text_outdated(
    agent: PageClient, reviewer: PageClient, published: Written
):
    reviewer.post(published.url("/publications"), {**TYPED, "other_follows": "on"})
    answer = agent.post(published.beside, {**ENGLISH, "base": "1", "source": "1"})
    assert answer.location == published.beside
    page = agent.get(published.url(locale="en"))
    assert typed_text(page) == "Typed."
    assert "English is outdated." in page.text


def test_a_conflict_keeps_what_was_typed(
    agent: PageClient, reviewer: PageClient, published: Written
):
    reviewer.post(published.url(locale="en"), {**TYPED, "title": "Sending fails"})
    page = agent.post(published.beside, {**ENGLISH, "base": "1", "source": "1"}, status=409)
    assert typed_text(page) == "Typed."


def test_a_refused_text_is_shown_again(agent: PageClient, draft: Written):
    page = agent.post(draft.beside, {"title": "", "body": "Typed.", "base": "0"}, status=422)
    assert typed_text(page) == "Typed."
    assert page.all("div", class_="error-summary")


def test_an_article_in_one_language_alone_leads_to_its_text(agent: PageClient, draft: Written):
    address = f"/agent/articles/{draft.public_id}/side-by-side?locale=de"
    assert agent.get(address, status=303).location == draft.url()
