"""What tests of outgoing mail share: a session, a worker that sends, mails to write."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.jobs import Job
from portal.core.mail import OutboundMail, queue_mail
from portal.core.worker import Worker
from tests.conftest import SettableClock

WorkerFor = Callable[[str], Worker]


def write(session: Session, clock: SettableClock, **changes: Any) -> OutboundMail:
    """A mail, committed with its job."""
    with transaction(session):
        return queue(session, clock, **changes)


def queue(session: Session, clock: SettableClock, **changes: Any) -> OutboundMail:
    """A mail and its job within the running transaction."""
    mail = {
        "recipient": "berger@baeckerei.example",
        "subject": "Ihre Anfrage: Grüße aus Kiel",
        "text": "Guten Tag, Frau Berger,\n\nalles läuft wieder.\n.\nLena Braun",
        "sender": "hilfe@nordhafen.example",
        "automatic": False,
    }
    return queue_mail(session, **{**mail, **changes}, now=clock())


def job_of(session: Session, mail: OutboundMail) -> Job:
    """The newest job of a mail."""
    session.rollback()
    query = select(Job).where(Job.dedupe_key == f"send_mail:{mail.id}").order_by(Job.id.desc())
    return session.scalars(query.limit(1)).one()


def state_of(session: Session, mail: OutboundMail) -> tuple[str, str]:
    """Its state and what was in the way."""
    session.rollback()
    session.refresh(mail)
    return mail.state, mail.problem
