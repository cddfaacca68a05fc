"""Filters of the inbox, and those that are kept under names."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.queues import set_queues
from portal.core.db import db
from portal.escalations.inbox.models import SavedFilter
from portal.escalations.models import Escalation
from portal.escalations.tags.models import Tag
from portal.escalations.tags.operations import add_tag, rename_tag
from tests.conftest import SettableClock
from tests.web.cases.test_inbox_views import counts, rows
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words

Desk = Callable[[str], PageClient]
URGENT = {"priority": "urgent"}


@pytest.fixture
def cases(
    app: Flask, changing: Change, case: str, teams: dict[str, int], clock: SettableClock
) -> str:
    """Beside Frau Berger's: an urgent one with the tag “DNS”, in English, of nobody."""
    with changing() as session:
        other = hand_over(app, session, now=clock(), queue_key="mail", name="James Whitfield",
                          email="james@example.org", locale="en")  # fmt: skip
        other.priority, other.contact = "urgent", None
        session.flush()
        add_tag(session, other, "DNS", actor_id=teams["Lena Braun"], now=clock())
    return case


def keep(browser: PageClient, name: str, status: int = 303, **wanted: str) -> Page:
    return browser.post("/agent/cases/filters", {"name": name, **(wanted or URGENT)}, status=status)


def saved(app: Flask, name: str) -> SavedFilter:
    with app.app_context():
        return db.session.scalars(select(SavedFilter).where(SavedFilter.name == name)).one()


def names(page: Page) -> list[str]:
    items = page.all("li")
    return [
        words(next(iter(li.iter("a"))))
        for li in items
        if (li.get("id") or "").startswith("filter-")
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("priority=urgent", "James"),
        ("priority=pressing&view=all", "James"),
        ("priority=normal", "Sabine"),
        ("tags=dns", "James"),
        ("contact=me", "Sabine"),
        ("contact=nobody", "James"),
        ("language=en", "James"),
        ("language=de&status=new&due=today&created=today&team=mail", "Sabine"),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    lena: PageClient, cases: str, question: str, found: str
) -> None:
    page = lena.get(f"/agent/cases?{question}")

    (row,) = rows(page)
    assert found in row
    assert len(page.all("ul", class_="filter-chips")) == 1


def test_a_row_shows_priority_and_tags_in_words(lena: PageClient, cases: str) -> None:
    (row,) = rows(lena.get("/agent/cases?tags=dns"))
    (other,) = rows(lena.get("/agent/cases?contact=me"))

    assert "Priorität: dringend" in row
    assert "DNS" in row
    assert "Priorität" not in other


@pytest.mark.parametrize(
    "question",
    ["team=web", "tags=niemals", "contact=xxxx", "team=' OR 1=1 --", "tags=%25&view=all"],
)
def test_v2_a4_what_is_not_there_fits_nothing_and_is_named(
    lena: PageClient, cases: str, question: str
) -> None:
    page = lena.get(f"/agent/cases?{question}")

    assert rows(page) == []
    assert "Deshalb passt kein Fall" in page.text


@pytest.mark.parametrize("question", ["sort=name;DROP", "priority=%27", "created_from=x", "due=%"])
def test_v2_parameters_that_are_no_filter_do_nothing(
    lena: PageClient, cases: str, question: str
) -> None:
    assert len(rows(lena.get(f"/agent/cases?view=all&{question}"))) == 2


def test_a_filter_is_kept_with_its_count(lena: PageClient, cases: str) -> None:
    page = lena.get("/agent/cases?priority=urgent")
    page = lena.get(page.links()["Filter speichern"])
    assert "Priorität: dringend" in page.text

    page = lena.get(keep(lena, "Brennt").location)

    assert counts(page)["Brennt"] == "1"
    assert len(rows(page)) == 1
    (link,) = page.all("a", aria_current="true")
    assert words(next(link.iter("span"))) == "Brennt"


