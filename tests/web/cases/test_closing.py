"""Only the customer's word says that a request is solved: silence is answered by one reminder, then
by a friendly close that one click takes back (N17)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.events import Event
from portal.core.mail import OutboundMail
from portal.core.mail_rules import MailState
from portal.core.types import public_id
from portal.core.worker import Worker
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient

DAY = "2026-11-26"
CLOSED_WORDS = "wir haben nichts von Ihnen gehört"
QUESTION = "wir meinen, dass Ihre Anfrage gelöst ist"
Mails = Callable[[str], list[OutboundMail]]


@pytest.fixture
def mails(app: Flask, worker: Worker) -> Mails:
    """mails(words): what went out with these words in it, when the worker has done what is due."""

    def look(words: str) -> list[OutboundMail]:
        for _ in range(3):
            worker.run_all()
        with app.app_context():
            every = db.session.scalars(select(OutboundMail).order_by(OutboundMail.id))
            return [mail for mail in every if words in mail.text]

    return look


@pytest.fixture
def reminded(lena: PageClient, case: str, clock: SettableClock, mails: Mails) -> OutboundMail:
    """Lena waits until Thursday, and Frau Berger says nothing."""
    lena.post(address(case, "waiting"), form_of(lena.get(address(case)), "waiting", remind_on=DAY))
    clock.advance(days=3)
    (mail,) = mails("eine Frage an Sie")
    return mail


def events(app: Flask, case: Escalation) -> list[tuple[str, Any]]:
    with app.app_context():
        mine = select(Event).where(Event.subject == f"case:{case.id}").order_by(Event.id)
        return [(event.name, event.actor_id) for event in db.session.scalars(mine)]


def test_the_reminder_names_the_day_on_which_the_request_is_closed(
    app: Flask, reminded: OutboundMail, seen: Seeing, pages: PageClient
) -> None:
    promise = seen().open_promise
    assert (promise.kind, promise.made_by_id) == ("your_answer", None)
    assert promise.due_at - reminded.created_at > timedelta(days=7)  # seven days of service
    assert "Fr., 4. Dezember, 10:00 Uhr" in reminded.text.replace("\N{NO-BREAK SPACE}", " ")
    page = pages.get(address_of(app, seen().case)).text
    assert "schließen wir die Anfrage vorerst" in page


def test_silence_closes_and_never_solves(
    app: Flask, reminded: OutboundMail, seen: Seeing, mails: Mails, clock: SettableClock
) -> None:
    due = seen().open_promise.due_at
    clock.now = due - timedelta(minutes=1)
    assert mails(CLOSED_WORDS) == []
    clock.now = due
    (mail,) = mails(CLOSED_WORDS)

    case = seen().case
    assert case.status == "closed"
    assert case.solution_confirmed_at is None
    assert [promise.state for promise in seen().promises if promise.state in ("open", "void")] == [
        "void"
    ]
    names = [name for name, _actor in events(app, case)]
    assert "case.closed" in names
    assert "case.solved" not in names
    assert mail.automatic
    assert mail.follows
    assert f"{address_of(app, case)}/reopening" in mail.text
    assert "Lena Braun" in mail.text
    clock.advance(days=30)
    assert len(mails(CLOSED_WORDS)) == 1


def test_s2_the_mailed_page_changes_nothing_and_its_button_opens_the_request_with_all_of_it(
    app: Flask,
    reminded: OutboundMail,
    seen: Seeing,
    mails: Mails,
    clock: SettableClock,
    pages: PageClient,
) -> None:
    clock.now = seen().open_promise.due_at
    mails(CLOSED_WORDS)
    said, contact = seen().said, seen().contact
    clock.advance(days=60)
    where = f"{address_of(app, seen().case)}/reopening"

    page = pages.get(where)
    pages.get(where)
    assert seen().case.status == "closed"
    assert page.h1 == "Anfrage wieder öffnen"
    opened = pages.press(page, "Anfrage wieder öffnen")

    assert "Die Anfrage ist wieder offen" in opened.text
    assert "Wir haben nichts gehört und die Anfrage vorerst geschlossen" in opened.text
    assert seen().case.status == "open"
    assert (seen().said, seen().contact) == (said, contact)
    assert seen().open_promise.kind == "next_update"
    assert seen().open_promise.due_at > clock.now
    assert "Die Anfrage ist offen" in pages.get(where).text


@pytest.mark.parametrize(
    ("act", "status"), [("messages", "open"), ("solution", "solved"), ("reopening", "waiting")]
)
def test_whoever_says_something_after_the_reminder_is_not_closed(
    app: Flask,
    reminded: OutboundMail,
    seen: Seeing,
    mails: Mails,
    clock: SettableClock,
    pages: PageClient,
    act: str,
    status: str,
) -> None:
    due = seen().open_promise.due_at
    pages.post(f"{address_of(app, seen().case)}/{act}", {"body": "Outlook 2021"})
    assert seen().case.status == status
    clock.now = due + timedelta(minutes=1)

    assert (mails(CLOSED_WORDS) == []) == (status != "waiting")


def test_a_reminder_that_never_arrived_closes_nothing(
    app: Flask,
    changing: Change,
    reminded: OutboundMail,
    seen: Seeing,
    mails: Mails,
    clock: SettableClock,
) -> None:
    with changing() as session:
        mine = update(OutboundMail).where(OutboundMail.id == reminded.id)
        session.execute(mine.values(state=MailState.DEAD.value))
    clock.now = seen().open_promise.due_at + timedelta(days=1)

    assert mails(CLOSED_WORDS) == []
    assert seen().case.status == "waiting"


def test_m1_an_address_that_nobody_confirmed_reads_nothing_of_the_request(
    app: Flask, lena: PageClient, changing: Change, mails: Mails, clock: SettableClock
) -> None:
    with changing() as session:
        case = hand_over(
            app, session, now=clock(), queue_key="mail", locale="en", words="Noise words"
        )
    form = form_of(lena.get(address(case.public_id)), "waiting", remind_on=DAY)
    lena.post(address(case.public_id, "waiting"), form)
    clock.advance(days=3)
    mails("")
    clock.advance(days=9)

    (mail,) = mails("we have heard nothing from you")
    for secret in ("Noise", "Berger", "Lena"):
        assert secret not in mail.text + mail.subject
    assert "Open the request again" in mail.text


@pytest.fixture
def solved(app: Flask, case: str, changing: Change, clock: SettableClock) -> None:
    """Lena answers and calls it solved."""
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
    with changing() as session:
        found = session.scalars(select(Escalation).where(Escalation.public_id == case)).one()
        author = session.get_one(Person, found.contact_id)
        reply = Reply(public_id(), "Jetzt geht es.", Then.SOLVED)
        send_reply(
            session,
            found,
            reply,
            revision=found.revision,
            author=author,
            office=office,
            now=clock(),
        )


def test_what_we_call_solved_is_asked_once_and_silence_leaves_it_unconfirmed(
    app: Flask, solved: None, seen: Seeing, mails: Mails, clock: SettableClock
) -> None:
    assert mails(QUESTION) == []
    clock.advance(days=2, hours=12)  # by night
    assert mails(QUESTION) == []
    clock.advance(hours=12)
    (mail,) = mails(QUESTION)
    assert f"{address_of(app, seen().case)}/solution" in mail.text
    clock.advance(days=30)

    assert len(mails(QUESTION)) == 1
    assert (seen().case.status, seen().case.solution_confirmed_at) == ("solved", None)


def test_the_customers_yes_is_counted_apart(
    app: Flask, solved: None, lena: PageClient, case: str, seen: Seeing, mails: Mails,
    pages: PageClient, clock: SettableClock,
) -> None:  # fmt: skip
    where = address_of(app, seen().case)
    assert "hat die Anfrage am" in pages.get(where).text
    page = pages.get(f"{where}/solution")
    assert seen().case.solution_confirmed_at is None
    pages.press(page, "Ja, gelöst")
    pages.post(f"{where}/solution")

    assert seen().case.solution_confirmed_at == clock.now
    assert [name for name, _who in events(app, seen().case)].count("case.solution_confirmed") == 1
    assert "hat bestätigt, dass es gelöst ist" in lena.get(address(case)).text
    clock.advance(days=5)
    assert mails(QUESTION) == []


def test_the_customers_no_goes_on_with_a_promise(
    app: Flask, solved: None, lena: PageClient, case: str, seen: Seeing, mails: Mails,
    pages: PageClient, clock: SettableClock,
) -> None:  # fmt: skip
    pages.press(pages.get(f"{address_of(app, seen().case)}/solution"), "Noch nicht")

    assert seen().case.status == "open"
    assert seen().open_promise
    clock.advance(days=5)
    assert mails(QUESTION) == []


def test_a1_the_pages_of_other_addresses_are_unknown(pages: PageClient, case: str) -> None:
    for act in ("reopening", "solution"):
        pages.get(f"/de/requests/{case}-abc/{act}", status=404)
