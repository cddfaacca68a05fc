"""A reply by mail, over real SMTP: all that a mail program needs to make a thread of it."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from portal.background import job_handlers
from portal.core.db import db, engine_options
from portal.core.mail import OutboundMail
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.mailbox import Mailbox, html, plain, running
from tests.web.cases.conftest import Seeing, address, form_of, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient
from tests.web.page_invariants import words


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def post_office(app: Flask, mailbox: Mailbox, clock: SettableClock) -> Iterator[Worker]:
    """A worker that sends through the mailbox."""
    settings = replace(app.extensions["lotse.settings"], smtp_url=mailbox.url)
    engine = create_engine(**engine_options(settings.database_url))
    handlers = job_handlers(settings)
    yield Worker(sessionmaker(engine, expire_on_commit=False), handlers, clock)
    engine.dispose()


def text(message: EmailMessage) -> str:
    return plain(message) + html(message)


def test_a_reply_arrives_in_full_within_the_thread(
    app: Flask, lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox
) -> None:
    post_office.run_all()
    before = [message["Message-ID"] for message in mailbox.messages if "berger" in message["To"]]
    form = reply_to(lena.get(address(case)), "Bitte prüfen Sie „Anmelden mit“.\n\nViele Grüße")
    for _ in range(2):
        lena.post(address(case, "replies"), form)
    post_office.run_all()
    post_office.run_all()

    (reply,) = [m for m in mailbox.messages if "Anmelden mit" in text(m)]
    assert len(before) == 2  # the neutral one, and the acknowledgement in full
    assert reply["In-Reply-To"] == before[-1]
    assert reply["References"].split() == before
    assert reply["Message-ID"] not in before
    assert reply["To"] == "sabine@baeckerei-berger.example"
    assert reply["Auto-Submitted"] is None
    assert "Ihre Anfrage 10\N{NO-BREAK SPACE}002" in reply["Subject"]
    assert "Bitte prüfen Sie „Anmelden mit“.\n\nViele Grüße" in text(reply).replace("\r\n", "\n")
    assert "Lena Braun" in text(reply)
    assert "Di., 24. November, 10:00\N{NO-BREAK SPACE}Uhr" in text(reply)
    assert "Ich frage nach" in text(reply)
    assert address_of(app, seen().case) in text(reply)


def test_m1_an_address_that_was_not_confirmed_learns_only_that_there_is_something_to_read(
    app: Flask, lena: PageClient, changing: Change, clock: SettableClock,
    post_office: Worker, mailbox: Mailbox,
) -> None:  # fmt: skip
    with changing() as session:
        public_id = hand_over(app, session, now=clock(), queue_key="mail").public_id
    form = reply_to(lena.get(address(public_id)), "Etwas Vertrauliches")
    lena.post(address(public_id, "replies"), form)
    post_office.run_all()

    for message in mailbox.messages:
        for secret in ("Vertrauliches", "Sabine", "Ich frage nach", "keine Mails senden"):
            assert secret not in text(message)
            assert secret not in message["Subject"]
    assert "nicht bestätigt" in lena.get(address(public_id)).text


def test_notes_and_other_acts_send_nothing(
    app: Flask, lena: PageClient, case: str, post_office: Worker, mailbox: Mailbox
) -> None:
    post_office.run_all()
    before = len(mailbox.messages)
    for act, typed in (("notes", {"body": "x"}), ("waiting", {"remind_on": "2026-11-26"})):
        lena.post(address(case, act), form_of(lena.get(address(case)), act, **typed))
    post_office.run_all()

    assert len(mailbox.messages) == before


def test_a_mail_server_that_is_away_loses_no_reply(
    app: Flask, lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock,
) -> None:  # fmt: skip
    post_office.run_all()
    mailbox.reply = "451 come back later"
    lena.post(address(case, "replies"), reply_to(lena.get(address(case)), "Kommt später an."))
    post_office.run_all()
    assert seen().said == [("reply", "Kommt später an.")]

    mailbox.reply = ""
    clock.advance(hours=2)
    post_office.run_all()

    assert sum("Kommt später an." in text(message) for message in mailbox.messages) == 1
    with app.app_context():
        assert set(db.session.scalars(select(OutboundMail.state))) == {"sent"}


def test_m2_no_field_reaches_a_header(
    app: Flask, lena: PageClient, changing: Change, clock: SettableClock,
    post_office: Worker, mailbox: Mailbox,
) -> None:  # fmt: skip
    evil = "x\r\nBcc: evil@example.org"
    with changing() as session:
        public_id = hand_over(
            app, session, now=clock(), queue_key="mail", words=evil, name="Sabine"
        ).public_id
    form = reply_to(lena.get(address(public_id)), evil, promise=evil)
    lena.post(address(public_id, "replies"), form)
    post_office.run_all()

    assert all(message["Bcc"] is None for message in mailbox.messages)
    assert set(mailbox.recipients) == {"sabine@baeckerei-berger.example"}


def test_a_reply_that_was_not_delivered_says_so_beside_itself_and_in_the_inbox(
    app: Flask, lena: PageClient, case: str, post_office: Worker, mailbox: Mailbox
) -> None:
    post_office.run_all()
    assert "nicht zugestellt" not in lena.get(address(case)).text
    mailbox.to_recipient = "550 5.1.1 nobody here"
    lena.post(address(case, "replies"), reply_to(lena.get(address(case)), "Kommt nicht an."))
    post_office.run_all()

    page = lena.get(address(case))
    (said,) = [
        words(each)
        for each in page.all("div", class_="talk-words")
        if "Kommt nicht an." in words(each)
    ]
    assert "Per E-Mail nicht zugestellt. Der Mailserver kennt diese Adresse nicht." in said
    assert "Antwort nicht zugestellt" in lena.get("/agent/cases?view=all").text


def test_the_first_mail_that_was_not_delivered_stands_in_the_story(
    app: Flask, lena: PageClient, changing: Change, clock: SettableClock,
    post_office: Worker, mailbox: Mailbox,
) -> None:  # fmt: skip
    with changing() as session:
        public_id = hand_over(app, session, now=clock(), queue_key="mail").public_id
    mailbox.to_recipient = "451 4.2.2 not now"
    post_office.run_all()
    assert "es wird wieder versucht. Das Postfach nimmt" in lena.get(address(public_id)).text

    mailbox.to_recipient = "550 5.1.1 nobody here"
    clock.advance(minutes=1)
    post_office.run_all()
    page = lena.get(address(public_id))
    assert "Eine E-Mail an die Kundin oder den Kunden" in page.text
    assert "Der Mailserver kennt diese Adresse nicht." in page.text
