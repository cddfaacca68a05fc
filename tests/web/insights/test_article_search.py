"""The queries that lead to an article, without the visitors."""

from datetime import timedelta

import pytest

from portal.journeys.operations import begin_journey, new_token, record
from portal.knowledge.models import Article
from portal.web.access import Role
from tests.web.content import NOW, as_role, write
from tests.web.page_client import PageClient


@pytest.fixture
def agent(app):
    return PageClient(as_role(app, Role.AGENT))


@pytest.fixture
def texts(changing):
    with changing() as session:
        return {
            "noise": write(session, "noise", "Rechnung verstehen"),
            "mail": write(session, "mail", "Senden klappt nicht"),
            "english": write(session, "mail", "Sending fails", locale="en"),
        }


@pytest.fixture
def walk(changing):
    """walk(query, translation): so many journeys that opened it a minute after the search."""

    def walk(query, translation, *, times=1, minutes=1, locale="de"):
        with changing() as session:
            for _ in range(times):
                journey = begin_journey(session, new_token(), locale=locale, now=NOW)
                record(session, journey, "searched", text=query, hits=3, now=NOW)
                subject, at = f"article:{translation.id}", NOW + timedelta(minutes=minutes)
                record(session, journey, "opened", subject=subject, text="Titel", now=at)

    return walk


@pytest.fixture
def rows(agent, changing):
    """rows(translation): (query, language, visitors) as the page lists them."""

    def rows(translation):
        with changing() as session:
            public_id = session.get_one(Article, translation.article_id).public_id
        page = agent.get(f"/agent/search/articles/{public_id}")
        bodies = page.all("tbody")
        lines = list(bodies[0].iter("tr")) if bodies else []
        found = [tuple(" ".join("".join(c.itertext()).split()) for c in line) for line in lines]
        return found, page

    return rows


def test_it_lists_queries_in_both_languages_the_most_frequent_first(texts, walk, rows):
    walk("Postausgang", texts["mail"], times=3)
    walk("  postausgang ?", texts["mail"])
    walk("outgoing mail", texts["english"], times=3, locale="en")
    walk("Rechnung", texts["noise"], times=5)

    found, page = rows(texts["mail"])

    assert found == [("postausgang", "Deutsch", "4"), ("outgoing mail", "Englisch", "3")]
    link = page.links()["postausgang"]
    assert link == "/agent/search/ranking?q=postausgang&lang=de"


def test_g2_what_two_visitors_asked_is_only_counted(texts, walk, rows):
    walk("Mein ganz besonderes Problem", texts["mail"], times=2)
    found, page = rows(texts["mail"])
    assert found == []
    assert "besonderes" not in page.body
    assert "2 Besuche kamen über seltenere Fragen" in page.text


def test_g2_one_visitor_who_asks_again_and_again_is_one(texts, changing, rows):
    with changing() as session:
        journey = begin_journey(session, new_token(), locale="de", now=NOW)
        for _ in range(5):
            record(session, journey, "searched", text="Postausgang", hits=3, now=NOW)
            subject = f"article:{texts['mail'].id}"
            record(session, journey, "opened", subject=subject, text="Titel", now=NOW)
    assert rows(texts["mail"])[0] == []


@pytest.mark.parametrize(
    "query", ["frau.berger@baeckerei.example geht nicht", "Kundennummer 20418312"]
)
def test_g2_what_looks_as_if_it_named_somebody_is_never_shown(texts, walk, rows, query):
    walk(query, texts["mail"], times=9)
    assert rows(texts["mail"])[0] == []


def test_what_was_opened_long_after_was_not_led_here(texts, walk, rows):
    walk("Postausgang", texts["mail"], times=3, minutes=31)
    assert rows(texts["mail"])[0] == []


def test_the_editor_leads_here(agent, changing, texts):
    with changing() as session:
        public_id = session.get_one(Article, texts["mail"].article_id).public_id
    page = agent.get(f"/agent/articles/{public_id}/de")
    assert page.links()["Wie er gefunden wird"] == f"/agent/search/articles/{public_id}"


@pytest.mark.parametrize("public_id", ["nobody", "1", "x" * 200])
def test_an_article_that_is_not_there_is_not_found(agent, public_id):
    agent.get(f"/agent/search/articles/{public_id}", status=404)
