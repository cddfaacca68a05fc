"""What browsers, search engines and feed readers may keep: ETag and 304, and when it ends."""

from dataclasses import replace
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest

from portal.knowledge.models import Translation
from portal.knowledge.operations import save_revision, text_of
from portal.knowledge.publication_operations import publish
from tests.web.content import NOW, add_picture, write

PLACES = ("/de/", "/en/", "/de/topics/email", "/sitemap.xml", "/de/feed.xml")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def articles(changing):
    with changing() as session:
        write(session, "mail", "Senden klappt nicht & mehr")
        write(session, "mail", "Sending fails", locale="en")
        write(session, "only-german", "Nur deutsch", topic="internet")


@pytest.mark.parametrize("place", PLACES)
def test_a_copy_is_good_until_something_is_published(pages, changing, clock, articles, place):
    etag = pages.get(place).headers["ETag"]
    again = pages.get(place, status=304, If_None_Match=etag)
    assert (again.body, again.headers["ETag"]) == ("", etag)
    assert again.headers["Content-Security-Policy"]

    with changing() as session:
        write(session, "new", "Neu hier", now=clock.advance(minutes=1))

    assert pages.get(place, If_None_Match=etag).headers["ETag"] != etag


def test_a_new_title_of_a_related_article_ends_the_copy(pages, changing, worker):
    with changing() as session:
        write(session, "noise", "Ein anderer Artikel")
        related = write(session, "mail", "Senden klappt nicht").id
        write(session, "wifi", "WLAN", related=("mail",))
        write(session, "phone", "Telefon")
    worker.run_all()
    etag = pages.get("/de/articles/wlan").headers["ETag"]
    unrelated = pages.get("/de/articles/telefon").headers["ETag"]

    with changing() as session:
        translation = session.get(Translation, related)
        text = replace(text_of(translation.head), title="Postausgang klemmt")
        save_revision(session, translation, text, base=1, actor_id=None, now=NOW)
        publish(session, translation, actor_id=None, now=NOW)
    worker.run_all()

    assert "Postausgang klemmt" in pages.get("/de/articles/wlan", If_None_Match=etag).text
    pages.get("/de/articles/telefon", status=304, If_None_Match=unrelated)


def test_the_promise_on_the_page_ends_the_copy(pages, clock, articles):
    etag = pages.get("/de/").headers["ETag"]
    clock.advance(hours=1)
    pages.get("/de/", status=200, If_None_Match=etag)


def test_a_copy_in_one_language_is_none_in_the_other(pages, articles):
    assert pages.get("/de/").headers["ETag"] != pages.get("/en/").headers["ETag"]


def test_pages_are_private_and_tell_caches_why(pages, articles):
    headers = pages.get("/de/").headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Vary"] == "Cookie"


def test_the_sitemap_names_every_public_page_with_its_other_language(pages, articles):
    root = fromstring(pages.get("/sitemap.xml", Host="evil.example").body)  # noqa: S314 - our own answer
    addresses = {
        entry.findtext(f"{SITEMAP}loc"): [
            link.get("hreflang") for link in entry.iter() if link.get("hreflang")
        ]
        for entry in root
    }

    base = "http://localhost"
    assert addresses[f"{base}/de/"] == ["de", "en"]
    assert addresses[f"{base}/en/articles/sending-fails"] == ["de", "en"]
    assert addresses[f"{base}/de/articles/nur-deutsch"] == []
    assert addresses[f"{base}/de/topics/internet"] == []
    for address in addresses:
        pages.get(address.removeprefix(base))


def test_robots_find_the_sitemap_and_stay_out_of_the_search(pages):
    lines = pages.get("/robots.txt", Host="evil.example").body.splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert {"Disallow: /agent/", "Disallow: /de/search", "Disallow: /en/search"} <= set(lines)


def test_the_feed_has_the_newest_first(pages, changing, clock, articles):
    with changing() as session:
        write(session, "new", "Neu <hier> & da", now=clock() + timedelta(minutes=1))

    feed = pages.get("/de/feed.xml")
    root = fromstring(feed.body)  # noqa: S314 - our own answer

    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles[0] == "Neu <hier> & da"
    assert "Sending fails" not in titles
    assert root.findtext(f"{ATOM}updated") == "2026-11-23T08:31:00+00:00"
    assert feed.headers["Content-Type"].startswith("application/atom+xml")


def test_every_page_links_only_to_pages_that_exist(pages, articles):
    for place in ("/de/", "/en/", "/de/topics/email", "/en/contact", "/de/search?q=x"):
        addresses = {a.get("href", "").partition("#")[0] for a in pages.get(place).all("a")}
        for address in addresses:
            if address.startswith("/"):
                pages.get(address, follow=True)


def test_a_picture_is_served_in_a_sandbox_r10(app, pages, changing):
    with changing() as session:
        translation = write(session, "mail", "Mit Bild", body="Text\n", published=False)
        file = add_picture(app, session, translation, "a.png")
    pages.get(f"/media/{file.public_id}", status=404)  # a draft's picture

    with changing() as session:
        body = "![Bild](b.png) ![Plan](c.svg)\n"
        translation = write(session, "other", "Noch eins", body=body, published=False)
        file = add_picture(app, session, translation, "b.png")
        fake = add_picture(app, session, translation, "c.svg")
        fake.media_type = "image/svg+xml"
        unused = add_picture(app, session, translation, "not-in-the-text.png")
        publish(session, translation, actor_id=None, now=NOW)
    picture = pages.get(f"/media/{file.public_id}")

    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.headers["Content-Type"] == "image/png"
    pages.get(f"/media/{file.public_id}", status=304, If_None_Match=picture.headers["ETag"])
    pages.get(f"/media/{fake.public_id}", status=404)
    pages.get(f"/media/{unused.public_id}", status=404)


@pytest.mark.parametrize("name", ["x", "..%2f..%2fportal.db", "%00", "' OR 1=1 --", "a" * 900])
def test_a_picture_nobody_has_is_not_found_f2(pages, name):
    pages.get(f"/media/{name}", status=404)


def test_a_picture_whose_bytes_are_gone_is_not_found(app, pages, changing):
    with changing() as session:
        translation = write(session, "mail", "Mit Bild", body="![Bild](a.png)\n", published=False)
        file = add_picture(app, session, translation, "a.png")
        file.sha256 = "0" * 64
        publish(session, translation, actor_id=None, now=NOW)
    pages.get(f"/media/{file.public_id}", status=404)


@pytest.mark.parametrize(
    "path", ["/static/x/../../app.py", "/static/x/%2e%2e/app.py", "/static/x/none.css"]
)
def test_static_files_are_those_of_the_product_f2(pages, path):
    pages.get(path, status=404)


def test_a_static_file_is_kept_for_ever_at_its_own_version_only(app, pages):
    current = app.extensions["lotse.assets"].url("css/lotse.css")
    sheet = pages.get(current)
    assert "immutable" in sheet.headers["Cache-Control"]
    assert '@import "' not in sheet.body
    old = pages.get("/static/old/css/lotse.css")
    assert (old.headers["Cache-Control"], old.body) == ("no-cache", sheet.body)
