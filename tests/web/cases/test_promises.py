"""Another time, another priority: on the agent's page, on the customer's and by mail."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from portal.escalations.jobs import schedule_watching
from tests.conftest import SettableClock
from tests.web.cases.conftest import TOMORROW, Seeing, address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import address_of
from tests.web.page_client import PageClient

REASON = "Der Hersteller antwortet erst morgen."


def moved(page: object, **typed: str) -> dict[str, str]:
    return form_of(page, "promises", **({"due": TOMORROW, "reason": REASON} | typed))


def mails(app: Flask, kind: str) -> list[OutboundMail]:
    with app.app_context():
        rows = db.session.scalars(select(OutboundMail).order_by(OutboundMail.id))
        return [mail for mail in rows if mail.kind == kind]


def test_a_promise_is_moved_with_a_sentence_that_reaches_the_customer(
    app: Flask, lena: PageClient, pages: PageClient, case: str, seen: Seeing
) -> None:
    form = moved(lena.get(address(case)))
    for _twice in range(2):  # a button pressed twice moves it once
        lena.post(address(case, "promises"), form)

    now = seen()
    assert [promise.state for promise in now.promises] == ["moved", "open"]
    assert now.open_promise.moved_from_id == now.promises[0].id
    assert (now.open_promise.basis, now.open_promise.reason) == ("chosen", REASON)
    assert now.case.due_at == now.open_promise.due_at
    (mail,) = mails(app, "case.moved")
    text = mail.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "bis Mo., 23. November, 11:00 Uhr zugesagt haben, dauert länger" in text
    assert REASON in text
    assert "Di., 24. November, 10:00 Uhr" in text
    customer = pages.get(address_of(app, now.case))
    assert "Lena Braun hat einen anderen Zeitpunkt zugesagt" in customer.text
    assert "Di., 24. November, 10:00 Uhr statt Mo., 23. November, 11:00 Uhr" in customer.text
    assert customer.text.count(REASON) == 2  # beside the promise, and in the time line
    assert "Lena Braun hat einen anderen Zeitpunkt zugesagt" in lena.get(address(case)).text
    english = pages.get(address_of(app, now.case, "en"))
    assert "Lena Braun promised another time" in english.text
    assert "Tue, 24 November, 10:00 instead of Mon, 23 November, 11:00" in english.text


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"reason": " "}, "Sagen Sie in einem Satz, warum"),
        ({"due": ""}, "Sagen Sie, bis wann"),
        ({"due": "2026-11-24T22:00+01:00"}, "niemand da"),
        ({"due": "other", "due_on": "2026-11-22", "due_time": "10:00"}, "vorbei"),
    ],
)
def test_without_reason_or_time_nothing_moves_and_what_was_typed_stays(
    lena: PageClient, case: str, seen: Seeing, typed: dict[str, str], complaint: str
) -> None:
    form = moved(lena.get(address(case)), **typed)
    page = lena.post(address(case, "promises"), form, status=422)
    assert complaint in page.text
    assert page.one("input", id="move-reason").get("value") == form["reason"].strip()
    assert len(seen().promises) == 1


def test_what_is_late_is_broken_for_ever_and_the_customer_reads_that_we_are_sorry(
    app: Flask, lena: PageClient, case: str, seen: Seeing, clock: SettableClock
) -> None:
    clock.advance(hours=2)
    lena.post(address(case, "promises"), moved(lena.get(address(case))))
    assert [promise.state for promise in seen().promises] == ["broken", "open"]
    (mail,) = mails(app, "case.moved")
    assert "nicht eingehalten. Das tut uns leid." in mail.text


def test_two_at_once_move_it_once(
    lena: PageClient, desk_of: Callable[[str], PageClient], case: str, seen: Seeing
) -> None:
    tom = desk_of("Tom")
    first, second = moved(lena.get(address(case))), moved(tom.get(address(case)), reason="Anders.")
    lena.post(address(case, "promises"), first)
    page = tom.post(address(case, "promises"), second, status=409)
    assert page.one("input", id="move-reason").get("value") == "Anders."
    assert len(seen().promises) == 2


def test_where_we_wait_for_the_customer_there_is_nothing_to_move(
    lena: PageClient, case: str, seen: Seeing
) -> None:
    form = moved(lena.get(address(case)))
    lena.post(
        address(case, "waiting"),
        form_of(lena.get(address(case)), "waiting", remind_on="2026-11-26"),
    )
    page = lena.get(address(case))
    assert "Zusage verschieben" not in page.text
    form["revision"] = str(seen().case.revision)
    lena.post(address(case, "promises"), form, status=409)
    assert len(seen().promises) == 2


def test_a_higher_priority_brings_the_answer_forward_and_says_so(
    app: Flask, lena: PageClient, pages: PageClient, case: str, seen: Seeing
) -> None:
    before = seen().open_promise.due_at
    form = form_of(lena.get(address(case)), "priority", priority="urgent")
    lena.post(address(case, "priority"), form)

    now = seen()
    assert now.case.priority == "urgent"
    assert now.open_promise.due_at.isoformat() == "2026-11-23T09:00:00+00:00"
    assert now.open_promise.due_at < before
    assert now.open_promise.basis == "target"
    (mail,) = mails(app, "case.moved")
    assert "Sie hören früher von uns" in mail.text
    assert "als dringender eingestuft" in pages.get(address_of(app, now.case)).text
    assert "Lena Braun hat die Priorität geändert" in lena.get(address(case)).text


def test_a_priority_leaves_alone_what_a_person_promised(
    app: Flask, lena: PageClient, case: str, seen: Seeing
) -> None:
    lena.post(address(case, "replies"), reply_to(lena.get(address(case))))
    form = form_of(lena.get(address(case)), "priority", priority="low")
    lena.post(address(case, "priority"), form)
    assert seen().case.priority == "low"
    assert [promise.state for promise in seen().promises] == ["kept", "open"]
    assert mails(app, "case.moved") == []


def test_a3_a4_nobody_of_another_team_moves_or_ranks_a_case(
    desk_of: Callable[[str], PageClient], lena: PageClient, case: str, seen: Seeing
) -> None:
    page = lena.get(address(case))
    for name in ("Aylin", "Jonas"):
        stranger = desk_of(name)
        stranger.post(address(case, "promises"), moved(page), status=404)
        ranked = form_of(page, "priority", priority="urgent")
        stranger.post(address(case, "priority"), ranked, status=404)
    assert len(seen().promises) == 1
    assert seen().case.priority == "normal"


def test_the_worker_asks_for_patience_in_the_customers_language(
    app: Flask,
    worker: Worker,
    changing: Change,
    pages: PageClient,
    lena: PageClient,
    case: str,
    seen: Seeing,
    clock: SettableClock,
) -> None:
    with changing() as session:
        schedule_watching(session, now=clock())
    clock.advance(minutes=76)  # 10:46, due at 11:00
    worker.run_all()

    now = seen()
    assert [promise.state for promise in now.promises] == ["moved", "open"]
    assert now.open_promise.basis == "extension"
    (mail,) = mails(app, "case.moved")
    assert "Wir brauchen länger, als wir gedacht haben." in mail.text
    assert mail.automatic
    customer = pages.get(address_of(app, now.case))
    assert "Wir haben Sie um etwas mehr Zeit gebeten" in customer.text
    assert "hat den Kunden um Geduld gebeten" in lena.get(address(case)).text
    assert {mail.recipient for mail in mails(app, "team.promises")} == {
        "lena.braun@nordhafen.example",
        "tom.behrens@nordhafen.example",
        "aylin.kaya@nordhafen.example",  # of the noise case, which is hers alone
    }
    for _again in range(3):
        clock.advance(minutes=1)
        worker.run_all()
    assert len(mails(app, "case.moved")) == 1


def test_chips_say_how_much_is_promised_for_that_time(
    lena: PageClient, case: str, clock: SettableClock
) -> None:
    lena.post(address(case, "promises"), moved(lena.get(address(case))))
    assert "morgen 10:00 1 fällig" in lena.get(address(case)).text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
