"""What of a visit is recorded, and of whom nothing."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.helpcenter import recording
from portal.journeys.models import JourneyEvent, JourneyKey
from portal.journeys.operations import TOKEN_LENGTH
from portal.journeys.visits import COOKIE_SECONDS
from portal.web.access import JOURNEY_COOKIE, Role
from tests.web.content import as_role, write
from tests.web.page_client import PageClient
from tests.web.visiting import ARTICLE, TOKEN, cookies, happened, journeys, search


@pytest.fixture
def article(changing, worker):
    with changing() as session:
        write(session, "noise", "Rechnung verstehen", body="Die Rechnung.\n")
        written = write(session, "mail", "Senden klappt nicht")
    worker.run_all()
    return written


@pytest.fixture
def visitor(client):
    """A person's browser, as it is after a first page: with the cookie that came along."""
    client.set_cookie(JOURNEY_COOKIE, TOKEN)
    return PageClient(client)


def test_a_first_article_writes_nothing_and_gives_a_cookie(pages, changing, article):
    page = pages.get(ARTICLE)

    assert journeys(changing) == 0
    cookie = cookies(page)[0]
    assert re.match(rf"{JOURNEY_COOKIE}=[a-z0-9]{{{TOKEN_LENGTH}}};", cookie)
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={COOKIE_SECONDS}"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert cookies(pages.get(ARTICLE)) == []  # who has one keeps it


def test_the_next_article_begins_the_journey_with_the_one_before(visitor, changing, article):
    visitor.get("/de/articles/rechnung-verstehen", Referer=f"http://localhost{ARTICLE}")

    assert happened(changing) == [
        ("opened", "Senden klappt nicht"),
        ("opened", "Rechnung verstehen"),
    ]


@pytest.mark.parametrize(
    "referer",
    [
        "",
        f"http://evil.example{ARTICLE}",
        "http://localhost/de/articles/gibt-es-nicht",
        "http://localhost/de/articles/%00",
        "http://localhost/agent/articles",
        "http://[broken",
        "not an address",
    ],
)
def test_only_an_article_of_ours_counts_as_the_one_before(visitor, changing, article, referer):
    visitor.get("/de/articles/rechnung-verstehen", Referer=referer)
    assert happened(changing) == [("opened", "Rechnung verstehen")]


def test_an_article_from_the_browsers_copy_is_read_as_well(visitor, changing, article):
    etag = visitor.get("/de/articles/rechnung-verstehen").headers["ETag"]
    visitor.get(ARTICLE)
    visitor.get("/de/articles/rechnung-verstehen", status=304, If_None_Match=etag)
    assert [text for _kind, text in happened(changing)] == [
        "Rechnung verstehen",
        "Senden klappt nicht",
        "Rechnung verstehen",
    ]


def test_a_search_begins_a_journey_at_once(pages, changing, article):
    page = search(pages, "Passwort+geht+nicht")
    assert happened(changing) == [("searched", "Passwort geht nicht")]
    assert "HttpOnly" in cookies(page)[0]
    search(pages, "Passwort+geht+nicht&language=de")
    assert len(happened(changing)) == 1  # a filter is no new question
    assert journeys(changing) == 1


@pytest.mark.parametrize("query", ["", "+++", "%3F%21", "-"])
def test_signs_alone_are_no_question(pages, changing, article, query):
    search(pages, query)
    assert journeys(changing) == 0


def test_typing_is_not_recorded_only_asking(visitor, changing, article):
    visitor.get("/de/search/suggestions?q=Send")
    assert journeys(changing) == 0


def test_not_helped_is_recorded_with_the_article(pages, changing, article):
    pages.post(f"{ARTICLE}/feedback", {"helpful": "no"}, Referer=f"http://localhost{ARTICLE}")
    pages.post(f"{ARTICLE}/feedback", {"helpful": "yes"})
    assert happened(changing) == [
        ("opened", "Senden klappt nicht"),
        ("not_helped", "Senden klappt nicht"),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Purpose": "prefetch"},
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X_Moz": "prefetch"},
        {"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User_Agent": "facebook crawler"},
    ],
    ids=str,
)
def test_looking_ahead_and_crawling_leave_no_trace(visitor, changing, article, headers):
    visitor.get(ARTICLE, **headers)
    search(visitor, **headers)
    assert journeys(changing) == 0


def test_head_and_programs_without_cookies_leave_no_trace(visitor, app, changing, article):
    visitor.browser.head(ARTICLE)
    visitor.browser.head("/de/search?q=Postausgang", headers={"Sec-Fetch-Mode": "navigate"})
    PageClient(app.test_client()).get("/de/search?q=Postausgang")  # no browser sends so little
    assert journeys(changing) == 0


def test_a_phone_called_cubot_is_no_robot(visitor, changing, article):
    visitor.get(ARTICLE, User_Agent="Mozilla/5.0 (Linux; Android 13; CUBOT X70)")
    assert len(happened(changing)) == 1


def test_who_is_signed_in_is_not_recorded(app, changing, article):
    agent = PageClient(as_role(app, Role.AGENT))
    agent.browser.set_cookie(JOURNEY_COOKIE, TOKEN)
    agent.get(ARTICLE)
    search(agent)
    agent.post(f"{ARTICLE}/feedback", {"helpful": "no"})
    assert journeys(changing) == 0


def test_a_script_gets_no_table_to_fill_v9(app, changing, article):
    for _ in range(125):
        PageClient(app.test_client()).get("/de/search?q=x", Sec_Fetch_Mode="navigate")
    assert journeys(changing) == 120


def test_a_journey_that_is_full_takes_no_more_f5(visitor, changing, article, monkeypatch):
    monkeypatch.setattr("portal.journeys.operations.MOST_EVENTS", 3)
    for number in range(6):
        search(visitor, f"Frage{number}")
    assert len(happened(changing)) == 3


def test_a_page_is_shown_even_if_it_cannot_be_recorded(visitor, article, monkeypatch, capfd):
    def fail(*_arguments: object, **_named: object) -> None:
        raise OperationalError("INSERT", {}, Exception("locked"))

    monkeypatch.setattr("portal.journeys.visits.record", fail)
    assert visitor.get(ARTICLE).h1 == "Senden klappt nicht"
    assert "journey.not_recorded" in "".join(capfd.readouterr())


def test_subjects_name_articles_as_the_agreement_says(visitor, changing, article):
    visitor.get(ARTICLE)
    with changing() as session:
        event = session.scalars(select(JourneyEvent)).one()
        assert event.subject == recording.subject(article.id) == f"article:{article.id}"
        assert event.details == {"url": ARTICLE}


def test_the_database_holds_no_cookie(visitor, changing, article):
    search(visitor)
    with changing() as session:
        assert TOKEN not in session.scalars(select(JourneyKey.token_hash)).one()
