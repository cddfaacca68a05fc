"""Whom we wait for is reminded once, by day, in their language, and never after their answer."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient

DAY = "2026-11-26"
QUESTION = "zu Ihrer Anfrage haben wir eine Frage an Sie"
Reminders = Callable[[], list[OutboundMail]]


@pytest.fixture
def reminders(app: Flask, worker: Worker) -> Reminders:
    """reminders(): what went out, when the worker has done what is due."""

    def look() -> list[OutboundMail]:
        for _ in range(2):
            worker.run_all()
        with app.app_context():
            mails = db.session.scalars(select(OutboundMail).order_by(OutboundMail.id))
            marks = (QUESTION, "we have asked you something")
            return [mail for mail in mails if any(mark in mail.text for mark in marks)]

    return look


@pytest.fixture
def waiting(lena: PageClient, case: str) -> PageClient:
    """Lena waits until Thursday."""
    form = reply_to(lena.get(address(case)), "Welche Version ist es?", then="wait", remind_on=DAY)
    lena.post(address(case, "replies"), form)
    return lena


def test_a_customer_is_reminded_once_on_the_morning_of_the_day(
    app: Flask,
    waiting: PageClient,
    desk_of: Callable[[str], PageClient],
    pages: PageClient,
    case: str,
    seen: Seeing,
    reminders: Reminders,
    clock: SettableClock,
) -> None:
    clock.advance(days=2, hours=20)  # Thursday, 5:30: nobody is here yet
    assert reminders() == []
    due = seen().open_promise.due_at
    clock.now = due
    (mail,) = reminders()
    assert mail.recipient == "sabine@baeckerei-berger.example"
    assert mail.automatic
    assert mail.follows
    assert address_of(app, seen().case) in mail.text
    assert "Outlook" not in mail.text
    clock.advance(days=1)
    assert len(reminders()) == 1

    assert "Wir haben Sie per E-Mail erinnert" in pages.get(address_of(app, seen().case)).text
    assert "Sabine Berger wurde per E-Mail erinnert" in desk_of("Lena").get(address(case)).text
    assert seen().open_promise.due_at > due


@pytest.mark.parametrize("act", ["messages", "solution"])
def test_nobody_is_reminded_after_an_answer(
    app: Flask,
    waiting: PageClient,
    pages: PageClient,
    seen: Seeing,
    reminders: Reminders,
    clock: SettableClock,
    act: str,
) -> None:
    pages.post(f"{address_of(app, seen().case)}/{act}", {"body": "Outlook 2021"})
    clock.advance(days=4)

    assert reminders() == []


def test_another_day_takes_the_place_of_the_first(
    waiting: PageClient, case: str, reminders: Reminders, clock: SettableClock
) -> None:
    form = form_of(waiting.get(address(case)), "waiting", remind_on="2026-11-30")
    waiting.post(address(case, "waiting"), form)
    clock.advance(days=4)
    assert reminders() == []
    clock.advance(days=3, hours=4)
    assert len(reminders()) == 1


def test_a_worker_that_comes_back_at_night_waits_for_the_morning(
    waiting: PageClient, reminders: Reminders, clock: SettableClock
) -> None:
    clock.advance(days=3, hours=14)  # Thursday, 23:30
    assert reminders() == []
    clock.advance(hours=12)
    assert len(reminders()) == 1


def test_m1_an_address_that_nobody_confirmed_gets_no_word_of_the_sender_and_its_language(
    app: Flask,
    lena: PageClient,
    changing: Change,
    reminders: Reminders,
    clock: SettableClock,
) -> None:
    with changing() as session:
        public_id = hand_over(
            app, session, now=clock(), queue_key="mail", locale="en", words="Noise words"
        ).public_id
    form = form_of(lena.get(address(public_id)), "waiting", remind_on=DAY)
    lena.post(address(public_id, "waiting"), form)
    clock.advance(days=4)

    (mail,) = reminders()
    assert mail.text.startswith("Hello,\n\nwe have asked you something")
    assert "Noise" not in mail.text + mail.subject
    assert "Berger" not in mail.text
