"""The field: whatever is typed into it is kept, wherever it stands."""

import pytest

from portal.app import create_app
from portal.core.db import db
from portal.intake.models import Intake
from tests.web.intake.conftest import TEXT, agree, tell, tried
from tests.web.page_client import PageClient
from tests.web.visiting import search


def kept(app) -> list[tuple[str, str]]:
    """Text and place of every intake."""
    with app.app_context():
        return [(row.text, row.place) for row in db.session.query(Intake)]


def test_a_text_that_is_too_long_comes_back_whole_with_a_clear_message(app, pages, hearing):
    long = "Es geht nicht. " * 800

    page = pages.press(pages.get("/de/intake"), "Weiter", status=422, words=long)

    assert page.one("textarea").text == long.strip()
    assert "Ihr Text hat 11.999 Zeichen, lesen können wir 10.000." in page.text
    assert kept(app) == []


def test_ten_thousand_characters_are_read(app, pages, hearing):
    tell(pages, "Es geht nicht. " * 666)

    assert len(kept(app)[0][0]) == 666 * 15 - 1


def test_an_empty_text_is_asked_for(pages, hearing):
    page = pages.press(pages.get("/en/intake"), "Continue", status=422, words=" \r\n ")

    assert "Write what happened. One sentence is enough." in page.text


def test_sent_twice_it_is_kept_once(app, pages, understood):
    pages.post("/de/intake", {"words": TEXT}, follow=True, status=200)

    assert kept(app) == [(TEXT, "")]


def test_a_text_from_another_page_joins_what_is_there(app, pages, understood):
    pages.post("/de/intake", {"words": "Und das WLAN ist weg.", "place": "search"}, status=303)

    assert kept(app) == [(f"{TEXT}\n\nUnd das WLAN ist weg.", "search")]


def test_nobody_else_sees_it(app, understood):
    stranger = PageClient(app.test_client())

    assert stranger.get("/de/intake/understood", status=303).location == "/de/intake"
    assert stranger.get("/de/intake/results", status=303).location == "/de/intake"
    assert stranger.get("/de/intake").one("textarea").text is None
    assert stranger.post("/de/intake/understood", {"revision": "1"}).location == "/de/intake"
    assert tried(app) == {}


def test_pages_with_the_text_are_kept_nowhere(pages, understood):
    for page in (understood, pages.get("/de/intake"), pages.get("/de/intake/results")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_browser_without_cookies_keeps_its_text_and_the_way_to_a_person(app, hearing):
    client = app.test_client(use_cookies=False)

    page = PageClient(client).post("/de/intake", {"words": TEXT}, status=422)

    assert page.one("textarea").text == TEXT
    assert "Ihr Browser hat kein Cookie zurückgeschickt" in page.text
    button = page.one("button", class_="person")
    assert button.get("formaction") == "/de/contact"
    page = PageClient(client).post("/de/contact", {"words": TEXT, "act": "save"}, status=200)
    assert TEXT in page.text


def test_the_person_button_of_the_field_takes_the_text_along(pages, hearing):
    pages.get("/de/intake")

    page = pages.post("/de/contact", {"words": TEXT, "act": "save"}, follow=True, status=200)

    assert TEXT in page.text


def test_the_start_of_a_flow_has_the_field_and_goes_on_there(pages, flow):
    page = pages.get("/de/flows/cannot-send")

    page = pages.press(page, "Mit diesem Text weiter", words=TEXT)

    assert "checked" in page.all("input", name="problem")[0].attrib
    assert agree(pages, page).h1 == "Kommen Mails an?"


def test_a_search_without_hits_has_the_field_with_the_query_in_it(app, pages, hearing):
    page = search(pages, "qwxyzzy")
    assert page.one("textarea").text == "qwxyzzy"

    pages.press(page, "Mit diesem Text weiter", words="qwxyzzy, seit gestern")

    assert kept(app) == [("qwxyzzy, seit gestern", "search")]


def test_the_hand_over_page_takes_up_facts_and_attempts_and_goes_on_there(app, pages, flow):
    page = pages.get("/de/contact")
    page = pages.press(page, "Angaben und Versuche herauslesen", words=TEXT, name="Sabine")
    assert page.url == "/de/intake/understood"
    assert not page.all("input", name="problem")

    page = agree(pages, page)

    assert page.url == "/de/contact"
    assert "204 183" in page.text
    assert "ohne Wirkung" in page.text
    assert page.one("input", name="name").get("value") == "Sabine"
    assert page.text.count("bleibt jede Mail im Postausgang") == 1
    assert "Angaben und Versuche herauslesen" not in page.text


def test_a_text_changed_here_is_changed_on_the_hand_over_page(pages, understood):
    pages.post("/de/contact", {"act": "save", "name": "Sabine"}, status=303)

    page = pages.get("/de/intake")
    pages.press(page, "Weiter", words="Jetzt ganz anders.")

    page = pages.get("/de/contact")
    assert "Jetzt ganz anders." in page.text
    assert TEXT not in page.text


def test_it_stands_among_the_steps_and_is_deleted_with_them(app, pages, understood):
    page = pages.get("/de/journey")
    assert TEXT in page.text

    pages.post("/de/journey/deletions")

    assert kept(app) == []


def test_the_limit_of_a_network_keeps_what_was_typed(settings, clock):
    app = create_app(settings, clock)
    app.testing = True
    pages = PageClient(app.test_client())
    pages.get("/de/intake")
    for _ in range(60):
        pages.browser.post("/de/intake", data={"words": ""})

    page = pages.post("/de/intake", {"words": TEXT}, status=429)

    assert page.one("textarea").text == TEXT
    assert "Das war viel auf einmal." in page.text
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_entrance_says_the_same(pages, flow, lang):
    ask = {
        "de": "Was ist passiert, und was haben Sie schon versucht?",
        "en": "What happened, and what have you already tried?",
    }[lang]

    assert pages.get(f"/{lang}/intake").h1 == ask
    for path in ("search?q=qwxyzzy", "flows/cannot-send", "contact"):
        assert ask in pages.get(f"/{lang}/{path}").text
    assert any(url == f"/{lang}/intake" for url in links(pages.get(f"/{lang}/")))


def links(page) -> list[str]:
    return [link.get("href", "") for link in page.all("a")]
