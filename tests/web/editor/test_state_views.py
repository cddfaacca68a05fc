"""Review, publication, withdrawal; restoring; and what the other language hears of it."""

import pytest

from tests.web.editor.conftest import Written
from tests.web.editor.test_edit_views import TYPED, typed_text, versions
from tests.web.page_client import PageClient


def test_a_draft_goes_by_review_to_its_readers(
    agent: PageClient, reviewer: PageClient, pages: PageClient, draft: Written
):
    page = agent.post(draft.url("/reviews"), TYPED, follow=True, status=200)
    assert "In review" in page.text
    assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."
    assert "Senden klappt nicht" in agent.get("/agent/articles?state=review").text
    reviewer.post(draft.url("/publications"), {**TYPED, "base": "2"})
    assert "Noch eine Zeile." in pages.get(draft.public).text


def test_each_button_sent_twice_does_its_work_once(
    agent: PageClient, reviewer: PageClient, draft: Written
):
    for _ in range(2):
        agent.post(draft.url("/reviews"), TYPED)
    for _ in range(2):
        reviewer.post(draft.url("/publications"), TYPED)
    for _ in range(2):
        reviewer.post(draft.url("/withdrawals"))
    assert versions(agent, draft) == 2
    assert "Archived" in agent.get(draft.url()).text


def test_a_text_under_review_can_go_back_to_its_author(
    agent: PageClient, reviewer: PageClient, draft: Written
):
    agent.post(draft.url("/reviews"))
    reviewer.post(draft.url("/returns"))
    assert "Draft" in reviewer.get(draft.url()).text
    reviewer.post(draft.url("/returns"))


def test_what_was_typed_is_kept_when_the_act_is_refused(agent: PageClient, published: Written):
    page = agent.get(published.url())
    same = {"base": "1", "body": typed_text(page), "title": "Senden klappt nicht"}
    refused = agent.post(published.url("/reviews"), same, status=409)
    assert "Only a draft can be handed in for review." in refused.text
    assert typed_text(refused) == same["body"]


def test_an_empty_text_is_not_published(reviewer: PageClient, pages: PageClient, draft: Written):
    page = reviewer.post(draft.url("/publications"), {**TYPED, "body": "\r\n"}, status=422)
    assert "There is no text to publish." in page.text
    pages.get(draft.public, status=404)


@pytest.mark.parametrize("follows", [True, False])
def test_the_other_language_is_outdated_if_it_has_to_follow(
    reviewer: PageClient, published: Written, follows
):
    fields = {**TYPED, **({"other_follows": "on"} if follows else {})}
    reviewer.post(published.url("/publications"), fields)
    assert ("English is outdated." in reviewer.get(published.url()).text) == follows
    assert ("Sending fails" in reviewer.get("/agent/articles?state=outdated").text) == follows


def test_readers_keep_the_published_text_while_a_new_one_is_written(
    agent: PageClient, pages: PageClient, published: Written
):
    agent.post(published.url(), TYPED)
    assert "readers see version 1" in agent.get(published.url()).text
    assert "Getippt." not in pages.get(published.public).text


def test_withdrawing_asks_first_and_takes_the_text_away_at_once(
    reviewer: PageClient, pages: PageClient, published: Written
):
    asked = reviewer.get(published.url("/withdrawals"))
    assert asked.h1 == "Withdraw “Senden klappt nicht”"
    pages.get(published.public)
    reviewer.press(asked, "Withdraw the text")
    pages.get(published.public, status=404)
    for url in ("/de/topics/email", "/de/feed.xml", "/sitemap.xml", "/de/"):
        assert published.slug not in pages.get(url).body
    assert "Archived" in reviewer.get(published.url()).text
    assert reviewer.get(published.url("/withdrawals"), status=303).location == published.url()


def test_a_draft_cannot_be_withdrawn(reviewer: PageClient, draft: Written):
    page = reviewer.post(draft.url("/withdrawals"), status=409)
    assert "nothing to withdraw" in page.text


class TestRevisions:
    """Older texts and the way back."""

    def test_show_word_by_word_what_changed(self, agent: PageClient, draft: Written):
        agent.post(draft.url(), {**TYPED, "body": "Der alte Satz steht hier.\n"})
        agent.post(draft.url(), {**TYPED, "base": "2", "body": "Der neue Satz steht hier.\n"})
        page = agent.get(draft.url("/revisions/3"))
        assert [element.text for element in page.all("del")] == ["alte"]
        assert [element.text for element in page.all("ins")] == ["neue"]
        since = agent.get(draft.url("/revisions/2?against=newest"))
        assert [element.text for element in since.all("ins")] == ["neue"]
        agent.get(draft.url("/revisions/4"), status=404)

    def test_restoring_adds_a_version_and_deletes_nothing(self, agent: PageClient, draft: Written):
        agent.post(draft.url(), TYPED)
        before = agent.get(draft.url("/revisions/1"))
        restored = agent.press(before, "Restore version 1")
        assert "Der Postausgang braucht ein Passwort." in typed_text(restored)
        assert versions(agent, draft) == 3
        agent.post(draft.url("/revisions/1/restorations"), {"base": "2"})
        assert versions(agent, draft) == 3

    def test_restoring_over_a_text_one_has_not_seen_is_a_conflict(
        self, agent: PageClient, draft: Written
    ):
        agent.post(draft.url(), TYPED)
        agent.post(draft.url(), {**TYPED, "base": "2", "body": "Drei."})
        agent.post(draft.url("/revisions/1/restorations"), {"base": "2"}, status=409)
        assert versions(agent, draft) == 3

    def test_a_public_page_does_not_change_by_restoring(
        self, agent: PageClient, reviewer: PageClient, pages: PageClient, published: Written
    ):
        reviewer.post(published.url("/publications"), TYPED)
        agent.post(published.url("/revisions/1/restorations"), {"base": "2"})
        assert "Getippt." in pages.get(published.public).text
