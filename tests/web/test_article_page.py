"""The article page: what it shows, where it is found, what a browser may keep."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.knowledge.models import Translation
from portal.knowledge.operations import rename_slug, save_revision, text_of
from portal.knowledge.publication_operations import publish, withdraw
from tests.web.content import write

LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def article(changing):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", topic="billing")
        write(session, "mail", "Sending fails", locale="en")
        return write(session, "mail", "Senden klappt nicht", related=("noise", "not-there"))


def test_it_shows_the_text_the_date_and_the_way_back(pages, article):
    page = pages.get("/de/articles/senden-klappt-nicht")

    assert page.h1 == "Senden klappt nicht"
    assert "Geprüft am 12. November 2026 von Jonas Petersen" in page.text
    assert page.links()["E-Mail"] == "/de/topics/email"
    assert page.one("section", data_remedy="router.restart").get("id") == "router-neu-starten"


def test_it_offers_related_articles_that_are_there(pages, article):
    links = pages.get("/de/articles/senden-klappt-nicht").links()

    assert links["Rechnung verstehen"] == "/de/articles/rechnung-verstehen"
    assert "not-there" not in str(links)


def test_it_names_both_languages_and_its_own_address_to_search_engines(pages, article):
    page = pages.get("/de/articles/senden-klappt-nicht", Host="evil.example")

    alternates = {
        link.get("hreflang"): link.get("href") for link in page.all("link", rel="alternate")
    }
    assert alternates == {
        "de": "http://localhost/de/articles/senden-klappt-nicht",
        "en": "http://localhost/en/articles/sending-fails",
    }
    assert page.one("link", rel="canonical").get("href") == alternates["de"]
    assert "evil.example" not in page.body  # S5
    assert page.one("meta", name="description").get("content") == "Senden klappt nicht: was hilft."


def test_it_describes_itself_as_structured_data(pages, article):
    described, crumbs = pages.get("/en/articles/sending-fails").json_ld()["@graph"]

    assert described["@type"] == "TechArticle"
    assert (described["headline"], described["inLanguage"]) == ("Sending fails", "en")
    assert described["dateModified"] == "2026-11-12"
    assert [entry["name"] for entry in crumbs["itemListElement"]] == ["Help", "Email"]


def test_a_title_cannot_leave_the_structured_data_r5(pages, changing):
    title = "Senden </script><script>alert(1)</script>"
    with changing() as session:
        slug = write(session, "mail", title).slug

    page = pages.get(f"/de/articles/{slug}")

    assert page.json_ld()["@graph"][0]["headline"] == title
    assert page.h1 == title


def test_the_language_switch_leads_to_the_same_article(pages, article):
    page = pages.get("/de/articles/senden-klappt-nicht")
    assert page.links()["Read in English"] == "/en/articles/sending-fails"


def test_a_renamed_article_is_found_at_each_address_it_had(pages, changing, article):
    with changing() as session:
        translation = session.get_one(Translation, article.id)
        rename_slug(session, translation, "senden-scheitert", actor_id=None, now=LATER)
        rename_slug(session, translation, "mail-geht-nicht-raus", actor_id=None, now=LATER)

    for old in ("senden-klappt-nicht", "senden-scheitert"):
        page = pages.get(f"/de/articles/{old}", status=301)
        assert page.location == "/de/articles/mail-geht-nicht-raus"
    assert pages.get("/de/articles/mail-geht-nicht-raus").h1 == "Senden klappt nicht"


def test_an_address_taken_back_shows_the_page_again(pages, changing, article):
    with changing() as session:
        translation = session.get_one(Translation, article.id)
        rename_slug(session, translation, "anders", actor_id=None, now=LATER)
        rename_slug(session, translation, "senden-klappt-nicht", actor_id=None, now=LATER)

    pages.get("/de/articles/senden-klappt-nicht", status=200)
    assert pages.get("/de/articles/anders", status=301).location.endswith("/senden-klappt-nicht")


@pytest.mark.parametrize(
    "path",
    [
        "/de/articles/gibt-es-nicht",
        "/de/articles/%00",
        "/de/articles/" + "a" * 3000,
        "/fr/articles/x",
    ],
)
def test_an_address_that_leads_nowhere_says_so_and_offers_the_search(pages, path):
    page = pages.get(path, status=404)
    assert "Adresse" in page.text
    assert any(form.get("role") == "search" for form in page.all("form"))


def test_the_browsers_copy_is_good_until_the_text_changes(pages, changing, article):
    first = pages.get("/de/articles/senden-klappt-nicht")
    etag = first.headers["ETag"]
    assert pages.get("/de/articles/senden-klappt-nicht", status=304, If_None_Match=etag).body == ""

    with changing() as session:
        translation = session.get_one(Translation, article.id)
        text = replace(text_of(translation.head), title="Senden klappt wieder")
        save_revision(session, translation, text, base=1, actor_id=None, now=LATER)
    pages.get("/de/articles/senden-klappt-nicht", status=304, If_None_Match=etag)  # a draft only

    with changing() as session:
        publish(session, session.get_one(Translation, article.id), actor_id=None, now=LATER)
    page = pages.get("/de/articles/senden-klappt-nicht", If_None_Match=etag)
    assert page.h1 == "Senden klappt wieder"
    assert page.headers["ETag"] != etag


def test_a_related_article_that_is_withdrawn_makes_a_new_copy_a5(pages, changing, worker, article):
    etag = pages.get("/de/articles/senden-klappt-nicht").headers["ETag"]
    with changing() as session:
        other = session.scalar(select(Translation).where(Translation.title == "Rechnung verstehen"))
        withdraw(session, other, actor_id=None, now=LATER)
    worker.run_all()

    page = pages.get("/de/articles/senden-klappt-nicht", If_None_Match=etag)
    assert "Rechnung verstehen" not in page.text


def test_the_copy_of_one_theme_is_not_the_copy_of_another(pages, article):
    etag = pages.get("/de/articles/senden-klappt-nicht").headers["ETag"]
    pages.post("/de/preferences", {"theme": "dark"})
    page = pages.get("/de/articles/senden-klappt-nicht", If_None_Match=etag)
    assert page.tree.get("data-theme") == "dark"


def test_text_outside_ascii_and_script_in_an_article_are_text(pages, changing):
    with changing() as session:
        write(
            session,
            "nasty",
            "שלום 😀 <b>fett</b>",
            body="<script>alert(1)</script> <img onerror=alert(1)> [x](javascript:alert(1))\n",
        )
        slug = write(session, "noise", "Rechnung").article.translations[0].slug
    assert slug == "rechnung"

    page = pages.get("/de/topics/email")
    href = page.links()["שלום 😀 <b>fett</b>"]
    article = pages.get(href)
    assert article.h1 == "שלום 😀 <b>fett</b>"
    assert "alert(1)" not in "".join(str(element.attrib) for element in article.tree.iter())
