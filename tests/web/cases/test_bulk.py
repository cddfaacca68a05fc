"""Several cases at once: asked, done one by one, and what was left as it was."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Person
from portal.accounts.queues import set_queues
from portal.core.db import db
from portal.escalations.bulk.models import BulkRun
from portal.escalations.contact_persons.models import Handover
from portal.escalations.desk.operations import add_note
from portal.escalations.models import Escalation, Message
from tests.conftest import SettableClock
from tests.web.cases.bulk_desk import (  # noqa: F401
    ask,
    do,
    notes_of,
    of,
    outcome,
    promises_hold,
    tagged,
    ticked,
)
from tests.web.cases.conftest import address, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient
from tests.web.page_invariants import words

Desk = Callable[[str], PageClient]
BULK = "/agent/cases/bulk"


@pytest.fixture
def three(app: Flask, changing: Change, case: str, clock: SettableClock) -> list[str]:
    """Frau Berger's case, which is Lena's, and two of her team that nobody has."""
    with changing() as session:
        others = []
        for name in ("Eins", "Zwei"):
            other = hand_over(app, session, now=clock(), queue_key="mail", name=name,
                              words=f"Anliegen {name}", email=f"{name}@example.org")  # fmt: skip
            other.contact = None
            others.append(other.public_id)
    return [case, *others]


def test_the_page_names_each_case_and_what_happens_to_it(
    lena: PageClient, three: list[str]
) -> None:
    page = ask(lena, "take", three)

    text = " ".join(words(item) for item in page.all("li", class_="choice"))
    assert "Ich kann keine Mails senden" in text
    assert "ist schon bei Ihnen" in text
    assert text.count("hatte noch niemanden; Sie werden Ansprechperson") == 2
    assert len(ticked(page)) == 2


def test_cases_are_taken(
    lena: PageClient, three: list[str], app: Flask, teams: dict[str, int]
) -> None:
    page = outcome(lena, do(lena, ask(lena, "take", three)))

    assert "2 Fälle wurden geändert." in page.text
    assert {of(app, case).contact_id for case in three} == {teams["Lena Braun"]}


def test_cases_are_handed_over_with_summary_and_sentence(
    lena: PageClient, three: list[str], app: Flask, teams: dict[str, int]
) -> None:
    page = ask(lena, "hand_over", three)
    tom = next(o.get("value") for o in page.all("option") if words(o) == "Tom Behrens")

    refused = do(lena, page, 422, person=tom, summary="", why="own", reason="")
    assert "wie der Fall steht" in refused.text
    sent = do(
        lena, refused, person=tom, summary="Alles geprüft", why="own", reason="Tom war dabei."
    )

    assert "3 Fälle wurden geändert." in outcome(lena, sent).text
    with app.app_context():
        notes = db.session.scalars(select(Message.body).where(Message.kind == "note")).all()
        reasons = db.session.scalars(select(Handover.reason)).all()
        run = db.session.scalars(select(BulkRun)).one()
        assert notes == ["Alles geprüft"] * 3
        assert reasons == ["Tom war dabei."] * 3
        assert (run.words, run.reason) == ("", "")  # they stand in the cases
    assert {of(app, case).contact_id for case in three} == {teams["Tom Behrens"]}


def test_cases_go_to_another_team(lena: PageClient, three: list[str], app: Flask) -> None:
    page = ask(lena, "hand_over", three)

    sent = do(lena, page, person="team:web", summary="Es liegt an der Website", why="knows")

    assert "3 Fälle wurden geändert." in outcome(lena, sent).text
    assert len({of(app, case).queue_id for case in three}) == 1
    lena.get(address(three[0]), status=404)


def test_priority_tag_note_and_waiting_for_all(
    lena: PageClient, three: list[str], app: Flask
) -> None:
    do(lena, ask(lena, "priority", three), priority="urgent")
    do(lena, ask(lena, "tag", three), name="Umzug")
    do(lena, ask(lena, "note", three), body="Gehört zusammen")
    do(lena, ask(lena, "wait", three), remind_on="2026-11-26")

    assert {of(app, case).priority for case in three} == {"urgent"}
    assert {of(app, case).status for case in three} == {"waiting"}
    assert tagged(app) == {"Umzug": set(three)}
    page = ask(lena, "untag", three[:2])
    (tag,) = [o.get("value") for o in page.all("option")]
    do(lena, page, tag=tag)
    assert tagged(app) == {"Umzug": {three[2]}}


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("note", {"body": ""}),
        ("tag", {"name": "a,b"}),
        ("wait", {"remind_on": "2020-01-01"}),
        ("priority", {"priority": "sofort"}),
        ("untag", {"tag": "x"}),
        ("hand_over", {"person": "x", "summary": "Viel geschrieben"}),
    ],
)
def test_what_cannot_be_is_refused_with_ticks_and_texts(
    lena: PageClient, three: list[str], app: Flask, act: str, typed: dict[str, str]
) -> None:
    page = ask(lena, act, three)
    chosen = ticked(page)[:2]

    refused = do(lena, page, 422, case=chosen, **typed)

    assert ticked(refused) == chosen
    assert len(refused.all("input", type="hidden", name="shown")) == 3
    assert typed.get("summary", "") in refused.body
    with app.app_context():
        assert db.session.scalars(select(BulkRun)).all() == []


def test_nothing_ticked_is_said_beside_what_was_typed(lena: PageClient, three: list[str]) -> None:
    refused = do(lena, ask(lena, "note", three), 422, case=[], body="Lange Notiz")

    assert "Kreuzen Sie die Fälle an" in refused.text
    assert "Lange Notiz" in refused.body


def test_a_case_that_somebody_changed_meanwhile_stays_and_is_listed_with_why(
    lena: PageClient,
    three: list[str],
    app: Flask,
    changing: Change,
    teams: dict[str, int],
    clock: SettableClock,
) -> None:
    page = ask(lena, "priority", three)
    with changing() as session:
        found = session.scalars(select(Escalation).where(Escalation.public_id == three[1])).one()
        add_note(session, found, "Neues", key="k" * 12, actor_id=teams["Tom Behrens"], now=clock())

    result = outcome(lena, do(lena, page, priority="high"))

    assert "2 Fälle wurden geändert." in result.text
    assert "Ein Fall blieb, wie er war:" in result.text
    assert "seit Sie die Seite geöffnet haben" in result.text
    assert [of(app, case).priority for case in three] == ["high", "normal", "high"]


def test_a_solved_case_does_not_wait(lena: PageClient, three: list[str], app: Flask) -> None:
    lena.post(address(three[0], "replies"), reply_to(lena.get(address(three[0])), then="solved"))
    page = ask(lena, "wait", three)
    assert len(ticked(page)) == 2

    forged = [f"{three[0]}:{of(app, three[0]).revision}"]
    result = outcome(lena, do(lena, page, case=forged, remind_on="2026-11-26"))

    assert "Der Fall ist gelöst." in result.text


def test_a3_a4_cases_of_other_teams_are_neither_shown_nor_changed(
    lena: PageClient, three: list[str], app: Flask
) -> None:
    with app.app_context():
        foreign = db.session.scalars(
            select(Escalation).where(Escalation.name == "Nebensache")
        ).one()
    page = ask(lena, "note", [*three, foreign.public_id])

    assert "Einen der gewählten Fälle gibt es hier nicht" in page.text
    assert "Nebensache" not in page.body
    forged = [f"{foreign.public_id}:{foreign.revision}"]
    result = outcome(lena, do(lena, page, case=forged, body="fremd"))
    assert "0 Fälle wurden geändert." in result.text
    assert foreign.subject not in result.body
    with app.app_context():
        mine = Message.escalation_id == foreign.id
        assert db.session.scalars(select(Message).where(mine)).all() == []


def test_a3_a_case_that_left_one_s_team_before_its_turn_is_refused(
    desk_of: Desk,
    three: list[str],
    app: Flask,
    changing: Change,
    teams: dict[str, int],
    clock: SettableClock,
) -> None:
    lena = desk_of("Lena")
    page = ask(lena, "tag", three)
    with changing() as session:
        person = session.get(Person, teams["Lena Braun"])
        set_queues(session, person, ["web"], actor_id=None, now=clock())

    do(lena, page, name="fremd")

    assert tagged(app) == {}


def test_a1_what_became_of_it_is_shown_to_whose_act_it_is(desk_of: Desk, three: list[str]) -> None:
    sent = do(desk_of("Lena"), ask(desk_of("Lena"), "tag", three), name="x")

    desk_of("Tom").get(sent.location, status=404)
    desk_of("Maren").get(sent.location, status=404)


def test_a_form_that_is_sent_twice_acts_once(
    lena: PageClient, desk_of: Desk, three: list[str], app: Flask
) -> None:
    page = ask(lena, "note", three)
    first, second = (do(lena, page, body="Einmal") for _ in range(2))

    assert first.location == second.location
    with app.app_context():
        notes = db.session.scalars(select(Message).where(Message.kind == "note")).all()
        assert len(notes) == 3
    do(desk_of("Tom"), page, 409, body="Fremder Schlüssel")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("act=take", "Kreuzen Sie zuerst in der Liste Fälle an."),
        ("act=take&case=%27;--", "Kreuzen Sie zuerst in der Liste Fälle an."),
        ("act=delete&case=abc", "was mit den Fällen geschehen soll"),
        ("act=take&" + "&".join(f"case=c{n}" for n in range(201)), "Höchstens 200 Fälle"),
    ],
)
def test_nothing_too_much_and_nonsense_are_refused(
    lena: PageClient, case: str, question: str, why: str
) -> None:
    assert why in lena.get(f"{BULK}?{question}", status=422).text
