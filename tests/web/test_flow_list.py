"""The list of guided flows, and those of a topic."""

import pytest

from tests.web.content import NOW, write
from tests.web.page_invariants import words
from tests.web.running_flows import publish_flow


@pytest.fixture
def flow(changing):
    """The sample, which leads to an article about mail."""
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing")
        write(session, "mail", "Senden")
        publish_flow(session, now=NOW)


def test_flows_stand_under_the_topic_of_the_article_they_lead_to(pages, flow):
    page = pages.get("/de/flows")

    assert [words(head) for head in page.one("main").iter("h2")][:1] == ["E-Mail"]
    assert page.links()["Senden klappt nicht"] == "/de/flows/cannot-send"
    assert "etwa 6 Minuten" in page.text


def test_a_topic_names_its_flows(pages, flow):
    assert "Senden klappt nicht" in pages.get("/de/topics/email").links()
    assert "Senden klappt nicht" not in pages.get("/de/topics/billing").links()


def test_a_flow_that_leads_to_no_published_article_stands_among_the_others(pages, changing):
    with changing() as session:
        publish_flow(session, now=NOW)
    page = pages.get("/en/flows")
    assert [words(head) for head in page.one("main").iter("h2")][:1] == ["Other"]


def test_without_flows_the_page_says_so(pages):
    assert "Noch gibt es keine" in pages.get("/de/flows").text
