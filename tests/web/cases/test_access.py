"""Who sees which case: strangers nothing, agents those of their teams, on every path."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from portal.escalations.desk_queries import due_of
from portal.escalations.models import CaseFile, Escalation
from portal.web.access import Reader, Role
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.cases.outbox import mailbox, post_office
from tests.web.conftest import Change
from tests.web.page_client import PageClient

__all__ = ["mailbox", "post_office"]
ACTS = ("replies", "notes", "assignment", "waiting", "solution", "reopening")
Desks = Callable[[str], PageClient]


@pytest.fixture
def file(app: Flask, case: str) -> str:
    """The address of the case's picture."""
    with app.app_context():
        (entry,) = db.session.scalars(select(CaseFile)).all()
        return address(case, f"files/{entry.file.public_id}")


@pytest.mark.parametrize("who", ["Aylin", "Jonas"])
class TestAnotherTeam:
    def test_a4_finds_nothing_in_lists_counts_and_search(
        self, desk_of: Desks, case: str, who: str
    ) -> None:
        browser = desk_of(who)
        views = ("mine", "unassigned", "overdue", "waiting", "all", "solved")
        questions = [*(f"view={view}" for view in views), "team=mail", "q=berger", "q=10002",
                     "q=sabine@baeckerei-berger.example", "after=0-0&view=all"]  # fmt: skip
        for question in questions:
            page = browser.get(f"/agent/cases?{question}")
            assert "Sabine" not in page.text
            assert case not in page.body
            assert "E-Mail" not in page.links()
        other = "1" if who == "Aylin" else "0"
        assert page.one("span", class_="count").text == other

    def test_a1_does_not_find_the_case_or_its_files(
        self, desk_of: Desks, case: str, file: str, who: str
    ) -> None:
        browser = desk_of(who)
        for path in (address(case), file):
            page = browser.get(path, status=404)
            assert "Sabine" not in page.body
            assert page.text == browser.get(address("2" * 12), status=404).text

    @pytest.mark.parametrize("act", ACTS)
    def test_a3_changes_nothing(
        self, desk_of: Desks, lena: PageClient, case: str, seen: Seeing, act: str, who: str
    ) -> None:
        form = reply_to(lena.get(address(case)), remind_on="2026-11-26", summary="Meins")
        before = seen()
        desk_of(who).post(address(case, act), form, status=404)

        after = seen()
        assert after.case.revision == before.case.revision
        assert (after.said, after.contact) == (before.said, "Lena Braun")


class TestStrangers:
    @pytest.mark.parametrize("act", ACTS)
    def test_a7_sign_in_first_and_change_nothing(
        self, pages: PageClient, case: str, seen: Seeing, act: str
    ) -> None:
        pages.post(address(case, act), {"body": "x"}, status=401)

        assert seen().said == []

    def test_a2_get_neither_case_nor_file(self, pages: PageClient, case: str, file: str) -> None:
        for path in ("/agent/cases", address(case), file):
            assert pages.get(path, status=302).location.startswith("/agent/sign-in?next=")

    @pytest.mark.parametrize("public_id", ["x", "1", "10002", "%00", "..", "x" * 3000])
    def test_a1_numbers_lead_nowhere(self, lena: PageClient, case: str, public_id: str) -> None:
        lena.get(f"/agent/cases/{public_id}", status=404)


def test_a1_a_file_of_another_case_is_not_found_under_this_one(
    desk_of: Desks, lena: PageClient, app: Flask, case: str, file: str
) -> None:
    name = file.rpartition("/")[2]
    other = next(iter(desk_of("Aylin").get("/agent/cases?view=all").all("a", data_row="")))

    assert lena.get(file).response.mimetype == "image/png"
    path = other.get("href").partition("?")[0]
    desk_of("Aylin").get(f"{path}/files/{name}", status=404)


def test_r10_a_file_is_shown_in_a_sandbox(lena: PageClient, file: str) -> None:
    page = lena.get(file)

    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"


def test_admins_see_every_team(desk_of: Desks, case: str) -> None:
    maren = desk_of("Maren")

    assert "Sabine" in maren.get("/agent/cases?view=all").text
    assert maren.get(address(case)).h1 == "Ich kann keine Mails senden"
    assert "Nebensache" in maren.get("/agent/cases?q=nebensache").text


def test_a3_a_case_is_given_only_to_people_of_its_team(
    app: Flask, lena: PageClient, case: str, seen: Seeing, teams: dict[str, int]
) -> None:
    with app.app_context():
        aylin = db.session.get_one(Person, teams["Aylin Kaya"]).public_id
    form = form_of(lena.get(address(case)), "assignment", person=aylin, summary="Bitte übernehmen")

    lena.post(address(case, "assignment"), form, status=422)

    assert seen().contact == "Lena Braun"


def test_who_leaves_the_team_loses_sight_of_its_cases_at_once(
    desk_of: Desks, lena: PageClient, case: str, app: Flask, teams: dict[str, int]
) -> None:
    with app.app_context():
        person = db.session.get_one(Person, teams["Lena Braun"])
        role, public_id = person.role, person.public_id
    lena.get(address(case))
    desk_of("Maren").post(
        f"/agent/people/{public_id}", {"role": role, "locale": "de", "active": "y"}
    )

    lena.get(address(case), status=404)
    assert "Sabine" not in lena.get("/agent/cases?view=all").text


def test_no_mail_is_sent_by_a_refused_act(
    desk_of: Desks, lena: PageClient, case: str, app: Flask
) -> None:
    form = reply_to(lena.get(address(case)))
    with app.app_context():
        before = len(db.session.scalars(select(OutboundMail.id)).all())
    desk_of("Aylin").post(address(case, "replies"), form, status=404)
    with app.app_context():
        assert len(db.session.scalars(select(OutboundMail.id)).all()) == before


@pytest.fixture
def moved_away(case: str, changing: Change) -> Callable[[], None]:
    """moved_away(): the case belongs to another team from now on."""

    def move() -> None:
        with changing() as session:
            found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
            others = select(Escalation.queue_id).where(Escalation.public_id != case)
            found.queue_id = session.scalars(others).one()

    return move


def test_a1_a4_a_reply_that_came_back_is_shown_to_its_author_and_while_the_case_is_theirs_to_see(
    desk_of: Desks, lena: PageClient, case: str, post_office: Worker, moved_away: Callable[[], None]
) -> None:
    form = reply_to(lena.get(address(case)))
    lena.post(address(case, "replies"), form, status=303)
    lena.post(address(case, f"replies/{form['key']}/return"), {}, status=303)

    assert "zurückgeholt" in lena.get("/agent/cases").text
    for other in ("Tom", "Aylin", "Maren"):
        assert "zurückgeholt" not in desk_of(other).get("/agent/cases").text
    moved_away()
    assert "zurückgeholt" not in lena.get("/agent/cases").text


def test_a4_a_person_s_load_counts_cases_that_the_reader_may_see(
    app: Flask, case: str, seen: Seeing, teams: dict[str, int], moved_away: Callable[[], None]
) -> None:
    lena, queue = teams["Lena Braun"], seen().case.queue_id
    tom = Reader(teams["Tom Behrens"], Role.AGENT, "Tom", frozenset({queue}))
    until = seen().open_promise.due_at + timedelta(minutes=1)
    with app.app_context():
        assert due_of(db.session, lena, tom, until) == [seen().open_promise.due_at]
    moved_away()
    with app.app_context():
        assert due_of(db.session, lena, tom, until) == []
