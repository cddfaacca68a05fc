"""What an open page of a request asks: mostly that nothing is new; else who did what."""

import pytest
from flask import Flask
from sqlalchemy import event

from portal.core.db import db
from portal.escalations.live.pages import CUSTOMERS_EVERY
from portal.escalations.messages import add_message
from portal.escalations.models import Escalation, MessageKind
from portal.escalations.operations import solve
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page


@pytest.fixture
def say(desk, case, lena, changing):
    """say(kind, text): something is written to the case, a minute later."""

    def write(kind: MessageKind, text: str = "x") -> None:
        desk.clock.advance(minutes=1)
        author = None if kind is MessageKind.CUSTOMER else lena.id
        with changing() as session:
            found = session.get_one(Escalation, case.id)
            add_message(session, found, kind, text, author_id=author, now=desk.clock.now)

    return write


def asks(page: Page) -> str:
    return page.one("div", class_="status-news").get("data-url", "")


def shows(page: Page) -> str:
    (template,) = page.all("template")
    return next(template.iter("a")).get("href", "")


def test_a_page_that_asks_again_hears_that_nothing_is_new(pages, desk, case):
    page = pages.get(desk.address(case))
    first = pages.get(asks(page))
    assert first.json == {"news": ""}
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    again = pages.get(asks(page), status=304, If_None_Match=first.headers["ETag"])
    assert again.body == ""


def test_who_did_what_is_said_once_and_gone_when_it_is_shown(pages, desk, case, say):
    page = pages.get(desk.address(case))
    etag = pages.get(asks(page)).headers["ETag"]
    say(MessageKind.REPLY)
    assert pages.get(asks(page), If_None_Match=etag).json["news"] == "Lena Braun hat geantwortet"
    say(MessageKind.CUSTOMER)
    assert pages.get(asks(page)).json["news"] == "2 Änderungen, zuletzt: Sie haben geschrieben"

    path, _, anchor = shows(page).partition("#")
    shown = pages.get(path)
    assert shown.all(id=anchor)
    assert pages.get(asks(shown)).json["news"] == ""
    assert shows(shown) != shows(page)  # else a browser would only scroll


def test_the_other_language_says_it_in_its_own(pages, desk, case, say):
    page = pages.get(desk.address(case).replace("/de/", "/en/"))
    say(MessageKind.REPLY)
    assert pages.get(asks(page)).json["news"] == "Lena Braun answered"


def test_a1_what_the_team_keeps_to_itself_does_not_even_change_the_answer(pages, desk, case, say):
    page = pages.get(desk.address(case))
    etag = pages.get(asks(page)).headers["ETag"]
    say(MessageKind.NOTE, "nur für uns")
    pages.get(asks(page), status=304, If_None_Match=etag)
    assert pages.get(asks(page)).json == {"news": ""}


def test_what_the_customer_did_in_another_window_is_news_too(pages, desk, case, changing):
    page = pages.get(desk.address(case))
    with changing() as session:
        solve(session, session.get_one(Escalation, case.id), now=desk.clock.now)
    assert pages.get(asks(page)).json["news"] == "Sie haben gesagt: gelöst"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "%00", "1.5"])
def test_v2_any_number_may_be_asked_for(pages, desk, case, seen):
    pages.get(f"{desk.address(case)}/news?seen={seen}")
    pages.get(f"{desk.address(case)}?seen={seen}")


def test_a1_a11_nobody_without_the_link_hears_anything(app, pages, desk, case, say, changing):
    with changing() as session:
        other = hand_over(app, session, now=desk.clock.now)
    etag = pages.get(f"{desk.address(case)}/news").headers["ETag"]
    code = desk.address(case).rpartition("-")[2]
    for guess in (str(case.number), case.public_id, f"{other.public_id}-{code}", "ä"):
        address = f"/de/requests/{guess}/news"
        assert "ETag" not in pages.get(address, status=404, If_None_Match=etag).headers


def test_a_page_that_gives_back_what_was_typed_does_not_lead_away_from_it(pages, desk, case):
    page = pages.post(f"{desk.address(case)}/messages", {"body": ""}, status=422)
    assert page.all("div", class_="status-news") == []


def test_a_page_that_stays_open_all_day_uses_up_nothing_and_one_that_only_asks_does(
    pages, desk, case
):
    address = f"{desk.address(case)}/news?seen=0"

    def left(page: Page) -> int:
        return int(page.headers["X-RateLimit-Remaining"])

    first = pages.get(address)
    etag, at_first = first.headers["ETag"], left(first)
    assert at_first > 3 * 60 * 60_000 / CUSTOMERS_EVERY  # three pages that remember nothing
    for _ in range(3):
        pages.get(address, status=304, If_None_Match=etag)
    assert left(pages.get(address, status=304, If_None_Match=etag)) == at_first
    assert left(pages.get(asks(pages.get(desk.address(case))))) == at_first
    assert left(pages.get(address)) == at_first - 1


def test_nothing_new_costs_few_looks_and_no_write(app: Flask, pages, desk, case) -> None:
    address = f"{desk.address(case)}/news?seen=0"
    etag = pages.get(address).headers["ETag"]
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        said.append(statement.split()[0].upper())

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        pages.get(address, status=304, If_None_Match=etag)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert set(said) <= {"BEGIN", "SELECT"}
    assert said.count("SELECT") <= 6, said
