"""Where customers come across a flow: search, suggestions, articles, home, no hits."""

import pytest
from sqlalchemy import select

from portal.troubleshooter.flows import change_state
from portal.troubleshooter.models import FlowRecord
from tests.web.content import NOW, write
from tests.web.page_invariants import words


@pytest.fixture
def indexed(changing, worker, flow):
    """The sample flow and two articles in the index."""
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing", body="Die Rechnung.\n")
        write(session, "mail", "Postausgang einrichten")
    worker.run_all()


def withdraw(changing, worker):
    with changing() as session:
        record = session.scalars(select(FlowRecord)).one()
        change_state(session, record, "archived", actor_id=None, now=NOW)
    worker.run_all()


def test_a_flow_is_found_by_its_symptoms_and_offers_its_beginning(pages, indexed):
    page = pages.get("/de/search?q=Mail+bleibt+im+Postausgang")

    [hit] = page.all("article", class_="hit-flow")
    assert "Schritt für Schritt Senden klappt nicht Etwa 6 Minuten." in words(hit)
    [link] = [a for a in hit.iter("a") if "btn" in a.get("class", "")]
    assert link.get("href") == "/de/flows/cannot-send"
    assert "Schritt für Schritt" in words(page.one(class_="facets"))


def test_it_is_found_in_the_readers_language(pages, indexed):
    [hit] = pages.get("/en/search?q=mail+stays+in+the+outbox").all("article", class_="hit-flow")
    assert "Step by step Sending fails About 6 minutes." in words(hit)


def test_a_filter_shows_flows_only(pages, indexed):
    page = pages.get("/de/search?q=Postausgang&kind=flow")

    [hit] = page.all("article", class_="hit")
    assert "hit-flow" in hit.get("class", "")


def test_it_is_suggested_while_typing(pages, indexed):
    offered = pages.get("/de/search/suggestions?q=Senden").json["suggestions"]

    assert offered == [
        {
            "title": "Senden klappt nicht",
            "url": "/de/flows/cannot-send",
            "kind": "flow",
            "lang": "de",
        }
    ]


def test_it_is_suggested_beside_many_articles_with_the_same_words(pages, indexed, changing, worker):
    with changing() as session:
        for number in range(9):
            write(session, f"send-{number}", f"Senden {number}")
    worker.run_all()

    offered = pages.get("/de/search/suggestions?q=Senden").json["suggestions"]

    assert [offer["kind"] for offer in offered] == ["article"] * 7 + ["flow"]


def test_other_programs_find_it(pages, indexed):
    hits = pages.get("/api/v1/search?q=Mail+bleibt+im+Postausgang&lang=de").json["hits"]

    assert {hit["type"] for hit in hits} >= {"flow"}
    [flow] = [hit for hit in hits if hit["type"] == "flow"]
    assert flow["url"] == "http://localhost/de/flows/cannot-send"


def test_a_withdrawn_flow_is_found_no_more(pages, changing, worker, indexed):
    withdraw(changing, worker)

    page = pages.get("/de/search?q=Mail+bleibt+im+Postausgang")
    assert not page.all("article", class_="hit-flow")
    assert pages.get("/de/search/suggestions?q=Senden").json["suggestions"] == []


def test_a_flow_that_was_withdrawn_just_now_is_hidden_before_the_index_knows(
    pages, changing, indexed
):
    with changing() as session:
        record = session.scalars(select(FlowRecord)).one()
        change_state(session, record, "archived", actor_id=None, now=NOW)

    assert not pages.get("/de/search?q=Postausgang").all("article", class_="hit-flow")


def test_it_is_found_after_the_index_was_built_anew(pages, changing, worker, indexed):
    from portal.knowledge.publication_operations import enqueue_rebuild

    with changing() as session:
        enqueue_rebuild(session, now=NOW)
    worker.run_all()

    assert pages.get("/de/search?q=Postausgang").all("article", class_="hit-flow")


def test_a_search_without_hits_leads_to_the_flows(pages, indexed):
    links = pages.get("/de/search?q=qwxyzzy").links()
    assert links["Senden klappt nicht"] == "/de/flows/cannot-send"


def test_the_article_that_a_flow_names_leads_to_it(pages, indexed):
    page = pages.get("/de/articles/postausgang-einrichten")

    assert page.links()["Schritt für Schritt: Senden klappt nicht"] == "/de/flows/cannot-send"
    other = pages.get("/de/articles/rechnung-verstehen")
    assert not [words for words in other.links() if "Schritt für Schritt" in words]


def test_the_article_forgets_a_flow_that_is_withdrawn(pages, changing, worker, indexed):
    address = "/de/articles/postausgang-einrichten"
    etag = pages.get(address).headers["ETag"]
    assert pages.get(address, status=304, If_None_Match=etag)

    withdraw(changing, worker)

    page = pages.get(address, If_None_Match=etag)
    assert "Schritt für Schritt" not in page.text


def test_an_article_with_the_same_remedies_leads_to_the_flow(pages, changing, flow):
    body = (
        "## Passwort {remedy=mail.reenter_password}\n\nText.\n\n"
        "## Router {remedy=router.restart}\n\nText.\n"
    )
    with changing() as session:
        write(session, "both", "Beides", body=body)
        write(session, "noise", "Nur eins", body="## Router {remedy=router.restart}\n\nText.\n")

    assert "Schritt für Schritt: Senden" in pages.get("/de/articles/beides").text
    assert "Schritt für Schritt" not in pages.get("/de/articles/nur-eins").text


def test_beginning_a_flow_is_an_event_of_the_journey(pages, flow):
    pages.post("/de/flows/cannot-send")

    assert "Senden klappt nicht" in pages.get("/de/journey").text
