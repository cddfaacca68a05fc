"""The list one came from: its neighbours stay at hand, also after an act that takes a case out."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.worker import Worker
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.operations import confirm_address
from portal.escalations.tags.models import Tag
from tests.conftest import SettableClock
from tests.web.cases.conftest import address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient

Desks = Callable[[str], PageClient]


@pytest.fixture
def three(app: Flask, changing: Change, teams: dict[str, int], clock: SettableClock) -> list[str]:
    """Public ids of three cases for mail in their order, with one of another team between them."""
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
    found = []
    with changing() as session:
        for number in range(4):
            queue = "web" if number == 1 else "mail"
            case = hand_over(
                app, session, now=clock(), queue_key=queue, email=f"k{number}@example.org"
            )
            confirm_address(session, case, office=office, now=clock())
            case.due_at = clock() + timedelta(hours=number + 1)
            case.contact_id = teams["Lena Braun"]
            if queue == "mail":
                found.append(case.public_id)
    return found


def row_of(browser: PageClient, case: str, question: str = "") -> str:
    """The link of a row of the inbox."""
    page = browser.get(f"/agent/cases{question}")
    return next(
        a.get("href", "") for a in page.all("a", data_row="") if f"/{case}" in a.get("href", "")
    )


def beside(page: Page) -> dict[str, str]:
    """The ids of the cases before and behind, by rel."""
    links = [a for a in page.all("a") if a.get("rel") in {"prev", "next"}]
    return {a.get("rel", ""): urlsplit(a.get("href", "")).path.split("/")[-1] for a in links}


def test_the_cases_beside_it_are_one_link_away(lena: PageClient, three: list[str]) -> None:
    first, second, third = three
    page = lena.get(row_of(lena, second))
    assert beside(page) == {"prev": first, "next": third}

    (link,) = page.all("a", rel="next")
    page = lena.get(link.get("href", ""))
    assert beside(page) == {"prev": second}
    (link,) = page.all("a", rel="prev")
    assert beside(lena.get(link.get("href", ""))) == {"prev": first, "next": third}


def test_after_an_act_the_next_case_of_the_same_list_is_there(
    lena: PageClient, three: list[str]
) -> None:
    first, second, third = three
    page = lena.get(row_of(lena, second, "?view=all&team=mail"))
    after = lena.post(address(second, "solution"), form_of(page, "solution", body="Erledigt"))

    page = lena.get(after.location)
    assert beside(page) == {"prev": first, "next": third}
    (back,) = page.all("a", class_="back")
    assert parse_qs(urlsplit(back.get("href", "")).query) == {"view": ["all"], "team": ["mail"]}


def test_a_form_that_was_refused_remembers_the_list(lena: PageClient, three: list[str]) -> None:
    first, second, third = three
    page = lena.get(row_of(lena, second))
    refused = lena.post(address(second, "replies"), reply_to(page, "", promise=""), status=422)

    assert beside(refused) == {"prev": first, "next": third}


def test_without_a_list_there_is_the_inbox(lena: PageClient, three: list[str]) -> None:
    page = lena.get(address(three[1]))

    assert beside(page) == {}
    (back,) = page.all("a", class_="back")
    assert back.get("href") == "/agent/cases"


def test_the_hits_of_a_search_are_walked_through_and_one_goes_back_to_it(
    lena: PageClient, three: list[str], worker: Worker
) -> None:
    worker.run_all()
    rows = lena.get("/agent/cases?q=Sabine&state=open").all("a", data_row="")
    order = [urlsplit(a.get("href", "")).path.split("/")[-1] for a in rows]
    assert set(order) == set(three)

    page = lena.get(rows[1].get("href", ""))
    assert beside(page) == {"prev": order[0], "next": order[2]}
    (link,) = page.all("a", rel="next")
    page = lena.get(link.get("href", ""))
    assert beside(page) == {"prev": order[1]}
    (back,) = page.all("a", class_="back")
    assert back.get("href") == "/agent/cases?q=Sabine&state=open"


def test_a4_among_hits_nobody_is_led_to_a_case_they_do_not_see(
    lena: PageClient, changing: Change, three: list[str]
) -> None:
    with changing() as session:
        rows = session.execute(select(Escalation.public_id, Escalation.id)).all()
        ids = {row.public_id: row.id for row in rows}
    (foreign,) = set(ids) - set(three)
    first, second, _third = three
    hits = ".".join(str(ids[each]) for each in (first, foreign, second))

    page = lena.get(f"{address(second)}?list={quote(f'q=Sabine&found={hits}')}")
    assert beside(page) == {"prev": first}


@pytest.mark.parametrize("found", ["", "x", "1.", "-1", "1" * 40, "1.2.3.%00", "²"])
def test_what_no_search_has_written_leads_nowhere(
    lena: PageClient, three: list[str], found: str
) -> None:
    page = lena.get(f"{address(three[1])}?list={quote(f'q=Sabine&found={found}')}")

    assert beside(page) == {}


def test_a_query_too_long_for_an_address_still_finds(
    lena: PageClient, three: list[str], worker: Worker
) -> None:
    worker.run_all()
    words = "Sabine " + "x" * 980

    assert lena.get(f"/agent/cases?{urlencode({'q': words})}").all("h1")


def test_acts_beside_the_conversation_remember_the_list(
    app: Flask, lena: PageClient, three: list[str]
) -> None:
    first, second, third = three
    around = {"prev": first, "next": third}
    page = lena.get(row_of(lena, second))

    after = lena.post(address(second, "tags"), form_of(page, "tags", name="Umzug"))
    page = lena.get(after.location)
    assert beside(page) == around

    with app.app_context():
        tag = db.session.scalars(select(Tag.public_id)).one()
    after = lena.post(address(second, "tags/removals"), form_of(page, "tags/removals", tag=tag))
    page = lena.get(after.location)
    assert beside(page) == around

    after = lena.post(address(second, "codes"), form_of(page, "codes"))
    assert beside(lena.get(after.location)) == around


def test_a_refused_tag_remembers_the_list(lena: PageClient, three: list[str]) -> None:
    first, second, third = three
    page = lena.get(row_of(lena, second))
    refused = lena.post(address(second, "tags"), form_of(page, "tags", name="x" * 99), status=422)

    after = lena.post(address(second, "tags"), form_of(refused, "tags", name="Umzug"))
    assert beside(lena.get(after.location)) == {"prev": first, "next": third}


def test_the_page_for_joining_remembers_the_list(lena: PageClient, three: list[str]) -> None:
    first, second, third = three
    page = lena.get(row_of(lena, second))
    (link,) = [a for a in page.all("a") if "/joining" in a.get("href", "")]
    (back,) = lena.get(link.get("href", "")).all("a", class_="back")

    assert beside(lena.get(back.get("href", ""))) == {"prev": first, "next": third}


@pytest.mark.parametrize("who", ["Aylin", "Jonas"])
def test_a4_nobody_is_led_to_cases_of_another_team(
    desk_of: Desks, lena: PageClient, three: list[str], who: str
) -> None:
    listed = urlsplit(row_of(lena, three[1], "?view=all&team=mail")).query
    other = desk_of(who)
    own = other.get("/agent/cases?view=all").all("a", data_row="")

    for link in own:
        page = other.get(f"{urlsplit(link.get('href', '')).path}?{listed}")
        assert not set(beside(page).values()) & set(three)
    other.get(f"{address(three[1])}?{listed}", status=404)


@pytest.mark.parametrize(
    "given",
    ["//evil.example", "javascript:alert(1)", "view=%00&after=1-1", "after=-" + "9" * 17 + "-1",
     '"><script>', "%ff", "x" * 3000, "&&==&", "lang=en&_external=1&_scheme=javascript"],
)  # fmt: skip
def test_s5_whatever_stands_for_the_list_leads_to_the_inbox(
    lena: PageClient, three: list[str], given: str
) -> None:
    page = lena.get(f"{address(three[1])}?list={given.replace('&', '%26')}")

    (back,) = page.all("a", class_="back")
    assert back.get("href", "").partition("?")[0] == "/agent/cases"
    assert page.all("script", src="") == []
