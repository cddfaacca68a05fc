"""Two people at one case, one form sent twice, a session that ended: nothing is lost or doubled."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.models import Person
from portal.escalations.case_queries import case_by_public_id
from portal.escalations.office import Office
from portal.escalations.operations import write
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of, kept_text, reply_to
from tests.web.conftest import Change
from tests.web.content import PASSWORD
from tests.web.hand_overs import hand_over
from tests.web.page_client import PageClient

Desks = Callable[[str], PageClient]


def test_the_second_agent_sees_the_first_one_s_reply_and_keeps_the_text(
    desk_of: Desks, case: str, seen: Seeing
) -> None:
    lena, tom = desk_of("Lena"), desk_of("Tom")
    late = reply_to(tom.get(address(case)), "Toms langer Text.")
    lena.post(address(case, "replies"), reply_to(lena.get(address(case)), "Lenas Antwort."))

    page = tom.post(address(case, "replies"), late, status=409)

    assert "Es ist noch nichts gesendet, und Ihr Text steht noch hier." in page.text
    assert "Lena Braun hat geantwortet, heute 9:30" in page.text
    assert "Lenas Antwort." in page.text
    assert kept_text(page) == "Toms langer Text."
    assert seen().said == [("reply", "Lenas Antwort.")]

    tom.post(address(case, "replies"), reply_to(page, kept_text(page)))
    assert seen().said[-1] == ("reply", "Toms langer Text.")


@pytest.mark.parametrize("act", ["assignment", "waiting", "solution"])
def test_every_act_on_a_page_that_is_old_shows_what_is_new_first(
    desk_of: Desks, case: str, seen: Seeing, act: str
) -> None:
    lena, tom = desk_of("Lena"), desk_of("Tom")
    late = form_of(tom.get(address(case)), act, remind_on="2026-11-26", body="")
    lena.post(address(case, "notes"), form_of(lena.get(address(case)), "notes", body="Wichtig"))

    page = tom.post(address(case, act), late, status=409)

    assert "Lena Braun hat eine Notiz geschrieben" in page.text
    assert (seen().case.status, seen().contact) == ("new", "Lena Braun")


def test_what_the_customer_wrote_meanwhile_is_shown_before_anything_is_sent(
    app: Flask, lena: PageClient, case: str, seen: Seeing, changing: Change, clock: SettableClock
) -> None:
    form = reply_to(lena.get(address(case)))
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
    with changing() as session:
        found = case_by_public_id(session, case)
        assert found
        write(session, found, "Es geht wieder!", [], office=office, now=clock())

    page = lena.post(address(case, "replies"), form, status=409)

    assert "Sabine Berger hat geschrieben" in page.text
    assert "Es geht wieder!" in page.text


@pytest.mark.parametrize("act", ["replies", "notes", "solution"])
def test_a_form_sent_twice_is_sent_once(
    lena: PageClient, case: str, seen: Seeing, act: str
) -> None:
    page = lena.get(address(case))
    form = reply_to(page) if act == "replies" else form_of(page, act, body="Einmal")
    for _ in range(3):
        assert lena.post(address(case, act), form).location == address(case)

    assert len(seen().said) == 1


def test_a_key_of_another_case_keeps_nothing_back(
    lena: PageClient, case: str, seen: Seeing
) -> None:
    for key in ("", "x", "<script>", "2" * 12, "2" * 12):
        form = form_of(lena.get(address(case)), "notes", body=f"Notiz {key}") | {"key": key}
        lena.post(address(case, "notes"), form)

    assert len(seen().said) == 4  # the last two were the same form


@pytest.mark.parametrize("act", ["replies", "notes", "solution", "assignment"])
def test_a1_a_key_that_another_case_has_used_is_refused_with_the_text(
    app: Flask,
    lena: PageClient,
    case: str,
    seen: Seeing,
    changing: Change,
    clock: SettableClock,
    teams: dict[str, int],
    act: str,
) -> None:
    with changing() as session:
        other = hand_over(app, session, now=clock(), queue_key="mail").public_id
        tom = session.get_one(Person, teams["Tom Behrens"]).public_id
    note = form_of(lena.get(address(other)), "notes", body="Für den anderen Fall")
    lena.post(address(other, "notes"), note)
    page = lena.get(address(case))
    typed = {"body": "Mein Text", "summary": "Mein Text", "person": tom}
    form = (reply_to(page, "Mein Text") if act == "replies" else form_of(page, act, **typed)) | {
        "key": note["key"]
    }
    page = lena.post(address(case, act), form, status=409)

    assert "schon für einen anderen Fall gesendet" in page.text
    assert "Mein Text" in page.text
    assert seen().said == []
    form["key"] = form_of(page, act)["key"]
    lena.post(address(case, act), form)
    assert [body for _kind, body in seen().said] == ["Mein Text"]


@pytest.mark.parametrize("revision", ["", "x", "-1", "999999999999999", "0"])
def test_a_revision_that_was_tampered_with_sends_nothing(
    lena: PageClient, case: str, seen: Seeing, revision: str
) -> None:
    form = reply_to(lena.get(address(case))) | {"revision": revision, "seen": revision}
    page = lena.post(address(case, "replies"), form, status=409)

    assert kept_text(page) == form["body"]
    assert seen().said == []


def test_a_session_that_ended_while_typing_loses_nothing(
    desk_of: Desks, case: str, seen: Seeing, clock: SettableClock
) -> None:
    lena = desk_of("Lena")
    form = reply_to(lena.get(address(case)), "Ein langer Text, den niemand zweimal schreibt.")
    form["due"] = "2026-11-25T10:00+01:00"
    clock.advance(hours=25)

    page = lena.post(address(case, "replies"), form, status=401)
    page = lena.press(page, "Anmelden", email="lena.braun@nordhafen.example", password=PASSWORD)
    assert "Ein langer Text" in page.body
    page = lena.press(page, "Jetzt senden")

    assert seen().said == [("reply", "Ein langer Text, den niemand zweimal schreibt.")]


def test_a_text_of_any_length_and_sign_is_kept_as_it_can_be(
    lena: PageClient, case: str, seen: Seeing
) -> None:
    body = "Zeile 1\r\nZeile 2\x00\x07 🙂 ‮ " + "ä" * 10_000
    lena.post(address(case, "notes"), form_of(lena.get(address(case)), "notes", body=body))

    ((_, kept),) = seen().said
    assert kept.startswith("Zeile 1\nZeile 2   🙂")
    assert len(kept) > 10_000


@pytest.mark.parametrize("act", ["notes", "replies"])
def test_a_paste_of_two_megabytes_is_refused_in_words_and_comes_back_whole(
    lena: PageClient, case: str, seen: Seeing, act: str
) -> None:
    body = "Protokollzeile 7\n" * 120_000

    page = lena.post(
        address(case, act), form_of(lena.get(address(case)), act, body=body), status=422
    )

    assert "höchstens 20.000 lassen sich senden" in page.text
    assert page.body.count("Protokollzeile 7") == 120_000
    assert not seen().said
