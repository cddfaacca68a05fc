"""A5: what is no longer, not yet, or not for everybody public is nowhere, at once.

The worker does not run between the change and the question: the index still knows the text.
"""

import json

import pytest

from portal.editor.operations import change_article
from portal.knowledge.models import Translation
from portal.knowledge.operations import rename_slug
from portal.knowledge.publication_operations import withdraw
from portal.web.access import Role
from tests.web.content import NOW, add_picture, as_role, write
from tests.web.page_client import PageClient

SECRET = "Geheimnisumwandlung"
PLACES = (
    "/de/search?q=Geheimnisumwandlung",
    "/de/search?q=Postausgang&language=de",
    "/de/search?q=Postausgang&topic=email&n=50",
    "/de/search/suggestions?q=Geheim",
    "/de/feed.xml",
    "/sitemap.xml",
    "/de/",
    "/de/topics/email",
    "/de/articles/nachbar",
    "/api/v1/search?q=Geheimnisumwandlung&lang=de",
    "/api/v1/search?q=Postausgang&lang=de&limit=50",
)
ADDRESSES = ("/de/articles/geheimnisumwandlung", "/de/articles/altes-geheimnis")


@pytest.fixture
def secret(app, changing, worker):
    """An article with an old address, a picture, a neighbour that names it, and an index."""
    with changing() as session:
        write(session, "neighbour", "Nachbar", related=("secret",))
        translation = write(
            session,
            "secret",
            SECRET,
            body="Der Postausgang.\n\n![Bild](media/a.png)\n",
            published=False,
        )
        add_picture(app, session, translation, "media/a.png")
        translation.slug = "altes-geheimnis"
        rename_slug(session, translation, "geheimnisumwandlung", actor_id=None, now=NOW)
    return translation


def publish_and_index(changing, worker, translation):
    from portal.knowledge.publication_operations import publish

    with changing() as session:
        publish(session, session.get_one(Translation, translation.id), actor_id=None, now=NOW)
    worker.run_all()


def picture_of(changing):
    from sqlalchemy import select

    from portal.core.files import StoredFile

    with changing() as session:
        return "/media/" + session.scalars(select(StoredFile.public_id)).one()


def test_a_published_article_is_everywhere(pages, changing, worker, secret):
    publish_and_index(changing, worker, secret)

    missing = [place for place in PLACES if SECRET not in found_at(pages, place)]

    # The first page lists the articles that readers ask for, and the sitemap gives addresses.
    assert missing == ["/sitemap.xml", "/de/"]
    assert "geheimnisumwandlung" in pages.get("/sitemap.xml").body
    assert pages.get(ADDRESSES[0]).h1 == SECRET
    assert pages.get(ADDRESSES[1], status=301).location == ADDRESSES[0]
    assert pages.get(picture_of(changing)).headers["Content-Type"] == "image/png"


def test_a_withdrawn_article_is_nowhere_at_once(pages, changing, worker, secret):
    publish_and_index(changing, worker, secret)

    with changing() as session:
        withdraw(session, session.get_one(Translation, secret.id), actor_id=None, now=NOW)

    assert_nowhere(pages, changing)


def test_a_draft_is_nowhere(pages, changing, worker, secret):
    worker.run_all()

    assert_nowhere(pages, changing)


@pytest.mark.parametrize("visibility", ["signed_in", "internal"])
def test_an_article_that_was_hidden_is_nowhere_at_once(pages, changing, worker, secret, visibility):
    publish_and_index(changing, worker, secret)

    with changing() as session:
        session.get_one(Translation, secret.id).article.visibility = visibility

    assert_nowhere(pages, changing)


@pytest.mark.parametrize("visibility", ["signed_in", "internal"])
def test_a_hidden_article_is_for_colleagues_only(app, pages, changing, worker, secret, visibility):
    with changing() as session:
        session.get_one(Translation, secret.id).article.visibility = visibility
    publish_and_index(changing, worker, secret)

    assert_nowhere(pages, changing)
    colleague = PageClient(as_role(app, Role.AGENT))
    assert colleague.get(ADDRESSES[0]).h1 == SECRET
    assert SECRET in colleague.get("/de/search?q=Geheimnisumwandlung").text
    assert SECRET in found_at(colleague, "/de/search/suggestions?q=Geheim")
    assert colleague.get(ADDRESSES[0]).one("meta", name="robots").get("content") == "noindex"
    for place in ("/de/feed.xml", "/sitemap.xml"):  # read by programs, kept by who knows whom
        assert "eheimnis" not in colleague.get(place).body


@pytest.mark.parametrize("place", ["/", "/de/", "/de/topics/email", "/sitemap.xml", "/de/feed.xml"])
def test_a_copy_from_before_the_hiding_is_not_confirmed(
    pages, changing, worker, secret, place, clock
):
    publish_and_index(changing, worker, secret)
    before = pages.get(place, follow=True)
    etag = before.headers.get("ETag", "")

    with changing() as session:
        article = session.get_one(Translation, secret.id).article
        change_article(
            session,
            article,
            category=article.category,
            visibility="internal",
            actor_id=None,
            now=clock(),
        )

    pages.get(place, follow=True, If_None_Match=etag)  # 304 would fail


def test_a_misspelled_word_is_not_put_right_by_a_hidden_text_v12(pages, changing, worker, secret):
    with changing() as session:
        session.get_one(Translation, secret.id).article.visibility = "internal"
    publish_and_index(changing, worker, secret)

    page = pages.get("/de/search?q=Geheimnisumwandlnug")

    assert "Geheimnisumwandlung".lower() not in page.body.lower()


def assert_nowhere(pages, changing):
    betrayed = [place for place in PLACES if SECRET in found_at(pages, place)]
    assert betrayed == []
    assert "eheimnis" not in pages.get("/sitemap.xml").body
    for address in (*ADDRESSES, picture_of(changing)):
        pages.get(address, status=404)
    pages.post(f"{ADDRESSES[0]}/feedback", {"helpful": "yes"}, status=404)


def found_at(pages, place):
    """What a reader finds at `place`, without what they typed themselves."""
    page = pages.get(place)
    if page.response.mimetype == "application/json":
        found = page.json.get("hits", page.json.get("suggestions"))
        return json.dumps(found, ensure_ascii=False)
    if place.startswith("/de/search"):
        return str({words: url for words, url in page.links().items() if "/articles/" in url})
    return page.body
