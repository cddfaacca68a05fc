"""A reply waits twenty seconds, and comes back when it is called or when something is new."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker

from portal.background import job_handlers
from portal.core.db import engine_options
from portal.core.mail import SEND
from portal.core.worker import Worker
from portal.escalations.office import Office
from portal.escalations.operations import write
from tests.conftest import SettableClock
from tests.killing import killed
from tests.mailbox import Mailbox
from tests.web.cases.conftest import Seeing, address, form_of, kept_text, reply_to
from tests.web.cases.outbox import PAUSE, arrived, mailbox, post_office
from tests.web.conftest import Change
from tests.web.hand_overs import address_of
from tests.web.page_client import PageClient

__all__ = ["mailbox", "post_office"]
WORDS = "Bitte prüfen Sie **Anmelden mit**."
Desk = Callable[[str], PageClient]


def press(browser: PageClient, case: str, body: str = WORDS, **more: str) -> dict[str, str]:
    form = reply_to(browser.get(address(case)), body, **more)
    browser.post(address(case, "replies"), form, status=303)
    return form


def take_back(browser: PageClient, case: str, status: int = 303) -> None:
    page = browser.get(address(case))
    (action,) = [
        form.get("action", "")
        for form in page.all("form")
        if form.get("action", "").endswith("/return")
    ]
    browser.post(action, form_of(page, "return"), status=status)


def test_nobody_sees_a_reply_before_its_pause_is_over(
    app: Flask, lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock, desk_of: Desk,
) -> None:  # fmt: skip
    post_office.run_all()
    form = press(lena, case)
    lena.post(address(case, "replies"), form, status=303)  # pressed twice
    clock.advance(seconds=PAUSE - 1)
    post_office.run_all()

    assert seen().said == []
    assert arrived(mailbox, "Anmelden mit") == 0
    with app.app_context():
        status_page = PageClient(app.test_client()).get(address_of(app, seen().case))
    assert "Anmelden mit" not in status_page.text
    assert "Wird in 1 Sekunde gesendet" in lena.get(address(case)).text
    others = desk_of("Tom").get(address(case)).text
    assert "Eine Antwort von Lena Braun geht gleich hinaus" in others
    assert "Rückgängig" not in others

    clock.advance(seconds=1)
    post_office.run_all()
    post_office.run_all()
    assert seen().said == [("reply", WORDS)]
    assert arrived(mailbox, "Anmelden mit") == 1
    assert "<strong>Anmelden mit</strong>" in lena.get(address(case)).body
    assert "geht gleich" not in lena.get(address(case)).text


def test_called_back_it_stands_in_the_composer_as_it_was(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock,
) -> None:  # fmt: skip
    post_office.run_all()
    form = press(lena, case, dismissed="greeting", shown="repeat-1", promise="Ich messe nach")
    clock.advance(seconds=5)
    take_back(lena, case)
    clock.advance(seconds=60)
    post_office.run_all()

    assert seen().said == []
    assert arrived(mailbox, "Anmelden mit") == 0
    page = lena.get(address(case))
    assert kept_text(page) == WORDS
    again = form_of(page, "replies")
    assert again["dismissed"] == "greeting"
    assert page.one("input", id="promise").get("value") == "Ich messe nach"
    (chosen,) = [each for each in page.all("input", name="due") if each.get("checked") is not None]
    assert chosen.get("value") == form["due"]
    assert "Niemand hat sie bekommen" in page.text
    assert "Ihre Antwort ist zurückgeholt" in lena.get("/agent/cases").text

    lena.post(address(case, "replies"), reply_to(page, f"{WORDS} Danke."), status=303)
    clock.advance(seconds=PAUSE)
    post_office.run_all()
    assert seen().said == [("reply", f"{WORDS} Danke.")]
    assert arrived(mailbox, "Anmelden mit") == 1
    assert "zurückgeholt" not in lena.get(address(case)).text


def test_only_the_author_and_the_lead_call_it_back_a7(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, desk_of: Desk,
    clock: SettableClock,
) -> None:  # fmt: skip
    form = press(lena, case)
    tom = desk_of("Tom")
    key = f"replies/{form['key']}/return"
    tom.post(address(case, key), form_of(tom.get(address(case)), "notes"), status=403)
    desk_of("Aylin").post(address(case, key), {}, status=404)  # leads another team (A4)
    take_back(desk_of("Maren"), case)

    clock.advance(seconds=PAUSE)
    post_office.run_all()
    assert seen().said == []
    assert kept_text(lena.get(address(case))) == WORDS
    assert kept_text(tom.get(address(case))) == ""
    assert "wurde nicht gesendet" in tom.get(address(case)).text


def test_too_late_to_call_it_back_is_said(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, clock: SettableClock
) -> None:
    form = press(lena, case)
    clock.advance(seconds=PAUSE)
    post_office.run_all()

    page = lena.post(address(case, f"replies/{form['key']}/return"), {}, status=409)
    assert "schon hinausgegangen" in page.text
    assert len(seen().said) == 1


def test_what_the_customer_writes_meanwhile_brings_it_back(
    app: Flask, lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock, changing: Change,
) -> None:  # fmt: skip
    post_office.run_all()
    press(lena, case)
    clock.advance(seconds=5)
    office = Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])
    with changing() as session:
        write(
            session, session.merge(seen().case), "Es geht wieder.", [], office=office, now=clock()
        )
    clock.advance(seconds=PAUSE)
    post_office.run_all()

    assert [kind for kind, _body in seen().said] == ["customer"]
    assert arrived(mailbox, "Anmelden mit") == 0
    page = lena.get(address(case))
    assert kept_text(page) == WORDS
    assert "hat geschrieben" in page.text
    assert "Ihre Antwort wurde nicht gesendet" in lena.get("/agent/cases").text

    lena.post(address(case, "replies"), reply_to(page, "Das freut mich."), status=303)
    clock.advance(seconds=PAUSE)
    post_office.run_all()
    assert seen().said[-1] == ("reply", "Das freut mich.")


def test_a_colleagues_act_brings_it_back_and_the_authors_own_does_not(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, desk_of: Desk,
    clock: SettableClock,
) -> None:  # fmt: skip
    press(lena, case)
    page = lena.get(address(case))
    lena.post(address(case, "notes"), form_of(page, "notes", body="Eigene Notiz"))
    clock.advance(seconds=PAUSE)
    post_office.run_all()
    assert [kind for kind, _body in seen().said] == ["note", "reply"]

    press(lena, case, "Noch etwas.")
    tom = desk_of("Tom")
    tom.post(address(case, "notes"), form_of(tom.get(address(case)), "notes", body="Halt"))
    clock.advance(seconds=PAUSE)
    post_office.run_all()
    assert [kind for kind, _body in seen().said] == ["note", "reply", "note"]
    assert kept_text(lena.get(address(case))) == "Noch etwas."


def test_a_second_reply_waits_for_the_first(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, desk_of: Desk,
    clock: SettableClock,
) -> None:  # fmt: skip
    tom = desk_of("Tom")
    form = reply_to(tom.get(address(case)), "Von Tom.")
    press(lena, case)

    page = tom.post(address(case, "replies"), form, status=409)
    assert "Eine Antwort von Lena Braun geht gleich hinaus" in page.text
    assert kept_text(page) == "Von Tom."
    clock.advance(seconds=PAUSE)
    post_office.run_all()
    assert seen().said == [("reply", WORDS)]


def test_a_promise_that_was_not_due_when_it_was_pressed_is_kept(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, clock: SettableClock
) -> None:
    due = seen().open_promise.due_at
    clock.now = due - timedelta(seconds=5)
    press(lena, case, due="other", due_on="2026-11-25", due_time="11:00")
    clock.advance(seconds=PAUSE)
    post_office.run_all()

    assert [promise.state for promise in seen().promises] == ["kept", "open"]
    assert [kind for kind, _body in seen().said] == ["reply"]


def test_while_the_worker_is_away_it_waits_and_says_so(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock,
) -> None:  # fmt: skip
    press(lena, case)
    clock.advance(minutes=30)
    assert "Wartet auf Versand seit" in lena.get(address(case)).text

    post_office.run_all()
    assert seen().said == [("reply", WORDS)]
    assert arrived(mailbox, "Anmelden mit") == 1


def test_a_time_that_has_passed_meanwhile_is_not_promised(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, clock: SettableClock
) -> None:
    press(lena, case, due="other", due_on="2026-11-23", due_time="10:30")
    clock.advance(hours=2)
    post_office.run_all()

    assert seen().said == []
    assert "Die zugesagte Zeit war schon vorbei" in lena.get(address(case)).text


def test_thrown_away_it_is_gone(lena: PageClient, case: str, post_office: Worker) -> None:
    form = press(lena, case)
    take_back(lena, case)
    lena.post(address(case, f"replies/{form['key']}/removal"), {}, status=303)

    page = lena.get(address(case))
    assert kept_text(page) == ""
    assert "zurückgeholt" not in page.text


def test_killed_before_any_statement_of_sending_it_goes_out_once(
    app: Flask, lena: PageClient, case: str, seen: Seeing, post_office: Worker, mailbox: Mailbox,
    clock: SettableClock,
) -> None:  # fmt: skip
    post_office.run_all()
    settings = app.extensions["lotse.settings"]

    def send(step: int) -> None:
        """In a process and with connections of its own; killed before its `step`-th statement."""
        engine = create_engine(**engine_options(settings.database_url))
        left = [step]

        def count(*_arguments: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(engine, "before_cursor_execute", count)
        sessions = sessionmaker(engine, expire_on_commit=False)
        handlers = {kind: one for kind, one in job_handlers(settings).items() if kind != SEND}
        Worker(sessions, handlers, clock).run_all()  # mails are killed in test_killed_worker

    press(lena, case)
    post_office.run_all()  # what else is to do; the reply is not due yet
    clock.advance(seconds=PAUSE)
    kills = 0
    for step in (0, 3, 10, 20, 35, 50, 65):
        if not killed(partial(send, step)):
            break
        kills += 1
        clock.advance(minutes=6)  # its lease runs out
        if seen().said:
            break
    post_office.run_all()
    post_office.run_all()

    assert kills > 3
    assert seen().said == [("reply", WORDS)]
    assert arrived(mailbox, "Anmelden mit") == 1


def test_solving_words_wait_as_well(
    lena: PageClient, case: str, seen: Seeing, post_office: Worker, clock: SettableClock
) -> None:
    page = lena.get(address(case))
    lena.post(address(case, "solution"), form_of(page, "solution", body="Erledigt."), status=303)
    assert seen().case.status == "new"
    clock.advance(seconds=PAUSE)
    post_office.run_all()

    assert seen().case.status == "solved"
    assert seen().said == [("reply", "Erledigt.")]
