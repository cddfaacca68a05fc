"""Handing a case over: a summary for the colleague, a reason for the customer, an alarm in time."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of
from tests.web.conftest import Change
from tests.web.content import colleague
from tests.web.hand_overs import address_of
from tests.web.page_client import PageClient

Desks = Callable[[str], PageClient]


@pytest.fixture
def given(app: Flask, case: str, teams: dict[str, int]) -> Callable[..., None]:
    """given(lena, "Tom"): the case goes to somebody; or given(lena, "team:web")."""

    def give(desk: PageClient, to: str, status: int = 303, **typed: str) -> None:
        with app.app_context():
            named = select(Person.public_id).where(Person.name.startswith(to))
            person = to if ":" in to else db.session.scalars(named).one()
        form = form_of(
            desk.get(address(case)), "assignment", person=person, summary="Port 465 geprüft."
        )
        desk.post(address(case, "assignment"), form | typed, status=status)

    return give


def letters(app: Flask, kind: str) -> list[OutboundMail]:
    with app.app_context():
        query = select(OutboundMail).where(OutboundMail.kind == kind).order_by(OutboundMail.id)
        return list(db.session.scalars(query))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Mit diesem Thema kennt sich Tom Behrens besonders gut aus."),
        ({"why": "sooner"}, "So geht es schneller: Um Ihr Anliegen kümmert sich Tom Behrens."),
        ({"why": "away"}, "In den nächsten Tagen ist Lena Braun nicht da."),
        ({"why": "own", "reason": "Tom hat den Server gebaut."}, "Tom hat den Server gebaut."),
    ],
)
def test_the_customer_reads_why_and_that_nothing_has_to_be_said_again(
    app: Flask, lena: PageClient, pages: PageClient, seen: Seeing, given: Callable[..., None],
    typed: Mapping[str, str], said: str,
) -> None:  # fmt: skip
    given(lena, "Tom", **typed)

    assert seen().contact == "Tom Behrens"
    assert said in pages.get(address_of(app, seen().case)).text
    (mail,) = letters(app, "case.handed_over")
    assert said in mail.text
    assert "Sie müssen nichts noch einmal erklären" in mail.text
    assert "Port 465" not in mail.text  # the note is for the team


def test_own_words_have_to_be_written_and_what_was_typed_stays(
    lena: PageClient, seen: Seeing, given: Callable[..., None], case: str
) -> None:
    given(lena, "Tom", 422, why="own", reason="")
    given(lena, "Tom", 422, why="nonsense")

    assert seen().contact == "Lena Braun"


def test_sent_twice_it_is_done_and_told_once(
    app: Flask, lena: PageClient, seen: Seeing, case: str, teams: dict[str, int]
) -> None:
    with app.app_context():
        tom = db.session.get_one(Person, teams["Tom Behrens"]).public_id
    form = form_of(lena.get(address(case)), "assignment", person=tom, summary="Geprüft.")
    for _twice in range(2):
        lena.post(address(case, "assignment"), form, status=303)

    assert len(letters(app, "case.handed_over")) == 1
    assert seen().case.runarounds == 1


def test_a_case_goes_to_another_team_where_somebody_is_chosen(
    app: Flask, lena: PageClient, seen: Seeing, given: Callable[..., None], case: str,
    pages: PageClient, desk_of: Desks,
) -> None:  # fmt: skip
    given(lena, "team:web")

    assert seen().contact == "Aylin Kaya"
    assert seen().open_promise
    lena.get(address(case), status=404)  # it is not hers to see any more
    assert "Aylin Kaya kümmert sich darum" in pages.get(address_of(app, seen().case)).text
    assert "Port 465 geprüft." in desk_of("Aylin").get(address(case)).text


def test_a3_a_case_of_another_team_is_not_moved(
    lena: PageClient, desk_of: Desks, case: str, seen: Seeing
) -> None:
    form = form_of(lena.get(address(case)), "assignment", person="team:web", summary="x")
    desk_of("Aylin").post(address(case, "assignment"), form, status=404)

    assert seen().contact == "Lena Braun"


def test_who_is_away_gets_no_case(
    app: Flask, lena: PageClient, desk_of: Desks, case: str, teams: dict[str, int]
) -> None:
    with app.app_context():
        tom = db.session.get_one(Person, teams["Tom Behrens"]).public_id
    typed = {"first_day": "2026-11-23", "last_day": "2026-11-24", "deputy": ""}
    desk_of("Tom").post(f"/agent/people/{tom}/absences", typed, status=303)

    assert tom not in lena.get(address(case)).body


class TestN10BeingSentRound:
    def test_the_second_time_alarms_the_leads_once_in_working_time(
        self, app: Flask, lena: PageClient, desk_of: Desks, given: Callable[..., None],
        worker: Worker, clock: SettableClock, changing: Change, seen: Seeing,
    ) -> None:  # fmt: skip
        with changing() as session:
            colleague(session, "Ida Voss", role=Role.LEAD, queues=("mail",))
        given(lena, "Tom")
        worker.run_all()
        assert not letters(app, "team.runaround")

        clock.advance(hours=12)
        tom = desk_of("Tom")
        given(tom, "Lena")
        worker.run_all()
        assert not letters(app, "team.runaround")  # it is night

        clock.advance(hours=12)
        given(desk_of("Lena"), "Tom")
        worker.run_all()
        (mail,) = letters(app, "team.runaround")
        assert mail.recipient == "ida.voss@nordhafen.example"
        assert "3-mal weitergegeben" in mail.text

    def test_leads_have_a_list_of_them_and_everybody_sees_the_mark(
        self, app: Flask, lena: PageClient, desk_of: Desks, given: Callable[..., None]
    ) -> None:
        given(lena, "Tom")
        given(desk_of("Tom"), "Lena")

        assert "zweimal weitergegeben" in lena.get("/agent/cases").text
        assert "Achtung: zweimal weitergegeben" not in lena.get("/agent/cases").links()
        maren = desk_of("Maren").get("/agent/cases?view=passed_around")
        assert "Ich kann keine Mails senden" in maren.text
        aylin = desk_of("Aylin").get("/agent/cases?view=passed_around")
        assert "Ich kann keine Mails senden" not in aylin.text  # a4: another team's

    def test_taking_it_over_counts_and_is_told(
        self, app: Flask, desk_of: Desks, case: str, seen: Seeing
    ) -> None:
        tom = desk_of("Tom")
        tom.post(address(case, "assignment"), form_of(tom.get(address(case)), "assignment"))

        assert seen().case.runarounds == 1
        assert "Bisher war Lena Braun für Sie da." in letters(app, "case.handed_over")[0].text
