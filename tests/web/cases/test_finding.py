"""Searching cases: by number, words of anything said, and what they are about."""

from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.core.jobs import Job
from portal.core.worker import Worker
from portal.escalations.finding.indexing import schedule_case_index
from portal.escalations.finding.models import CaseWords
from portal.escalations.models import Escalation
from portal.escalations.operations import write
from tests.conftest import SettableClock
from tests.web.cases.conftest import address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words


def found(page: Page) -> list[str]:
    """The cases of a result list, each with the place that fits."""
    (results,) = page.all("div", class_="found")
    return [words(row) for row in results.iter("li") if list(row.iter("a"))]


def asked(text: str, **more: str) -> str:
    return "/agent/cases?" + urlencode({"q": text, **more})


@pytest.fixture
def indexed(worker: Worker, case: str) -> Worker:
    """The worker, after it has indexed Frau Berger's case."""
    worker.run_all()
    return worker


@pytest.mark.parametrize("text", ["10002", "10 002", "#10002", "Sabine@Baeckerei-Berger.example"])
def test_a_number_or_a_mail_address_leads_straight_to_the_case(
    lena: PageClient, case: str, text: str
) -> None:
    assert lena.get(asked(text), status=302).location == address(case)


def test_an_address_with_several_cases_lists_them(
    app: Flask, lena: PageClient, changing: Change, indexed: Worker, clock: SettableClock
) -> None:
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="mail", words="Das Postfach ist voll.")
    indexed.run_all()

    assert len(found(lena.get(asked("sabine@baeckerei-berger.example")))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "berger",
        "Sabine mails",
        "SENDEN",
        "gesendet Freitag",
        "Outlook 2021",
        "Postausgang",
        "Bäckerei",
    ],
)
def test_a_case_is_found_by_name_words_facts_and_attempts_in_any_form(
    lena: PageClient, indexed: Worker, text: str
) -> None:
    lines = found(lena.get(asked(text)))

    assert len(lines) == 1
    assert "neu" in lines[0]


def test_a_case_is_found_by_what_was_said_later_with_who_said_it(
    app: Flask, lena: PageClient, changing: Change, case: str, indexed: Worker, clock: SettableClock
) -> None:
    lena.post(address(case, "notes"), form_of(lena.get(address(case)), "notes",
              body="Der Zeitserver geht nach. <b>Kollegen</b> wissen Bescheid."))  # fmt: skip
    lena.post(address(case, "replies"), reply_to(lena.get(address(case)),
              body="Bitte tragen Sie den Anschluss 587 ein."))  # fmt: skip
    indexed.run_all()

    (note,) = found(lena.get(asked("Zeitserver Kollegen")))
    assert "Der Zeitserver geht nach. <b>Kollegen</b> wissen" in note
    assert "Notiz von Lena Braun, heute" in note
    (reply,) = found(lena.get(asked("anschluss 587")))
    assert "Antwort von Lena Braun" in reply
    assert len(lena.get(asked("Anschluss")).all("mark")) == 1
    assert found(lena.get(asked("Zeitserver Zwiebelkuchen"))) == []


def test_the_state_narrows_the_list(lena: PageClient, case: str, indexed: Worker) -> None:
    assert len(found(lena.get(asked("berger", state="open")))) == 1
    assert found(lena.get(asked("berger", state="done"))) == []
    assert len(found(lena.get(asked("berger", state="xx")))) == 1


def test_what_came_just_now_is_found_before_the_worker_looked(
    app: Flask, lena: PageClient, changing: Change, indexed: Worker, clock: SettableClock
) -> None:
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="mail", words="Das Postfach ist voll.")

    assert len(found(lena.get(asked("Postfach")))) == 1


def test_without_an_index_names_and_subjects_are_searched_and_the_page_says_so(
    lena: PageClient, case: str
) -> None:
    page = lena.get(asked("Berger"))

    assert len(found(page)) == 1
    assert "Bisher werden nur Namen und Betreffzeilen durchsucht" in page.text


def test_without_a_model_words_are_searched_and_the_page_says_so(
    lena: PageClient, indexed: Worker
) -> None:
    assert "nur nach Wörtern gesucht" in lena.get(asked("Berger")).text


def test_readyz_says_what_is_missing_changes_nothing_and_the_worker_finds_it_s2(
    app: Flask, changing: Change, case: str, worker: Worker, clock: SettableClock
) -> None:
    with changing() as session:
        session.execute(delete(Job))
        schedule_case_index(session, now=clock())
    worker.run_all()
    with changing() as session:
        session.execute(delete(CaseWords))
    client = app.test_client()
    degraded = {entry["name"] for entry in client.get("/readyz").json["degraded"]}
    assert {"case_words", "case_meanings"} <= degraded
    assert worker.run_all() == 0

    clock.advance(minutes=6)
    worker.run_all()
    degraded = {entry["name"]: entry["reason"] for entry in client.get("/readyz").json["degraded"]}
    assert "case_words" not in degraded
    assert degraded["case_meanings"] == "vectors_missing"  # no embedder runs here


