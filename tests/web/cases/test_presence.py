"""Who has a case open: colleagues who may see it see it, in the page as it was loaded too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.worker import Worker
from portal.escalations.presence.models import Presence
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of
from tests.web.page_client import Page, PageClient

Desks = Callable[[str], PageClient]


@pytest.fixture
def present(app: Flask) -> Callable[[], list[str]]:
    """present(): what everybody who is at a case is writing."""

    def look() -> list[str]:
        with app.app_context():
            return list(db.session.scalars(select(Presence.writing)))

    return look


def line(page: Page) -> str:
    """What the page says about who is there."""
    return (page.one("p", class_="live-presence").text or "").strip()


def marks(page: Page) -> list[str]:
    """The marks of an inbox's rows that show somebody."""
    found = page.all("span", class_="row-presence")
    return [mark.get("title", "") for mark in found if mark.get("hidden") is None]


def beat(browser: PageClient, case: str, status: int = 204, **said: str) -> None:
    browser.post(address(case, "presence"), said, status=status)


def test_to_open_the_page_is_to_look_at_it(desk_of: Desks, lena: PageClient, case: str) -> None:
    assert line(lena.get(address(case))) == ""
    desk_of("Tom").get(address(case))

    assert line(lena.get(address(case))) == "Tom Behrens liest mit"
    assert marks(lena.get("/agent/cases")) == ["Tom Behrens liest mit"]


@pytest.mark.parametrize(
    ("writing", "sentence", "mark"),
    [
        ("reply", "Tom Behrens schreibt gerade eine Antwort", "Tom Behrens schreibt"),
        ("note", "Tom Behrens schreibt gerade eine Notiz", "Tom Behrens schreibt"),
        ("<b>", "Tom Behrens liest mit", "Tom Behrens liest mit"),
    ],
)
def test_who_writes_is_said_to_write(
    desk_of: Desks, lena: PageClient, case: str, writing: str, sentence: str, mark: str
) -> None:
    beat(desk_of("Tom"), case, writing=writing)

    assert line(lena.get(address(case))) == sentence
    assert lena.get(address(case, "news")).json["presence"] == sentence
    assert marks(lena.get("/agent/cases")) == [mark]
    assert lena.get("/agent/cases/news").json["presence"] == {case: mark}


def test_who_writes_stands_first(desk_of: Desks, lena: PageClient, case: str) -> None:
    beat(desk_of("Maren"), case)
    beat(desk_of("Tom"), case, writing="reply")

    words = "Tom Behrens schreibt gerade eine Antwort · Maren Petersen liest mit"
    assert line(lena.get(address(case))) == words


def test_it_ends_when_the_page_is_closed_and_by_itself_after_a_minute(
    desk_of: Desks, lena: PageClient, case: str, clock: SettableClock
) -> None:
    tom = desk_of("Tom")
    beat(tom, case)
    beat(tom, case, leaving="y")
    assert line(lena.get(address(case))) == ""

    beat(tom, case, writing="reply")
    clock.advance(seconds=59)
    assert line(lena.get(address(case))) != ""
    clock.advance(seconds=1)
    assert line(lena.get(address(case))) == ""


def test_nothing_is_kept_about_who_looked(
    desk_of: Desks,
    case: str,
    clock: SettableClock,
    worker: Worker,
    present: Callable[[], list[str]],
) -> None:
    beat(desk_of("Tom"), case, writing="reply")
    clock.advance(seconds=30)
    beat(desk_of("Lena"), case)
    assert sorted(present()) == ["", "reply"]

    clock.advance(seconds=30)
    worker.run_all()
    assert present() == [""]
    clock.advance(seconds=60)
    worker.run_all()
    assert present() == []


def test_looking_is_no_act(
    desk_of: Desks, lena: PageClient, case: str, seen: Seeing, clock: SettableClock
) -> None:
    before = seen().case.revision
    form = form_of(lena.get(address(case)), "assignment")
    beat(desk_of("Tom"), case, writing="reply")

    assert seen().case.revision == before
    lena.post(address(case, "assignment"), form)


def test_a_page_opened_again_writes_nothing_new(
    lena: PageClient, case: str, app: Flask, clock: SettableClock
) -> None:
    def seen_at() -> object:
        with app.app_context():
            return db.session.scalar(select(Presence.seen_at))

    lena.get(address(case))
    first = seen_at()
    clock.advance(seconds=10)
    lena.get(address(case))
    assert seen_at() == first
    later = clock.advance(seconds=10)
    lena.get(address(case))
    assert seen_at() == later > first + timedelta(seconds=1)  # type: ignore[operator]


class TestAnotherTeam:
    """A4: no sign of a case that one may not see, in either direction."""

    @pytest.mark.parametrize("who", ["Aylin", "Jonas"])
    def test_a4_can_neither_say_nor_hear_who_is_there(
        self,
        desk_of: Desks,
        lena: PageClient,
        case: str,
        who: str,
        present: Callable[[], list[str]],
    ) -> None:
        beat(desk_of("Tom"), case, writing="reply")
        other = desk_of(who)

        beat(other, case, status=404, writing="reply")
        beat(other, case, status=404, leaving="y")
        assert other.get(address(case, "news?seen=0"), status=404).body == (
            other.get(address("2" * 12, "news?seen=0"), status=404).body
        )
        assert present() == ["reply"]
        assert line(lena.get(address(case))) == "Tom Behrens schreibt gerade eine Antwort"

    @pytest.mark.parametrize("question", ["", "?view=all", "?team=mail", "?view=all&after=0-0"])
    def test_a4_news_of_the_inbox_hold_nothing_of_it(
        self, desk_of: Desks, case: str, question: str
    ) -> None:
        beat(desk_of("Tom"), case)
        aylin = desk_of("Aylin")

        answer = aylin.get(f"/agent/cases/news{question}")
        assert case not in answer.body
        assert "Tom" not in answer.body
        etag = answer.headers["ETag"]
        beat(desk_of("Tom"), case, writing="note")
        aylin.get(f"/agent/cases/news{question}", status=304, If_None_Match=etag)


def test_a7_strangers_sign_in_first(pages: PageClient, case: str) -> None:
    beat(pages, case, status=401)
    for path in (address(case, "news"), "/agent/cases/news"):
        assert pages.get(path, status=302).location.startswith("/agent/sign-in?next=")


def test_s2_another_site_cannot_say_that_somebody_is_there(
    lena: PageClient, case: str, present: Callable[[], list[str]]
) -> None:
    lena.post(address(case, "presence"), {}, status=403, Sec_Fetch_Site="cross-site")

    assert present() == []


def test_r7_a_name_is_text(
    app: Flask, desk_of: Desks, lena: PageClient, case: str, changing: Callable[..., object]
) -> None:
    from portal.accounts.models import Person

    with changing() as session:  # type: ignore[attr-defined]
        person = session.scalars(select(Person).where(Person.name == "Tom Behrens")).one()
        person.name = "<img src=x onerror=alert(1)>"
    beat(desk_of("Tom"), case)

    for path in (address(case), "/agent/cases"):
        assert lena.get(path).all("img", src="x") == []
        assert "&lt;img src=x" in lena.get(path).body
