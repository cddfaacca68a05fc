"""Pages that are answered before Flask is asked: nobody can tell them from those that are not."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
import structlog
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import Client

from portal.core.db import engine_options
from portal.core.events import record_event
from portal.core.logs import configure_logs
from portal.knowledge.models import Translation
from portal.knowledge.publication_operations import withdraw
from portal.web.access import JOURNEY_COOKIE
from portal.web.caching import conditional
from portal.web.kept_pages import address_of
from portal.web.locale import LOCALES
from tests.web.content import NOW, write
from tests.web.permission_matrix import EVERYBODY, GET
from tests.web.two_ways import Portal

CHOICES = (
    "",
    "theme=dark",
    "theme=light; detail=short",
    "detail=short; time_zone=America/New_York; language=en",
    "time_zone=Nowhere/Land; theme=neon",
    'language=xx; other="a; theme=dark"',
    "theme=dark; theme=light",
    "=; ;theme",
)


@pytest.fixture
def portal(app: Flask) -> Portal:
    return Portal(app)


@pytest.fixture
def in_house(house: Flask) -> Portal:
    return Portal(house)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Which paths Flask was asked for."""
    asked: list[str] = []
    full_dispatch = Flask.full_dispatch_request

    def listen(self: Flask) -> object:
        from flask import request

        asked.append(request.path)
        return full_dispatch(self)

    monkeypatch.setattr(Flask, "full_dispatch_request", listen)
    return asked


ELSEWHERE = (
    "/agent/",
    "/api/",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/media/",
    "/portraits/",
)
PATHS = sorted(
    {
        route.path.replace("{lang}", lang)
        for route in GET.values()
        for lang in LOCALES
        if route.least is EVERYBODY and not route.path.startswith(ELSEWHERE)
    }
)


