"""What an open page asks: mostly that nothing is new; a change is said in one sentence."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.escalations.case_queries import case_by_public_id
from portal.escalations.office import Office
from portal.escalations.operations import write
from tests.conftest import SettableClock
from tests.web.cases.conftest import address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.page_client import Page, PageClient

Desks = Callable[[str], PageClient]


def asks(page: Page) -> str:
    """The address that the page asks."""
    return page.one("div", class_="live").get("data-url", "")


def shows(page: Page) -> str:
    """Where the line leads."""
    (template,) = page.all("template", class_="live-link")
    return next(template.iter("a")).get("href", "")


def words_of(answer: Page) -> str:
    """The sentence, with ordinary spaces."""
    return " ".join(answer.json["news"].split())


def note(browser: PageClient, case: str, body: str = "Wichtig") -> None:
    browser.post(address(case, "notes"), form_of(browser.get(address(case)), "notes", body=body))


def test_a_page_that_asks_again_hears_that_nothing_is_new(lena: PageClient, case: str) -> None:
    for page in (lena.get(address(case)), lena.get("/agent/cases")):
        first = lena.get(asks(page))
        again = lena.get(asks(page), status=304, If_None_Match=first.headers["ETag"])

        assert not first.headers["ETag"].startswith("W/")
        assert first.headers["Cache-Control"] == "no-store"
        assert again.body == ""


def test_a_case_says_what_has_happened_since_and_marks_it_when_it_is_shown(
    desk_of: Desks, lena: PageClient, case: str
) -> None:
    page = lena.get(address(case))
    etag = lena.get(asks(page)).headers["ETag"]
    assert lena.get(asks(page)).json["news"] == ""
    note(desk_of("Tom"), case)

    news = words_of(lena.get(asks(page), If_None_Match=etag))
    assert news == "Tom Behrens hat eine Notiz geschrieben, heute 9:30"
    note(desk_of("Tom"), case, "Noch etwas")
    assert lena.get(asks(page)).json["news"].startswith("2 Änderungen, zuletzt: Tom Behrens")

    path = shows(page)
    assert path.endswith("#new")
    shown = lena.get(path.partition("#")[0])
    assert len(shown.all("li", class_="is-fresh")) == 2
    assert "Wichtig" in "".join(shown.one(id="new").itertext())
    assert lena.get(asks(shown)).json["news"] == ""


def test_what_a_customer_writes_is_news(
    app: Flask, lena: PageClient, case: str, changing: Change, clock: SettableClock
) -> None:
    page = lena.get(address(case))
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
    with changing() as session:
        found = case_by_public_id(session, case)
        assert found is not None
        write(session, found, "Hallo", [], office=office, now=clock())

    assert words_of(lena.get(asks(page))) == "Sabine Berger hat geschrieben, heute 9:30"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "%00", "1.5"])
def test_v2_any_number_may_be_asked_for(lena: PageClient, case: str, seen: str) -> None:
    lena.get(address(case, f"news?seen={seen}"))
    lena.get(address(case, f"?seen={seen}").replace("/?", "?"))


def test_the_inbox_tells_which_row_is_not_as_it_was(
    desk_of: Desks, lena: PageClient, case: str
) -> None:
    page = lena.get("/agent/cases?view=all")
    (row,) = page.all("tr", data_case=case)
    answer = lena.get(asks(page))
    assert answer.json["rows"] == {case: row.get("data-version")}

    tom = desk_of("Tom")
    tom.post(address(case, "replies"), reply_to(tom.get(address(case))))
    changed = lena.get(asks(page), If_None_Match=answer.headers["ETag"])
    assert set(changed.json["rows"]) == {case}
    assert changed.json["rows"][case] != row.get("data-version")


def test_a_case_that_leaves_the_view_is_gone_from_its_answer(
    desk_of: Desks, lena: PageClient, case: str
) -> None:
    page = lena.get("/agent/cases")
    form = form_of(lena.get(address(case)), "solution", body="Erledigt")
    lena.post(address(case, "solution"), form)

    assert lena.get(asks(page)).json["rows"] == {}


def test_the_line_of_a_list_is_about_just_that_list(lena: PageClient, case: str) -> None:
    for question in ("view=all&team=mail", "view=waiting", "view=all&after=0-0"):
        page = lena.get(f"/agent/cases?{question}")
        rows = [row.get("data-case") for row in page.all("tr") if row.get("data-case")]
        assert list(lena.get(asks(page)).json["rows"]) == rows


def test_a_search_is_not_watched(lena: PageClient, case: str) -> None:
    assert lena.get("/agent/cases?q=Sabine").all("div", class_="live") == []


def test_an_answer_in_another_language_is_another_answer(
    app: Flask, lena: PageClient, case: str, changing: Change
) -> None:
    from portal.accounts.models import Person

    url = address(case, "news?seen=0")
    first = lena.get(url)
    with changing() as session:
        session.query(Person).filter_by(name="Lena Braun").one().locale = "en"

    second = lena.get(url, If_None_Match=first.headers["ETag"])
    assert second.headers["ETag"] != first.headers["ETag"]
