"""Mails whose job is gone are found: a job that failed eight times for reasons of our own, or that
somebody deleted, must not leave a mail that waits for ever."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import String, cast, literal, select
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, Job, enqueue
from portal.core.mail import SEND, OutboundMail, schedule_sending
from portal.core.mail_rules import MailState, Problem, Trouble

CHECK = "check_mails"
EVERY = timedelta(minutes=10)
SLICE = 500

log = structlog.get_logger()


def upkeep_handlers() -> dict[str, Handler]:
    """The job that looks for such mails, every ten minutes."""

    def check_mails(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        for mail in _without_job(session):
            _settle(session, mail, now)
        schedule_mail_check(session, now=now, run_at=now + EVERY)

    return {CHECK: check_mails}


def schedule_mail_check(session: Session, *, now: datetime, run_at: datetime | None = None) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, CHECK, {}, now=now, run_at=run_at, dedupe_key=CHECK)


def _settle(session: Session, mail: OutboundMail, now: datetime) -> None:
    if mail.state == MailState.SENDING:
        mail.state, mail.problem = MailState.UNCERTAIN.value, str(Problem(Trouble.UNCLEAR))
    elif _has_failed(session, mail):
        mail.state, mail.problem = MailState.DEAD.value, str(Problem(Trouble.ENDED))
    else:
        schedule_sending(session, mail, now=now)
    log.warning("mail.without_job", mail=mail.id, state=mail.state)


def _without_job(session: Session) -> list[OutboundMail]:
    key = literal(f"{SEND}:") + cast(OutboundMail.id, String)
    still_open = (
        select(Job.id)
        .where(Job.dedupe_key == key, Job.done_at.is_(None), Job.failed_at.is_(None))
        .exists()
    )
    states = (MailState.QUEUED.value, MailState.SENDING.value)
    query = select(OutboundMail).where(OutboundMail.state.in_(states), ~still_open)
    return list(session.scalars(query.order_by(OutboundMail.id).limit(SLICE).with_for_update()))


def _has_failed(session: Session, mail: OutboundMail) -> bool:
    newest = select(Job.failed_at).where(Job.dedupe_key == f"{SEND}:{mail.id}")
    return session.scalar(newest.order_by(Job.id.desc()).limit(1)) is not None
