"""Agents go through a flow with a customer: the same pages, under their own name."""

# ruff: noqa: F811 - fixtures of the desk are taken by their names

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.core.events import Event
from portal.escalations.models import ContextLine, Escalation
from portal.journeys.models import Journey
from portal.journeys.operations import end_journey
from portal.remedies.models import Attempt
from portal.troubleshooter.models import AssistedRun
from tests.web.cases.conftest import address as case_address
from tests.web.cases.conftest import case, desk_of, teams  # noqa: F401 - fixtures of that desk
from tests.web.hand_overs import address_of
from tests.web.page_client import PageClient
from tests.web.page_invariants import words
from tests.web.troubleshooter.conftest import address, outcome, reply, so_far


@pytest.fixture
def handed_over(changing, clock, remedy, case) -> str:
    """Frau Berger stands at the first remedy of a flow, and has handed it over."""
    with changing() as session:
        journey = session.scalars(select(Journey)).one()
        found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        found.journey_id = journey.id
        end_journey(session, journey, now=clock())
    return address(remedy)


@pytest.fixture
def lena(desk_of) -> PageClient:
    return desk_of("Lena")


def attempts(app) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(Attempt).where(Attempt.superseded_at.is_(None)))
        return [(row.remedy, row.outcome, row.origin) for row in rows]


def test_the_case_leads_into_the_customers_run(lena, case, handed_over):
    page = lena.get(case_address(case))
    assert page.links()["Senden klappt nicht"] == handed_over

    page = lena.get(handed_over, follow=True)

    assert page.h1 == "Tragen Sie das Passwort neu ein"
    assert "Sie gehen das für Sabine Berger durch." in words(page.tree)
    assert so_far(page)[0].startswith("Kommen Mails an? Ja, sie kommen an")
    assert page.links()["Zurück zum Fall"] == case_address(case)
    assert "Mit einem Menschen sprechen" not in page.text


def test_what_an_agent_records_is_theirs_and_stands_in_the_case(
    app,
    lena,
    case,
    handed_over,
):
    page = outcome(lena, lena.get(handed_over, follow=True), "no_change", note="am Telefon")

    assert page.h1 == "Welches Programm benutzen Sie?"
    assert attempts(app) == [("mail.reenter_password", "no_change", "agent")]
    shown = lena.get(case_address(case))
    assert "Passwort im Mailprogramm neu eintragen" in shown.text
    assert "Lena Braun ist einen Schritt mit dem Kunden durchgegangen" in shown.text
    with app.app_context():
        [assisted] = db.session.scalars(select(AssistedRun))
        event = db.session.scalars(select(Event).where(Event.name == "run.assisted")).one()
        assert event.actor_id == assisted.agent_id
        assert event.details == {"act": "give_outcome", "step": "password"}
        line = db.session.scalars(select(ContextLine).where(ContextLine.note == "am Telefon")).one()
        assert (line.remedy, line.outcome) == ("mail.reenter_password", "no_change")


def test_the_customer_sees_the_same_state_after(pages, lena, handed_over):
    pages.get(handed_over, status=410)  # handed over, and nobody goes on with it yet
    outcome(lena, lena.get(handed_over, follow=True), "no_change")

    page = pages.get(handed_over, follow=True)

    assert page.h1 == "Welches Programm benutzen Sie?"
    assert so_far(page)[1].startswith("Passwort im Mailprogramm neu eintragen ohne Wirkung")
    assert "Sie gehen das für" not in words(page.tree)
    page = pages.post(
        f"{address(page)}/answers", {"step": "program", "option": "unsure"}, follow=True, status=200
    )
    assert lena.get(handed_over, follow=True).h1 == page.h1


@pytest.mark.parametrize(("who", "status"), [("Tom", 200), ("Maren", 200), ("Aylin", None)])
def test_only_who_may_see_the_case_may_a4(app, desk_of, handed_over, who, status):
    browser = desk_of(who)
    if status:
        assert browser.get(handed_over, follow=True).h1 == "Tragen Sie das Passwort neu ein"
        return
    browser.get(handed_over, status=410)
    act = browser.post(f"{handed_over}/attempts", {"step": "password", "outcome": "solved"})
    assert act.location == handed_over
    assert attempts(app) == []