@pytest.mark.parametrize("who", ["Aylin", "Jonas"])
class TestAnotherTeam:
    QUESTIONS = ("berger", "Zwiebelkuchen", "zwiebelkuhcen", "10002", "baeckerei", "senden",
                 "sabine@baeckerei-berger.example")  # fmt: skip

    def test_a4_v12_finds_counts_and_is_offered_nothing(
        self, app: Flask, desk_of, changing: Change, indexed: Worker, case: str, who: str,
        clock: SettableClock,
    ) -> None:  # fmt: skip
        with changing() as session:
            mine = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
            office = _office(app)
            write(session, mine, "Zwiebelkuchen", [], office=office, now=clock())
        indexed.run_all()

        for question in self.QUESTIONS:
            page = desk_of(who).get(asked(question))
            assert [line for line in found(page) if "Nebensache" not in line] == [], question
            assert "Sabine" not in page.text.replace(question, "")
            assert case not in page.body
            assert "iebelkuchen" not in page.text.replace(question, "")

    def test_a4_a_case_that_moves_is_lost_to_the_one_and_found_by_the_other_at_once(
        self, desk_of, changing: Change, indexed: Worker, case: str, who: str
    ) -> None:
        with changing() as session:
            mine = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
            other = session.scalars(select(Escalation).where(Escalation.id != mine.id)).first()
            mine.queue_id = other.queue_id

        for _ in range(2):  # before the worker looked, and after
            assert found(desk_of("Lena").get(asked("Berger"))) == []
            mine_now = found(desk_of(who).get(asked("Berger")))
            assert len(mine_now) == (1 if who == "Aylin" else 0)
            indexed.run_all()


def test_a4_a_number_of_another_team_is_no_address(desk_of, indexed: Worker, case: str) -> None:
    page = desk_of("Aylin").get(asked("10002"))

    assert found(page) == []
    assert page.text.replace("10002", "") == desk_of("Aylin").get(asked("10777")).text.replace(
        "10777", ""
    )


def test_g1_what_was_erased_is_not_found(
    lena: PageClient, changing: Change, indexed: Worker, case: str
) -> None:
    with changing() as session:
        mine = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        mine.name = mine.subject = "entfernt"
        mine.words = ""
    indexed.run_all()

    assert found(lena.get(asked("Freitag"))) == []
    assert found(lena.get(asked("Berger"))) != []  # the mail address is the requester's
    assert len(found(lena.get(asked("entfernt")))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "%", "_", "' OR 1=1", '"', '"a" OR "b', "NEAR(a b)", "a*", "*a*", "terms:x", "\\",
        "\u202e", "a" * 400, "()", "& | !", "':*", "99999999999999999", "und der die",
    ],
)  # fmt: skip
def test_v3_search_takes_signs_as_signs(lena: PageClient, indexed: Worker, text: str) -> None:
    assert found(lena.get(asked(text))) == []


@pytest.mark.parametrize("text", ["^berger", "-berger", "{berger}", "berger:*", 'ber"ger berger'])
def test_v3_signs_around_a_word_leave_it_a_word(
    lena: PageClient, indexed: Worker, text: str
) -> None:
    assert len(found(lena.get(asked(text)))) == (0 if 'ber"' in text else 1)


def test_a_word_that_is_excluded_leaves_its_cases_out(lena: PageClient, indexed: Worker) -> None:
    assert len(found(lena.get(asked("senden -zwiebel")))) == 1
    assert found(lena.get(asked("senden -freitag"))) == []


def test_a4_what_was_merged_is_found_in_the_case_that_goes_on_alone(
    app: Flask, lena: PageClient, changing: Change, case: str, indexed: Worker, clock: SettableClock
) -> None:
    with changing() as session:
        kept = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        gone = hand_over(
            app, session, now=clock(), queue_key="mail", words="Das Postfach ist voll."
        )
        kept_id, number = kept.id, gone.number
    indexed.run_all()
    with changing() as session:
        merged = session.scalars(select(Escalation).where(Escalation.number == number)).one()
        merged.merged_into_id = kept_id

    for _ in range(2):  # before the worker looked, and after
        assert found(lena.get(asked("Postfach"))) == []
        assert lena.get(asked(str(number)), status=302).location == address(case)
        indexed.run_all()


@pytest.mark.parametrize(
    "text", ["Wort" * 2500, "*a* " * 2500, " ".join(f"w{n}~" for n in range(2000))]
)
def test_v3_a_query_of_10_kb_is_answered(lena: PageClient, indexed: Worker, text: str) -> None:
    assert found(lena.get(asked(text))) == []


def test_r6_marks_are_the_only_markup_of_a_passage(
    app: Flask, lena: PageClient, changing: Change, indexed: Worker, clock: SettableClock
) -> None:
    with changing() as session:
        hand_over(app, session, now=clock(), queue_key="mail", name="<i>Eve</i>",
                  email="eve@example.org", words="<script>alert(1)</script> boshaft.")  # fmt: skip
    indexed.run_all()

    page = lena.get(asked("boshaft"))
    assert "<script>alert" not in page.body
    assert "&lt;script&gt;" in page.body
    assert [words(mark) for mark in page.all("mark")] == ["boshaft"]


def _office(app: Flask):
    from portal.escalations.office import Office

    return Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
