"""A contact person is away: the deputy answers, the customer knows, and everybody comes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Absence, Person
from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.content import colleague, signed_in_as
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient

TODAY, FRIDAY = "2026-11-23", "2026-11-27"
Typed = dict[str, str]


@pytest.fixture
def work_of(app: Flask, teams: dict[str, int]) -> Callable[[str], str]:
    """The address under which somebody's absences are noted."""

    def find(first_name: str) -> str:
        with app.app_context():
            mine = Person.name.startswith(first_name)
            return f"/agent/people/{db.session.scalars(select(Person.public_id).where(mine)).one()}"

    return find


@pytest.fixture
def lena_is_away(
    lena: PageClient, work_of: Callable[[str], str], case: str, worker: Worker
) -> None:
    typed = {"first_day": TODAY, "last_day": FRIDAY, "deputy": ""}
    lena.post(f"{work_of('Lena')}/absences", typed, status=303)
    worker.run_all()


def mails(app: Flask) -> list[str]:
    with app.app_context():
        rows = select(OutboundMail.text).order_by(OutboundMail.id)
        return list(db.session.scalars(rows))


@pytest.mark.usefixtures("lena_is_away")
class TestWhileSomebodyIsAway:
    def test_the_contact_person_stays_and_the_deputy_has_the_case_in_a_list_of_their_own(
        self, desk_of: Callable[[str], PageClient], seen: Seeing, lena: PageClient, case: str
    ) -> None:
        tom = desk_of("Tom")

        assert seen().contact == "Lena Braun"
        assert "Ich kann keine Mails senden" in tom.get("/agent/cases?view=deputy").text
        assert "Hier wartet nichts" in lena.get("/agent/cases?view=deputy").text
        assert "Tom Behrens vertritt" in tom.get(address(case)).text

    def test_the_customer_reads_until_when_and_who_answers(
        self, app: Flask, pages: PageClient, seen: Seeing
    ) -> None:
        said = "Lena Braun ist bis Fr., 27. November nicht da. Bis dahin antwortet Tom Behrens."
        assert said in pages.get(address_of(app, seen().case)).text
        assert any(said in mail for mail in mails(app))
        english = pages.get(address_of(app, seen().case, "en")).text
        assert "Lena Braun is away up to and including Fri, 27 November." in english

    def test_it_is_told_once_however_often_the_worker_runs(
        self, app: Flask, worker: Worker, clock: SettableClock
    ) -> None:
        clock.advance(hours=2)
        worker.run_all()

        assert sum("Bis dahin antwortet Tom" in mail for mail in mails(app)) == 1

    def test_the_deputy_answers_under_the_same_sender_in_the_name_of_both(
        self, app: Flask, desk_of: Callable[[str], PageClient], case: str, seen: Seeing,
        pages: PageClient,
    ) -> None:  # fmt: skip
        tom = desk_of("Tom")
        tom.post(address(case, "replies"), reply_to(tom.get(address(case))), status=303)

        signed = "Tom Behrens (in Vertretung für Lena Braun)"
        assert signed in mails(app)[-1]
        assert f"{signed} hat geantwortet" in pages.get(address_of(app, seen().case)).text
        assert seen().contact == "Lena Braun"

    def test_new_cases_go_to_others(
        self, app: Flask, changing: Change, clock: SettableClock, seen: Seeing
    ) -> None:
        with changing() as session:
            for number in range(3):
                email = f"{number}@example.org"
                new = hand_over(app, session, now=clock(), queue_key="mail", email=email)
                assert new.contact is not None
                assert new.contact.name == "Tom Behrens"
            known = hand_over(app, session, now=clock(), queue_key="mail")
            assert known.contact is not None
            assert known.contact.name == "Tom Behrens"

    def test_back_again_they_answer_themselves(
        self, app: Flask, lena: PageClient, work_of: Callable[[str], str], worker: Worker,
        desk_of: Callable[[str], PageClient], pages: PageClient, seen: Seeing,
    ) -> None:  # fmt: skip
        with app.app_context():
            absence = db.session.scalars(select(Absence.public_id)).one()
        for _twice in range(2):
            lena.post(f"{work_of('Lena')}/absences/{absence}/ending", status=303)
        worker.run_all()

        assert "Ich kann" not in desk_of("Tom").get("/agent/cases?view=deputy").text
        assert "nicht da" not in pages.get(address_of(app, seen().case)).text

    def test_it_ends_by_itself(
        self, app: Flask, worker: Worker, clock: SettableClock, seen: Seeing
    ) -> None:
        clock.advance(days=5)
        worker.run_all()

        assert seen().case.deputy_id is None


def test_at_night_nobody_gets_a_mail(
    app: Flask, lena: PageClient, work_of: Callable[[str], str], case: str, worker: Worker,
    clock: SettableClock,
) -> None:  # fmt: skip
    typed = {"first_day": "2026-11-24", "last_day": FRIDAY, "deputy": ""}
    lena.post(f"{work_of('Lena')}/absences", typed, status=303)
    clock.advance(hours=15)
    worker.run_all()
    assert not any("Bis dahin antwortet" in mail for mail in mails(app))

    clock.advance(hours=9)
    worker.run_all()
    assert any("Bis dahin antwortet Tom" in mail for mail in mails(app))