@pytest.mark.parametrize("cookie", CHOICES)
@pytest.mark.parametrize("path", PATHS)
def test_both_ways_give_the_same_answer(in_house, path, cookie):
    for method in ("GET", "HEAD"):
        for languages in ("", "en-GB,en;q=0.8", "fr"):
            answer = in_house.same(path, method, Cookie=cookie, Accept_Language=languages)
    etag = answer.headers.get("ETag")
    if etag is None:
        return
    for held in (etag, f"W/{etag}", f'"old", {etag}', '"old"', "*", "not a tag", f"{etag}, *"):
        for method in ("GET", "HEAD"):
            in_house.same(path, method, Cookie=cookie, If_None_Match=held, Accept_Language="fr")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "not a host"},
        {"X_Forwarded_For": "198.51.100.7", "X_Forwarded_Proto": "https"},
        {"Range": "bytes=0-9"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"},
        {"If_Modified_Since": "Mon, 23 Nov 2026 08:00:00 GMT"},
        {"Authorization": "Basic bm9ib2R5"},
        {"Content_Length": "99999999999"},
        {"Cookie": "lotse_session=forged"},
        {"Cookie": f"{JOURNEY_COOKIE}=somebody"},
        {"Cookie": "theme=" + "x" * 5000},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/de/", "/en/articles/wlan", "/sitemap.xml"])
def test_what_else_a_request_may_carry_makes_no_difference(in_house, path, headers):
    in_house.same(path)
    in_house.same(path, **headers)


@pytest.mark.parametrize("path", ["//de/", "/de//", "/de/?", "/de/?x=1", "/de", "/de/%00", "/DE/"])
def test_an_address_that_is_nearly_the_same_is_asked_the_full_way(in_house, path):
    in_house.same("/de/")
    in_house.same(path)


def test_the_second_stranger_does_not_reach_flask(in_house, opened):
    kept = ("/de/", "/en/", "/de/topics/email", "/de/articles/wlan", "/sitemap.xml", "/de/feed.xml")
    for path in kept:
        etag = in_house.kept.get(path).headers["ETag"]
        opened.clear()
        assert in_house.kept.get(path).status_code == 200
        assert in_house.kept.head(path).status_code == 200
        assert in_house.kept.get(path, headers={"If-None-Match": etag}).status_code == 304
        assert opened == []


@pytest.mark.parametrize("cookie", ["lotse_session", JOURNEY_COOKIE])
def test_who_is_known_always_takes_the_full_way(in_house, opened, cookie):
    for _ in range(2):
        in_house.kept.get("/de/articles/wlan")
    opened.clear()
    in_house.kept.get("/de/articles/wlan", headers={"Cookie": f"theme=dark; {cookie}=x"})
    assert opened == ["/de/articles/wlan"]


def test_a_page_that_is_withdrawn_is_gone_at_once(portal, pages, changing):
    with changing() as session:
        write(session, "noise", "Ein anderer Artikel")
        article = write(session, "mail", "Senden klappt nicht").id
    address = "/de/articles/senden-klappt-nicht"
    assert portal.same(address).status_code == 200
    assert "Senden klappt nicht" in portal.same("/de/topics/email").text
    etag = portal.same(address).headers["ETag"]

    with changing() as session:
        withdraw(session, session.get(Translation, article), actor_id=None, now=NOW)

    assert portal.same(address).status_code == 404
    assert portal.same(address, If_None_Match=etag).status_code == 404
    assert "Senden klappt nicht" not in portal.same("/de/topics/email").text
    assert portal.same("/de/articles/ein-anderer-artikel").status_code == 200


def test_an_act_that_ends_after_a_later_one_is_seen(portal, settings, changing):
    """On PostgreSQL numbers are given out before the transactions end; SQLite writes in turn."""
    if settings.database_url.startswith("sqlite"):
        pytest.skip("there is one writer at a time")
    with changing() as session:
        write(session, "mail", "Senden klappt nicht")
    engine = create_engine(**engine_options(settings.database_url))
    with Session(engine) as slow:
        write(slow, "slow", "Langsam geschrieben")
        with changing() as quick:
            record_event(quick, "noise", "x:1", actor_id=None, now=NOW)
        assert "Langsam" not in portal.same("/de/topics/email").text
        slow.commit()
    engine.dispose()
    assert "Langsam geschrieben" in portal.same("/de/topics/email").text


def test_the_promise_on_a_kept_page_is_that_of_this_minute(portal, clock, changing):
    with changing() as session:
        write(session, "mail", "Senden klappt nicht")
    before = portal.same("/de/").headers["ETag"]
    clock.advance(hours=1)
    assert portal.same("/de/").headers["ETag"] != before


def test_an_incident_is_on_every_kept_page_at_once(app, portal, changing):
    with changing() as session:
        write(session, "mail", "Senden klappt nicht")
    before = {path: portal.same(path).headers["ETag"] for path in ("/de/", "/en/")}
    slots = app.extensions["lotse.slots"]
    german = SimpleNamespace(summary="Störung", url="/de/incidents/1")
    app.extensions["lotse.slots"] = replace(
        slots, incident=lambda _now, locale: german if locale == "de" else None
    )
    assert portal.same("/de/").headers["ETag"] != before["/de/"]
    assert portal.same("/en/").headers["ETag"] == before["/en/"]


def test_a_newcomer_is_greeted_afresh_each_time_and_nobody_else(app, opened):
    numbers = iter(range(100))

    def view() -> object:
        return conditional(
            ("greeting",),
            lambda: app.response_class("Moin"),
            unchanged=lambda _reading: True,
            greet=lambda: [("Set-Cookie", f"{JOURNEY_COOKIE}={next(numbers)}; Path=/")],
        )

    app.add_url_rule("/de/greeting", view_func=view, endpoint="greeting")
    browser = Client(app, use_cookies=False)
    first = browser.get("/de/greeting")
    etag = first.headers["ETag"]
    opened.clear()
    answers = [
        first,
        browser.get("/de/greeting"),
        browser.get("/de/greeting", headers={"If-None-Match": etag}),
        browser.get("/de/greeting", headers={"Cookie": "theme=dark", "If-None-Match": etag}),
    ]
    assert opened == ["/de/greeting"]  # the dark one is another page
    assert [answer.status_code for answer in answers] == [200, 200, 304, 200]
    cookies = [answer.headers.getlist("Set-Cookie") for answer in answers]
    assert cookies == [[f"{JOURNEY_COOKIE}={number}; Path=/"] for number in range(4)]

    known = browser.get("/de/greeting", headers={"Cookie": f"{JOURNEY_COOKIE}=7"})
    assert "Set-Cookie" not in known.headers


def test_a_page_that_sets_another_cookie_is_never_kept(app, opened):
    def view() -> object:
        response = conditional(
            ("cookie",), lambda: app.response_class("Moin"), unchanged=lambda _reading: True
        )
        response.set_cookie("mine", "1")
        return response

    app.add_url_rule("/de/cookie", view_func=view, endpoint="cookie")
    browser = Client(app, use_cookies=False)
    for _ in range(3):
        assert browser.get("/de/cookie").headers["Set-Cookie"].startswith("mine=1")
    assert len(opened) == 3


def test_a_database_that_does_not_answer_is_told_the_full_way(app, opened):
    def unchanged(_reading: object) -> bool:
        raise OperationalError("SELECT", {}, Exception("gone"))

    def view() -> object:
        return conditional(("x",), lambda: app.response_class("Moin"), unchanged=unchanged)

    app.add_url_rule("/de/broken", view_func=view, endpoint="broken")
    browser = Client(app)
    assert [browser.get("/de/broken").status_code for _ in range(3)] == [200] * 3
    assert len(opened) == 3


@pytest.fixture
def logs_anew() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_a_kept_page_is_logged_and_counted_like_any_other(portal, changing, logs_anew, capsys):
    with changing() as session:
        write(session, "mail", "Senden klappt nicht")
    address = "/de/articles/senden-klappt-nicht"
    portal.kept.get(address)
    before = _count(portal)
    configure_logs()
    answer = portal.kept.get(address)
    lines = [line for line in capsys.readouterr().err.splitlines() if address in line]

    assert len(lines) == 1
    assert answer.headers["X-Request-Id"] in lines[0]
    assert "status=200" in lines[0]
    assert _count(portal) == before + 1


def _count(portal: Portal) -> float:
    counted = 'portal_requests_total{endpoint="helpcenter.article",status="200"}'
    lines = portal.full.get("/metrics").text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(counted))


@pytest.mark.parametrize(
    "change",
    [
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "q=x"},
        {"SCRIPT_NAME": "/help"},
        {"HTTP_COOKIE": "lotse_session="},
        {"HTTP_COOKIE": f"a=b; {JOURNEY_COOKIE}=x"},
        {"HTTP_COOKIE": f"a=b; __Host-{JOURNEY_COOKIE}=x"},
        {"HTTP_COOKIE": "a=b; __Host-lotse_session=x"},
        {"HTTP_COOKIE": "a" * 1000},
    ],
    ids=str,
)
def test_what_only_the_full_way_can_tell_has_no_address(change):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/de/", "QUERY_STRING": ""}
    assert address_of(environ) is not None
    assert address_of(environ | change) is None
