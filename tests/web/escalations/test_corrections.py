"""The customer corrects what we have (N18): the old wording stays, the team sees the new one."""

import pytest
from sqlalchemy import select

from portal.escalations.case_queries import context_lines
from portal.escalations.composer.checks import Draft, check_reply, known_of
from portal.escalations.composer.repeat_checks import RepeatChecks
from portal.escalations.models import Escalation, Message
from portal.escalations.status.correcting import LONGEST, MOST
from tests.web.content import signed_in_as
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient

ATTEMPT, FACT = "0", "1"


@pytest.fixture
def correct(pages, desk, case):
    """correct(line, …): press “Berichtigen” in the form of a line."""

    def send(line, status=303, **fields):
        address = f"{desk.address(case)}/corrections"
        return pages.post(address, {"line": line, **fields}, status=status)

    return send


@pytest.fixture
def stands(desk, case):
    """stands(): the lines and messages of the case, and its revision."""

    def look():
        with desk.looking() as session:
            found = session.get(Escalation, case.id)
            lines = [
                (line.text, line.outcome, line.wrong) for line in context_lines(session, found)
            ]
            said = select(Message).where(Message.escalation_id == case.id).order_by(Message.id)
            return lines, [(m.kind, m.body) for m in session.scalars(said)], found.revision

    return look


def test_another_wording_takes_the_place_and_the_old_one_stays_struck_through(
    app, pages, desk, case, lena, correct, stands
):
    before = stands()[2]
    correct(FACT, text="Thunderbird 128")

    lines, said, revision = stands()
    assert lines[1] == ("Thunderbird 128", "", False)
    assert said == [
        ("customer", "Berichtigung zu „Programm“: „Thunderbird 128“ statt „Outlook 2021“.")
    ]
    assert revision > before
    shown = pages.get(desk.address(case))
    assert [" ".join("".join(s.itertext()).split()) for s in shown.all("s")] == [
        "vorher: Outlook 2021"
    ]
    assert "von Ihnen berichtigt" in shown.text
    assert "Sie haben etwas berichtigt" in shown.text
    team = PageClient(signed_in_as(app, lena.id)).get(f"/agent/cases/{case.public_id}")
    assert "vorher: Outlook 2021" in team.text
    assert "berichtigt von Sabine Berger" in team.text
    assert "„Thunderbird 128“ statt „Outlook 2021“" in team.text


def test_an_attempt_that_helped_after_all(pages, desk, case, correct, stands):
    correct(ATTEMPT, outcome="solved")

    lines, said, _revision = stands()
    assert lines[0] == ("Postausgang geprüft", "solved", False)
    assert said[-1][1] == "Berichtigung zu „Postausgang geprüft“: geholfen, nicht: ohne Wirkung."


def test_a_line_that_is_not_true_is_no_longer_taken_for_known(desk, case, correct, stands):
    def found():
        with desk.looking() as session:
            kept = session.get(Escalation, case.id)
            known = known_of(
                session, kept, [x for x in context_lines(session, kept) if not x.wrong]
            )
            checks = RepeatChecks(None, None, start=lambda _task: None)
            draft = Draft("Bitte prüfen Sie den Postausgangsserver.", promised=True)
            kinds = [f.kind.value for f in check_reply(session, kept, draft, checks, base_url="x")]
            return "program" in {datum.topic for datum in known}, "repeat" in kinds

    assert found() == (True, True)
    correct(FACT, wrong="1")
    correct(ATTEMPT, wrong="1", outcome="no_change")
    assert found() == (False, False)
    assert stands()[1][0][1] == "Berichtigung: „Programm: Outlook 2021“ stimmt nicht."

    correct(FACT, text="Outlook 2021")
    assert found() == (True, False)
    assert stands()[1][-1][1] == "Berichtigung: „Programm“ stimmt doch."


def test_pressed_twice_it_is_said_once(correct, stands):
    correct(FACT, text="Thunderbird")
    correct(FACT, text="Thunderbird")
    assert len(stands()[1]) == 1


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "Schreiben Sie, was richtig ist"), ("x" * (LONGEST + 1), "zu lang")]
)
def test_what_cannot_be_taken_stays_in_its_field(correct, stands, text, words):
    page = correct(FACT, text=text, status=422)

    assert words in page.text
    assert page.one("input", id="line-1-text").get("value") == text.strip()
    assert page.one("input", id="line-1-text").get("aria-invalid") == "true"
    assert stands()[1] == []


def test_a1_only_lines_of_this_case_that_can_be_corrected(app, desk, changing, correct, stands):
    with changing() as session:
        hand_over(app, session, now=desk.clock.now, words="noise")
    for line in ("2", "99", "-1", "x", "", "0 OR 1=1", "1e3", "²"):
        correct(line, text="fremd", status=404)
    assert stands()[1] == []


def test_r8_what_is_typed_is_never_html(app, case, lena, desk, pages, correct):
    correct(FACT, text="<b onmouseover=alert(1)>x</b>")
    for page in (
        pages.get(desk.address(case)),
        PageClient(signed_in_as(app, lena.id)).get(f"/agent/cases/{case.public_id}"),
    ):
        assert "<b onmouseover" not in page.body


def test_a_request_that_has_ended_is_opened_first(pages, desk, case, correct, stands):
    pages.post(f"{desk.address(case)}/solution")
    assert pages.get(desk.address(case)).all("details", class_="row-correct") == []
    page = correct(FACT, text="Thunderbird", status=409)
    assert "Öffnen Sie sie wieder" in page.text
    assert stands()[1] == []


def test_there_is_an_end_to_corrections(correct, stands):
    for number in range(MOST):
        correct(FACT, text=f"Outlook {number}")
    page = correct(FACT, text="noch eins", status=429)
    assert "Schreiben Sie den Rest als Nachricht" in page.text
    assert len(stands()[1]) == MOST