def test_a_run_of_nobodys_case_is_closed_to_agents(app, begun, desk_of):
    page = desk_of("Maren").get(address(begun))

    assert page.h1 == "Diese Hilfe wurde auf einem anderen Gerät begonnen"


def test_a_case_without_a_run_gets_one(app, flow, lena, case):
    page = lena.get(case_address(case))

    page = lena.press(page, "Durchgehen", flow="cannot-send")

    assert page.h1 == "Kommen Mails an?"
    assert outcome(lena, reply(lena, page, "yes"), "worse").h1 == "Jetzt hilft Ihnen ein Mensch"
    assert attempts(app) == [("mail.reenter_password", "worse", "agent")]
    assert "Senden klappt nicht" in lena.get(case_address(case)).links()


def test_a_case_of_another_team_begins_nothing_a4(desk_of, flow, case):
    desk_of("Aylin").post(f"{case_address(case)}/runs", {"flow": "cannot-send"}, status=404)


def test_a_flow_that_nobody_offers_begins_nothing(lena, case):
    lena.post(f"{case_address(case)}/runs", {"flow": "none"}, status=404)


def test_a_caller_without_a_case_goes_on_alone_afterwards(app, pages, flow, desk_of):
    aylin = desk_of("Aylin")
    page = aylin.press(aylin.get("/agent/flows/cannot-send"), "Mit einem Anrufer durchgehen")
    assert "Sie gehen das für jemanden am Telefon durch." in words(page.tree)
    page = reply(aylin, page, "yes")
    link = page.one("input", id="run-link").get("value").removeprefix("http://localhost")

    mine = pages.press(pages.get(link), "Hier weitermachen")

    assert mine.h1 == "Tragen Sie das Passwort neu ein"
    assert outcome(pages, mine, "no_change").h1 == "Welches Programm benutzen Sie?"
    assert aylin.get(link, follow=True).h1 == "Welches Programm benutzen Sie?"
    assert attempts(app) == [("mail.reenter_password", "no_change", "flow")]
    assert desk_of("Tom").get(link).h1 == "Diese Hilfe wurde auf einem anderen Gerät begonnen"


def test_looking_leaves_no_trace(app, lena, handed_over):
    lena.get(handed_over, follow=True)

    with app.app_context():
        assert db.session.query(AssistedRun).count() == 0


def test_wording_language_and_version_are_kept_with_an_attempt(app, pages, remedy):
    outcome(pages, remedy, "no_change")

    with app.app_context():
        row = db.session.scalars(select(Attempt)).one()
        assert (row.locale, row.version) == ("de", 3)
        assert row.wording.startswith("Tragen Sie das Passwort neu ein\n\n1. Öffnen Sie **Konto")


def test_the_wording_of_whoever_reads_in_short_and_of_who_had_done_it_before(app, pages, remedy):
    pages.browser.set_cookie("detail", "short")
    page = pages.press(pages.get(remedy.url), "Habe ich schon gemacht")
    outcome(pages, page, "no_change")

    with app.app_context():
        rows = db.session.scalars(select(Attempt).order_by(Attempt.id)).all()
        assert [row.wording.endswith("Passwort neu eintragen.") for row in rows] == [True, True]


def test_the_page_of_the_request_leads_to_the_notes(app, pages, case, handed_over, lena):
    outcome(lena, lena.get(handed_over, follow=True), "no_change")
    with app.app_context():
        found = db.session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        status = address_of(app, found)

    page = pages.get(pages.get(status).links()["Was wir zusammen gemacht haben"])

    assert "Passwort im Mailprogramm neu eintragen ohne Wirkung" in page.text
    assert "am Telefon mit uns" in page.text
    assert lena.get(page.url).h1 == page.h1
    stranger = PageClient(app.test_client())
    assert "Was wir zusammen gemacht haben" not in stranger.get(status).links()
