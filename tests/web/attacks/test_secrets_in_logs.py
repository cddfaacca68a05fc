"""What a log, a job or an event must not hold: who wrote, and what opens a page (S4, A12, V11)."""

from collections.abc import Iterator

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from flask import Flask
from sqlalchemy import select

from portal.core.db import db
from portal.core.events import Event
from portal.core.jobs import Job
from portal.core.mail import OutboundMail
from portal.core.settings import Settings
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.mailbox import Mailbox, running
from tests.web.attacks.conftest import WHO, WORDS
from tests.web.page_client import PageClient


class Refusing(Mailbox):
    """A mail server that takes nothing and repeats for whom it was."""

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: SmtpSession, ___: Envelope, address: str, options: list[str]
    ) -> str:
        return f"550 <{address}> is not here"


@pytest.fixture
def refusing(settings: Settings) -> Iterator[Mailbox]:
    with running(Refusing()) as mailbox:
        object.__setattr__(settings, "smtp_url", mailbox.url)
        yield mailbox


def test_v11_neither_logs_nor_jobs_nor_events_tell_who_wrote_what_or_open_the_page(
    app: Flask,
    pages: PageClient,
    teams: None,
    clock: SettableClock,
    refusing: Mailbox,
    worker: Worker,
    capfd: pytest.CaptureFixture[str],
) -> None:
    page = pages.get("/de/contact?q=Postausgang")
    clock.advance(seconds=5)
    page = pages.press(page, "Anfrage senden", **WHO, words=WORDS)
    token = page.url.partition("/requests/")[2].partition("?")[0]
    assert len(token) > 30
    pages.get(f"/de//requests/{token}", status=308)
    pages.post(f"/de/requests/{token}/messages", {"body": ""}, status=422)
    pages.get(f"/de/requests/{token}/nothing", status=404)
    worker.run_all()
    logged = "".join(capfd.readouterr())

    with app.app_context():
        (mail,) = db.session.scalars(select(OutboundMail))
        jobs, events = (list(db.session.scalars(select(kind))) for kind in (Job, Event))
        code = mail.text.partition("?token=")[2].split()[0]
    assert mail.state == "dead"
    kept = [f"{job.payload} {job.last_error} {job.dedupe_key}" for job in jobs]
    kept += [f"{event.name} {event.subject} {event.details}" for event in events]
    kept.append(mail.problem)
    assert "550" in " ".join(kept)
    assert "mail.dead" in logged
    for secret in (token, code, "sabine@", "Sabine", "Postausgang", "keine Mails"):
        assert secret not in logged
        assert secret not in " ".join(kept)