@pytest.mark.parametrize(
    ("name", "status", "why"),
    [
        ("", 422, "Geben Sie dem Filter einen Namen."),
        ("  ", 422, "Geben Sie dem Filter einen Namen."),
        ("x" * 61, 422, "höchstens 60 Zeichen"),
        ("BRENNT", 409, "gibt es schon"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_what_was_typed(
    lena: PageClient, cases: str, name: str, status: int, why: str
) -> None:
    keep(lena, "Brennt")

    page = keep(lena, name, status=status)

    assert why in page.text
    assert page.one("input", id="name").get("value", "") == name.strip()
    assert page.one("input", name="priority").get("value") == "urgent"


def test_too_many_filters_are_refused(lena: PageClient, cases: str) -> None:
    for number in range(20):
        keep(lena, f"Nr. {number}")
    assert "höchstens 20 Filter" in keep(lena, "Nr. 20", status=422).text


def test_filters_are_renamed_reordered_and_deleted(
    lena: PageClient, cases: str, app: Flask
) -> None:
    for name in ("eins", "zwei", "drei"):
        keep(lena, name)
    address = f"/agent/cases/filters/{saved(app, 'drei').public_id}"

    lena.post(f"{address}/moves", {"to": "up"}, status=303)
    assert names(lena.get("/agent/cases/filters")) == ["eins", "drei", "zwei"]
    assert "gibt es schon" in lena.post(address, {"name": "EINS"}, status=409).text
    lena.post(address, {"name": "dreimal"}, status=303)
    assert names(lena.get("/agent/cases/filters")) == ["eins", "dreimal", "zwei"]
    lena.post(f"{address}/deletions", status=303)
    lena.post(f"{address}/deletions", status=404)
    assert names(lena.get("/agent/cases/filters")) == ["eins", "zwei"]


def test_a_lead_shares_a_filter_with_the_team(desk_of: Desk, cases: str, app: Flask) -> None:
    maren, lena, tom = desk_of("Maren"), desk_of("Lena"), desk_of("Tom")

    keep(maren, "Teamweit", shared="mail", priority="urgent")

    assert counts(lena.get("/agent/cases"))["Teamweit"] == "1"
    assert "Teamweit" in counts(tom.get("/agent/cases"))
    assert "Teamweit" not in desk_of("Aylin").get("/agent/cases").body


def test_a3_only_leads_share_and_change_what_is_shared(
    desk_of: Desk, cases: str, app: Flask
) -> None:
    maren, lena, tom = desk_of("Maren"), desk_of("Lena"), desk_of("Tom")
    keep(lena, "Heimlich", shared="mail", priority="urgent")
    assert saved(app, "Heimlich").queue_id is None
    keep(maren, "Teamweit", shared="mail", priority="urgent")
    team, own = saved(app, "Teamweit").public_id, saved(app, "Heimlich").public_id

    for act, form in (("", {"name": "x"}), ("/moves", {"to": "up"}), ("/deletions", {})):
        lena.post(f"/agent/cases/filters/{team}{act}", form, status=404)
        tom.post(f"/agent/cases/filters/{own}{act}", form, status=404)
        desk_of("Aylin").post(f"/agent/cases/filters/{team}{act}", form, status=404)
    assert "Heimlich" not in tom.get("/agent/cases").body


def test_a4_a_kept_filter_shows_no_cases_of_a_team_that_one_has_left(
    desk_of: Desk,
    cases: str,
    app: Flask,
    changing: Change,
    teams: dict[str, int],
    clock: SettableClock,
) -> None:
    lena = desk_of("Lena")
    keep(lena, "Meine Post", team="mail", priority="urgent")
    keep(lena, "Alles Dringende")
    keep(desk_of("Maren"), "Teamweit", shared="mail", priority="urgent")
    with changing() as session:
        session.scalars(
            select(Escalation).where(Escalation.name == "Nebensache")
        ).one().priority = "urgent"
        person = session.get(Person, teams["Lena Braun"])
        set_queues(session, person, ["web"], actor_id=None, now=clock())

    page = desk_of("Lena").get("/agent/cases")

    assert counts(page)["Meine Post"] == "0"
    assert counts(page)["Alles Dringende"] == "1"
    assert "Teamweit" not in counts(page)
    (row,) = rows(lena.get("/agent/cases?priority=urgent"))
    assert "Nebensache" in row
    assert rows(lena.get("/agent/cases?team=mail&priority=urgent")) == []


def test_a_filter_follows_the_name_of_its_tag(
    lena: PageClient, cases: str, changing: Change, teams: dict[str, int], clock: SettableClock
) -> None:
    keep(lena, "Namen", tags="DNS")
    with changing() as session:
        tag = session.scalars(select(Tag)).one()
        rename_tag(session, tag, "Nameserver", actor_id=teams["Lena Braun"], now=clock())

    page = lena.get("/agent/cases")

    assert counts(page)["Namen"] == "1"
    assert len(rows(lena.get(page.links()["Namen1"]))) == 1