def test_where_it_is_the_customer_s_turn_until_they_are_back_nothing_is_told(
    app: Flask, lena: PageClient, work_of: Callable[[str], str], case: str, worker: Worker
) -> None:
    waiting = form_of(lena.get(address(case)), "waiting", remind_on="2026-11-30")
    lena.post(address(case, "waiting"), waiting, status=303)
    typed = {"first_day": TODAY, "last_day": FRIDAY, "deputy": ""}
    lena.post(f"{work_of('Lena')}/absences", typed, status=303)
    worker.run_all()

    assert not any("Bis dahin antwortet" in mail for mail in mails(app))


class TestTheForm:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"first_day": "", "last_day": ""}, "ersten und den letzten Tag"),
            ({"first_day": "morgen", "last_day": FRIDAY}, "Jahr, Monat und Tag"),
            ({"first_day": FRIDAY, "last_day": TODAY}, "liegt vor dem ersten"),
            ({"first_day": "2026-01-02", "last_day": "2026-01-03"}, "sind vorbei"),
            ({"first_day": TODAY, "last_day": "2036-01-03"}, "höchstens ein Jahr"),
            ({"first_day": TODAY, "last_day": TODAY, "deputy": "nobody"}, ""),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(
        self, lena: PageClient, work_of: Callable[[str], str], typed: Typed, said: str
    ) -> None:
        page = lena.post(f"{work_of('Lena')}/absences", {"deputy": "", **typed}, status=422)

        assert said in page.text
        if typed["last_day"]:
            assert page.one("input", id="last_day").get("value") == typed["last_day"]

    def test_an_absence_is_changed_on_a_page_of_its_own(
        self, app: Flask, lena: PageClient, work_of: Callable[[str], str]
    ) -> None:
        where = work_of("Lena")
        lena.post(
            f"{where}/absences", {"first_day": FRIDAY, "last_day": FRIDAY, "deputy": ""}, status=303
        )
        with app.app_context():
            absence = db.session.scalars(select(Absence.public_id)).one()
        page = lena.get(f"{where}/absences/{absence}")
        assert page.one("input", id="first_day").get("value") == FRIDAY
        tom = work_of("Tom").rpartition("/")[2]
        typed = {"first_day": FRIDAY, "last_day": "2026-11-28", "deputy": tom}
        lena.post(f"{where}/absences/{absence}", typed, status=303)

        assert "Tom Behrens" in lena.get(f"{where}/work").text

    def test_hours_languages_and_topics_are_kept_and_mistakes_named(
        self, lena: PageClient, work_of: Callable[[str], str], case: str, app: Flask,
        pages: PageClient, seen: Seeing,
    ) -> None:  # fmt: skip
        where = f"{work_of('Lena')}/work"
        page = lena.post(where, {"languages": "en", "hours-0": "früh"}, status=422)
        assert "8:00–12:00" in page.text
        assert page.one("input", id="hours-0").get("value") == "früh"

        lena.post(where, {"languages": "en", "hours-0": "8-12, 13-16"}, status=303)
        assert page.one("input", id="hours-0") is not None
        assert "Montag 8:00–12:00, 13:00–16:00" in pages.get(address_of(app, seen().case)).text


class TestA7WhoPlansForWhom:
    def test_leads_do_for_their_teams_and_admins_for_all(
        self, app: Flask, changing: Change, teams: dict[str, int],
        desk_of: Callable[[str], PageClient], work_of: Callable[[str], str],
    ) -> None:  # fmt: skip
        with changing() as session:
            chief = colleague(session, "Ida Voss", role=Role.LEAD, queues=("mail",)).id
        ida = PageClient(signed_in_as(app, chief))
        typed = {"first_day": TODAY, "last_day": FRIDAY, "deputy": ""}
        where = f"{work_of('Lena')}/absences"

        ida.post(where, typed, status=303)
        desk_of("Maren").get(f"{work_of('Lena')}/work")
        desk_of("Tom").post(where, typed, status=403)
        desk_of("Aylin").post(where, typed, status=403)  # leads another team

    def test_one_person_s_absence_is_none_of_another_s_address(
        self, app: Flask, changing: Change, teams: dict[str, int], clock: SettableClock,
        desk_of: Callable[[str], PageClient], work_of: Callable[[str], str],
    ) -> None:  # fmt: skip
        with changing() as session:
            now = clock()
            absence = Absence(
                person_id=teams["Lena Braun"], starts_at=now, ends_at=now + timedelta(days=1),
                created_at=now,
            )  # fmt: skip
            session.add(absence)
            session.flush()
            public_id = absence.public_id
        tom = desk_of("Tom")

        tom.get(f"{work_of('Tom')}/absences/{public_id}", status=404)
        tom.post(f"{work_of('Tom')}/absences/{public_id}/ending", status=303)
        with app.app_context():
            assert db.session.scalars(select(Absence)).one().ends_at > clock()
