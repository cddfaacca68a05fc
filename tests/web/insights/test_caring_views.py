"""The caring figures: who sees which, and that few are called few. Attack A4: another team's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.insights.caring_job import schedule_caring
from portal.insights.caring_models import CaringCount
from portal.insights.caring_rules import week_of
from portal.web.access import Role
from tests.web.cases.conftest import case, desk_of, teams  # noqa: F401 - fixtures
from tests.web.content import colleague, signed_in_as
from tests.web.page_client import PageClient

PAGE = "/agent/caring"
TEAMS = {"support": 1, "mail": 2, "web": 3, "access": 4}


@pytest.fixture
def put(app: Flask, changing, clock, teams):  # noqa: F811
    """put("mail", kept=9, broken=1, weeks_ago=2) counts it; `waited` is minutes: cases."""

    def write(team, *, weeks_ago=0, waited=(), **numbers):
        organisation = app.extensions["lotse.organisation"]
        week = week_of(clock() - timedelta(weeks=weeks_ago), organisation.time_zone)
        cells = [(measure, 0, number) for measure, number in numbers.items()]
        cells += [("waited", minutes, 1) for minutes in waited]
        with changing() as session:
            for measure, minutes, number in cells:
                session.add(
                    CaringCount(
                        week=week,
                        queue_id=TEAMS[team],
                        measure=measure,
                        minutes=minutes,
                        number=number,
                    )
                )

    return write


@pytest.fixture
def lead(app, changing, teams):  # noqa: F811
    """Leads the mail team, in English."""
    with changing() as session:
        person = colleague(session, "Frieda Sommer", role=Role.LEAD, queues=("mail",), locale="en")
        person_id = person.id
    return PageClient(signed_in_as(app, person_id))


def big(page):
    """The first number of each measure."""
    return ["".join(p[0].itertext()) for p in page.all("p", class_="figure-value")]


def cells(page, section):
    """The rows of a measure's table."""
    found = page.one("section", aria_labelledby=section)
    return [["".join(cell.itertext()) for cell in row] for row in found.iter("tr")][1:]


def test_before_any_case_the_page_says_what_will_stand_there(lead):
    page = lead.get(PAGE)
    assert "No case has come in during the last twelve weeks." in page.text
    assert page.all(class_="chart") == []


def test_promises_kept_are_the_first_number_and_patience_is_no_success(lead, put):
    put("mail", kept=17, broken=1, asked=2, moved=5, replaced=3)
    page = lead.get(PAGE)
    assert big(page)[0] == "85%"
    assert cells(page, "kept")[0][1:] == ["85%", "17", "1", "2", "5", "3"]


def test_few_are_told_by_their_number_and_none_is_no_share(lead, put):
    put("mail", kept=2, broken=1)
    page = lead.get(PAGE)
    assert big(page) == ["2 of 3", "–", "–", "–"]
    assert len(page.all(class_="is-hollow")) == 1
    assert "0%" not in " ".join(cell for row in cells(page, "kept") for cell in row)


def test_almost_all_is_not_all(lead, put):
    put("mail", kept=999, broken=1)
    assert big(lead.get(PAGE))[0] == "99%"


def test_time_to_a_person_says_half_and_nine_of_ten_and_who_still_waits(lead, put):
    put("mail", cases=13, answered=10, waiting=3, waited=[*range(10, 90, 10), 130, 400])
    rows = cells(lead.get(PAGE), "waited")
    assert [one.replace("\xa0", " ") for one in rows[0][1:]] == ["50 min", "2 h 10 min", "10", "3"]


def test_weeks_older_than_twelve_are_not_there(lead, put):
    put("mail", kept=10, weeks_ago=11)
    put("mail", broken=30, weeks_ago=12)  # noise
    page = lead.get(PAGE)
    assert big(page)[0] == "100%"
    assert len(cells(page, "kept")) == 12


def test_a_lead_sees_their_own_teams_alone(lead, put):
    """A4: neither in the sum nor by address."""
    put("mail", kept=10)
    put("web", broken=77)
    page = lead.get(PAGE)
    assert big(page)[0] == "100%"
    assert "77" not in page.text
    assert lead.get(f"{PAGE}?team=web", status=404).all("table") == []
    assert lead.get(f"{PAGE}?team=mail").all("table")


def test_an_administrator_sees_all_teams_and_each(desk_of, put):  # noqa: F811
    put("mail", kept=10)
    put("web", kept=10, broken=20)
    maren = desk_of("Maren")
    assert big(maren.get(PAGE))[0].startswith("50")
    assert big(maren.get(f"{PAGE}?team=web"))[0].startswith("33")


def test_the_inbox_leads_there_for_those_who_lead(lead, desk_of):  # noqa: F811
    assert PAGE in lead.get("/agent/cases").body
    assert PAGE not in desk_of("Lena").get("/agent/cases").body


def test_an_answer_appears_after_the_count(app, changing, clock, worker, lead, case):  # noqa: F811
    with changing() as session:
        found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
        clock.advance(minutes=10)
        author, key = found.contact, "answer"
        send_reply(
            session,
            found,
            Reply(key, "Guten Tag", Then.SOLVED),
            revision=found.revision,
            author=author,
            office=office,
            now=clock(),
        )
        schedule_caring(session, now=clock())
    worker.run_all()
    page = lead.get(PAGE)
    assert big(page)[:2] == ["1 of 1", "1 of 1"]
    assert cells(page, "handed")[0][1:] == ["0", "0", "1"]
