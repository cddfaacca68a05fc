"""A paste of 2 MB, wherever something can be typed about a case: it is refused in words, at once,
and comes back whole with all that was typed beside it; nothing is cut off behind anybody's back."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.events import Event
from portal.escalations.models import Escalation
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.cases.bulk_desk import ask, do
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.hand_overs import address_of
from tests.web.page_client import Page, PageClient

LINE = "Protokollzeile 7"
TEXT = f"{LINE}\n" * 120_000
ONE_LINE = f"{LINE} " * 120_000
TIMES = 120_000
BESIDE = "Das steht daneben"
Desk = Callable[[str], PageClient]


@dataclass(frozen=True)
class Form:
    """A form of a case's page: where it goes, the field that gets it all, and what is typed
    beside it."""

    act: str
    field: str
    beside: tuple[tuple[str, str], ...] = ()
    most: str = "20.000"


FORMS = [
    Form("notes", "body"),
    Form("replies", "body", (("promise", BESIDE),)),
    Form("replies", "promise", (("body", BESIDE),), "200"),
    Form("solution", "body"),
    Form("assignment", "summary", (("reason", BESIDE), ("why", "own"))),
    Form("assignment", "reason", (("summary", BESIDE), ("why", "own")), "300"),
    Form("promises", "reason", (("due", "2026-11-24T10:00+01:00"),), "300"),
    Form("parts", "words", (), "10.000"),
]


@pytest.fixture
def events(app: Flask, case: str) -> Callable[[], int]:
    """events(): how much has happened."""

    def count() -> int:
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(Event)) or 0

    return count


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.act}-{form.field}")
def test_in_a_form_of_the_case(
    app: Flask,
    lena: PageClient,
    case: str,
    teams: dict[str, int],
    form: Form,
    events: Callable[[], int],
) -> None:
    with app.app_context():
        tom = db.session.get_one(Person, teams["Tom Behrens"]).public_id
    page = lena.get(address(case, "joining") if form.act == "parts" else address(case))
    before = events()
    typed = reply_to(page) if form.act == "replies" else form_of(page, form.act)
    short = form.field in ("promise", "reason")
    typed = typed | {"person": tom} | dict(form.beside) | {form.field: ONE_LINE if short else TEXT}

    refused = lena.post(address(case, form.act), typed, status=422)

    assert f"höchstens {form.most}" in refused.text
    assert refused.body.count(LINE) == TIMES
    assert all(value in refused.body for _name, value in form.beside if value == BESIDE)
    assert events() == before


def test_as_a_tag_a_filter_s_name_and_the_number_of_another_case(
    lena: PageClient, case: str, events: Callable[[], int]
) -> None:
    before = events()
    for where, typed in (
        (address(case, "tags"), {"name": ONE_LINE}),
        ("/agent/cases/filters", {"name": ONE_LINE, "priority": "urgent"}),
        (address(case, "links"), {"number": ONE_LINE}),
    ):
        page = lena.post(where, typed, status=422)
        assert LINE in page.body
    assert events() == before


def test_as_a_note_for_many(lena: PageClient, case: str, events: Callable[[], int]) -> None:
    before = events()
    page = do(lena, ask(lena, "note", [case]), 422, body=TEXT)

    assert "höchstens 20.000" in page.text
    assert page.body.count(LINE) == TIMES
    assert events() == before


def test_in_every_search(lena: PageClient, case: str) -> None:
    lena.get("/agent/cases?q=" + "x" * 2_000_000)
    lena.get("/agent/cases/phone?q=" + "x" * 2_000_000)
    lena.get(address(case, "joining") + "?with=" + "7" * 2_000_000)
    page = lena.get(address(case))
    typed = reply_to(page, BESIDE) | {"insert-q": ONE_LINE}
    assert BESIDE in lena.post(address(case, "insertions"), typed, status=200).body


def test_while_somebody_is_on_the_phone(
    lena: PageClient, case: str, events: Callable[[], int]
) -> None:
    page, before = lena.get("/agent/cases/phone"), events()
    typed = {"name": "Sabine Berger", "phone": "0431 555 0190", "channel": "callback"}
    typed |= {"promise": BESIDE, "due": "2026-11-24T10:00+01:00", "team": "mail"}
    read = form_of(page, "phone", **typed, words=TEXT)
    assert lena.post("/agent/cases/phone", read, status=200).body.count(LINE) >= TIMES
    refused = lena.post("/agent/cases/phone", read | {"act": "open"}, status=422)

    assert "höchstens 10.000" in refused.text
    assert refused.body.count(LINE) >= TIMES
    assert BESIDE in refused.body
    assert events() == before


def test_in_a_saved_reply(browser_of: Callable[[Role], PageClient]) -> None:
    browser = browser_of(Role.AGENT)
    for field in ("title_de", "body_de"):
        typed = {"shared": "own", "title_de": BESIDE, "body_de": BESIDE, "revision": "0"}
        paste = ONE_LINE if field == "title_de" else TEXT[:900_000]
        page = browser.post("/agent/saved-replies", typed | {field: paste}, status=422)
        assert page.body.count(LINE) >= paste.count(LINE)
        assert BESIDE in page.body


class TestCustomers:
    @pytest.fixture
    def where(self, app: Flask, seen: Seeing) -> str:
        return address_of(app, seen().case)

    def refused(self, page: Page, most: str) -> None:
        assert f"höchstens {most}" in page.text
        assert page.body.count(LINE) == TIMES

    def test_write_a_message(self, pages: PageClient, where: str, seen: Seeing) -> None:
        self.refused(pages.post(f"{where}/messages", {"body": TEXT}, status=422), "10.000")
        assert seen().said == []

    @pytest.mark.parametrize("act", ["send", "add:attempt", "edit:words"])
    def test_send_a_request(
        self, app: Flask, pages: PageClient, case: str, clock: SettableClock, act: str
    ) -> None:
        form = form_of(pages.get("/de/contact"), "contact")
        clock.advance(seconds=10)
        typed = form | {"words": TEXT, "name": BESIDE, "email": "a@example.org", "act": act}
        page = pages.post("/de/contact", typed, status=422)
        self.refused(page, "10.000")
        assert BESIDE in page.body
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Escalation)) == 2

    def test_correct_a_line(self, pages: PageClient, where: str, seen: Seeing) -> None:
        typed = {"line": "1", "text": ONE_LINE}
        page = pages.post(f"{where}/corrections", typed, status=422)
        assert "zu lang" in page.text
        assert page.body.count(LINE) == TIMES
        assert seen().said == []

    def test_say_thanks(self, pages: PageClient, where: str) -> None:
        pages.press(pages.get(where), "Ja, gelöst")
        page = pages.post(f"{where}/thanks", {"thanks": TEXT}, status=422)
        assert "Fünfhundert Zeichen" in page.text
        assert page.body.count(LINE) == TIMES

    def test_type_in_a_code(self, pages: PageClient, case: str) -> None:
        pages.post("/de/requests/code", {"code": ONE_LINE}, status=422)
