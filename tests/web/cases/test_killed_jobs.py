"""kill -9 in the middle of each job of a case: nothing is lost, nothing is said twice; counted at
the mail server and in what people read."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.absences import STAND_IN
from portal.accounts.models import Person
from portal.core.db import db
from portal.core.events import Event
from portal.core.jobs import enqueue
from portal.escalations.bulk.jobs import GO_ON
from portal.escalations.case_queries import context_lines
from portal.escalations.contact_persons.deputies import TELL
from portal.escalations.contact_persons.handover_operations import ALARM
from portal.escalations.contact_persons.standing_in import TELL_DEPUTY
from portal.escalations.jobs import WATCH, schedule_watching
from portal.escalations.models import Escalation
from portal.escalations.promises.reminder_operations import CLOSE, REMIND
from portal.escalations.status.asking import ASK
from portal.escalations.tried_since.operations import READ
from tests.conftest import SettableClock
from tests.mailbox import Mailbox
from tests.web.cases.bulk_desk import ask, do, notes_of, outcome
from tests.web.cases.conftest import Seeing, address, form_of
from tests.web.cases.killed_worker import KilledWorker, Settle, killed_worker, ledgers_hold, settle
from tests.web.cases.outbox import PAUSE, arrived, mailbox, post_office
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient
from tests.web.page_invariants import words

__all__ = ["killed_worker", "ledgers_hold", "mailbox", "post_office", "settle"]
DAY = "2026-11-26"
REMINDER, CLOSED = "eine Frage an Sie", "wir haben nichts von Ihnen gehört"
QUESTION = "wir meinen, dass Ihre Anfrage gelöst ist"
pytestmark = pytest.mark.usefixtures("ledgers_hold")


@pytest.fixture
def told(app: Flask, case: str) -> Callable[[], Counter[str]]:
    """told(): how often each thing has happened to the case, by the name of its event."""

    def count() -> Counter[str]:
        with app.app_context():
            mine = select(Escalation.id).where(Escalation.public_id == case)
            subject = f"case:{db.session.scalar(mine)}"
            return Counter(db.session.scalars(select(Event.name).where(Event.subject == subject)))

    return count


@pytest.fixture
def waiting(lena: PageClient, case: str, clock: SettableClock, settle: Settle) -> None:
    """Lena waits until Thursday, and Thursday has come."""
    settle()
    lena.post(address(case, "waiting"), form_of(lena.get(address(case)), "waiting", remind_on=DAY))
    settle()
    clock.advance(days=3)


def test_while_a_customer_is_reminded(
    waiting: None, killed_worker: KilledWorker, settle: Settle, mailbox: Mailbox, seen: Seeing,
    told: Callable[[], Counter[str]],
) -> None:  # fmt: skip
    assert killed_worker.run(REMIND) == 4
    settle()

    assert arrived(mailbox, REMINDER) == told()["case.reminded"] == 1
    assert seen().open_promise.kind == "your_answer"


def test_while_a_silent_case_is_closed(
    waiting: None, killed_worker: KilledWorker, settle: Settle, mailbox: Mailbox, seen: Seeing,
    clock: SettableClock, told: Callable[[], Counter[str]],
) -> None:  # fmt: skip
    settle()
    clock.now = seen().open_promise.due_at

    assert killed_worker.run(CLOSE) == 4
    settle()

    assert arrived(mailbox, CLOSED) == told()["case.closed"] == 1
    assert seen().case.status == "closed"


def test_while_a_customer_is_asked_whether_it_is_solved(
    lena: PageClient, case: str, killed_worker: KilledWorker, settle: Settle, mailbox: Mailbox,
    seen: Seeing, clock: SettableClock, told: Callable[[], Counter[str]],
) -> None:  # fmt: skip
    page = lena.get(address(case))
    lena.post(address(case, "solution"), form_of(page, "solution", body="Erledigt."), status=303)
    clock.advance(seconds=PAUSE)
    settle()
    clock.advance(days=2, hours=1)

    assert killed_worker.run(ASK) == 4
    settle()

    assert arrived(mailbox, QUESTION) == told()["case.asked_solved"] == 1
    assert seen().case.status == "solved"


def test_while_those_who_were_thanked_are_told(
    app: Flask, pages: PageClient, killed_worker: KilledWorker, settle: Settle, mailbox: Mailbox,
    seen: Seeing, clock: SettableClock, changing: Change,
) -> None:  # fmt: skip
    page = pages.press(pages.get(address_of(app, seen().case)), "Ja, gelöst")
    pages.press(page, "Abschicken", thanks="Danke, das ging schnell.")
    clock.advance(days=1)
    with changing() as session:
        schedule_watching(session, now=clock())

    assert killed_worker.run(WATCH) == 4
    settle()

    assert arrived(mailbox, "/agent/cases/thanks") == 1


def test_while_a_customer_is_asked_for_patience(
    killed_worker: KilledWorker, settle: Settle, mailbox: Mailbox, seen: Seeing,
    clock: SettableClock, changing: Change,
) -> None:  # fmt: skip
    settle()
    before, mails = seen().open_promise, len(mailbox.messages)
    clock.now = before.due_at - timedelta(minutes=14)
    with changing() as session:
        schedule_watching(session, now=clock())

    assert killed_worker.run(WATCH) == 4
    settle()

    assert [promise.state for promise in seen().promises] == ["moved", "open"]
    assert seen().open_promise.moved_from_id == before.id
    receivers = Counter(str(each["To"]).partition("@")[0] for each in mailbox.messages[mails:])
    assert receivers.keys() >= {"sabine", "lena.braun", "tom.behrens"}
    assert set(receivers.values()) == {1}


def test_while_leads_are_alarmed(
    killed_worker: KilledWorker, settle: Settle, mailbox: Mailbox, seen: Seeing,
    clock: SettableClock, changing: Change, told: Callable[[], Counter[str]],
) -> None:  # fmt: skip
    settle()
    mails = len(mailbox.messages)
    with changing() as session:
        enqueue(session, ALARM, {"case": seen().case.id}, now=clock())

    assert killed_worker.run(ALARM) == 4
    settle()

    assert len(mailbox.messages) - mails == told()["case.leads_told"] == 1


def test_while_a_later_message_is_read(
    app: Flask, pages: PageClient, killed_worker: KilledWorker, settle: Settle, seen: Seeing,
    told: Callable[[], Counter[str]],
) -> None:  # fmt: skip
    page = pages.get(address_of(app, seen().case))
    pages.press(page, "Nachricht senden", body="Den Router habe ich inzwischen neu gestartet.")

    assert killed_worker.run(READ) == 4
    settle()

    with app.app_context():
        lines = context_lines(db.session, seen().case)
    assert [line.remedy for line in lines if line.from_message] == ["router.restart"]
    assert told()["case.told_attempt"] == 1
    assert [body for _kind, body in seen().said] == [
        "Den Router habe ich inzwischen neu gestartet."
    ]


def test_while_many_cases_are_handed_over(
    app: Flask, lena: PageClient, changing: Change, killed_worker: KilledWorker, settle: Settle,
    mailbox: Mailbox, clock: SettableClock, teams: dict[str, int],
) -> None:  # fmt: skip
    with changing() as session:
        made = [
            hand_over(app, session, now=clock(), queue_key="mail", email=f"{n}@example.org")
            for n in range(11)
        ]
        for one in made:
            one.contact_id = teams["Lena Braun"]
        cases = [one.public_id for one in made]
    settle()
    page = ask(lena, "hand_over", cases)
    tom = next(o.get("value") for o in page.all("option") if words(o) == "Tom Behrens")
    mails = len(mailbox.messages)
    sent = do(lena, page, person=tom, summary="Steht so.", why="own", reason="Tom kennt es.")

    assert killed_worker.run(GO_ON) == 4
    settle()

    assert "11 Fälle wurden geändert." in outcome(lena, sent).text
    with app.app_context():
        handed = Counter(
            db.session.scalars(select(Event.subject).where(Event.name == "case.handed_over"))
        )
    assert set(handed.values()) == {1}
    assert len(handed) == 11
    to_customers = Counter(str(each["To"]) for each in mailbox.messages[mails:])
    assert max(to_customers.values()) == 1


def test_while_the_same_is_noted_in_many(
    app: Flask, lena: PageClient, changing: Change, killed_worker: KilledWorker, settle: Settle,
    clock: SettableClock, case: str,
) -> None:  # fmt: skip
    with changing() as session:
        cases = [
            hand_over(
                app, session, now=clock(), queue_key="mail", email=f"{n}@example.org"
            ).public_id
            for n in range(21)
        ]
    settle()
    sent = do(lena, ask(lena, "note", cases), body="Gehört zur Störung")

    assert killed_worker.run(GO_ON) == 4
    settle()

    assert notes_of(app) == ["Gehört zur Störung"] * 21
    assert "21 Fälle wurden geändert." in outcome(lena, sent).text


@pytest.mark.parametrize("kind", [STAND_IN, TELL, TELL_DEPUTY])
def test_while_a_deputy_steps_in(
    app: Flask, lena: PageClient, teams: dict[str, int], killed_worker: KilledWorker,
    settle: Settle, mailbox: Mailbox, case: str, told: Callable[[], Counter[str]], kind: str,
) -> None:  # fmt: skip
    settle()
    mails = len(mailbox.messages)
    with app.app_context():
        person = db.session.get_one(Person, teams["Lena Braun"]).public_id
    days = {"first_day": "2026-11-23", "last_day": "2026-11-27", "deputy": ""}
    lena.post(f"/agent/people/{person}/absences", days, status=303)

    assert killed_worker.run(kind) > 1
    settle()

    assert told()["case.deputy"] == 1
    receivers = Counter(str(each["To"]).partition("@")[0] for each in mailbox.messages[mails:])
    assert receivers == {"sabine": 1, "tom.behrens": 1}
