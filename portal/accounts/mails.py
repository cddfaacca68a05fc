"""Outgoing mails as an admin sees them: where each stands, and trying a failed one again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.core.jobs import Job, enqueue
from portal.core.mail import OutboundMail

_TOKEN = re.compile(r"(?<=[?&]token=)[\w-]+")


@dataclass(frozen=True, slots=True)
class MailStanding:
    """A mail and its job. `state` is queued, retrying, failed, sent or filed."""

    mail: OutboundMail
    state: str
    error: str
    attempts: int
    next_try: datetime | None

    @property
    def text(self) -> str:
        """The mail's text. A link that lets somebody in is blanked, unless the mail lies here as
        a file and only an admin can pass it on."""
        if self.mail.state == "filed":
            return self.mail.text
        return _TOKEN.sub("…", self.mail.text)


def count_mails(session: Session) -> int:
    """How many mails there are."""
    return session.scalar(select(func.count(OutboundMail.id))) or 0


def newest_mails(session: Session, *, limit: int, offset: int) -> list[MailStanding]:
    """Mails with their standing, newest first."""
    query = select(OutboundMail).order_by(OutboundMail.id.desc()).limit(limit).offset(offset)
    return _standings(session, session.scalars(query).all())


def mail_by_public_id(session: Session, public_id: str) -> MailStanding | None:
    """One mail with its standing, or None."""
    if not public_id.isalnum():
        return None
    query = select(OutboundMail).where(OutboundMail.public_id == public_id)
    return next(iter(_standings(session, session.scalars(query).all())), None)


def try_again(session: Session, standing: MailStanding, *, actor_id: int, now: datetime) -> None:
    """Queue a failed mail once more; raises Conflict for one that did not fail."""
    mail = standing.mail
    if standing.state != "failed":
        raise Conflict("Only a mail that failed can be sent again.")
    try:
        enqueue(session, "send_mail", {"mail": mail.id}, now=now, dedupe_key=_key(mail))
    except IntegrityError as error:  # two admins at once
        raise Conflict("Only a mail that failed can be sent again.") from error
    record_event(session, "mail.retried", f"mail:{mail.id}", actor_id=actor_id, now=now)


def _standings(session: Session, mails: Sequence[OutboundMail]) -> list[MailStanding]:
    query = select(Job).where(Job.dedupe_key.in_([_key(mail) for mail in mails]))
    newest = {job.dedupe_key: job for job in session.scalars(query.order_by(Job.id))}
    return [_standing(mail, newest.get(_key(mail))) for mail in mails]


def _standing(mail: OutboundMail, job: Job | None) -> MailStanding:
    if mail.state != "queued":
        return MailStanding(mail, mail.state, error="", attempts=0, next_try=None)
    if job is None or job.failed_at is not None:
        error, attempts = (job.last_error or "", job.attempts) if job else ("", 0)
        return MailStanding(mail, "failed", error, attempts, next_try=None)
    state = "retrying" if job.last_error else "queued"
    return MailStanding(mail, state, job.last_error or "", job.attempts, job.run_at)


def _key(mail: OutboundMail) -> str:
    return f"send_mail:{mail.id}"
