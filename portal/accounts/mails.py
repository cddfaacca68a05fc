"""Outgoing mails as an admin sees them: where each stands, sending again, giving up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.errors import Conflict
from portal.core.events import events_of, record_event
from portal.core.jobs import Job
from portal.core.mail import OutboundMail, job_key, schedule_sending
from portal.core.mail_content import MailContent, content_from
from portal.core.mail_rules import KEEP_TRYING, OF_THE_SERVER, UNDELIVERED, MailState

RETRIED, DROPPED = "mail.retried", "mail.dropped"
_TOKEN = re.compile(r"(?<=[?&]token=)[\w-]+")


@dataclass(frozen=True, slots=True)
class MailStanding:
    """A mail and when it is tried next. `state` is the mail's, or "retrying" for one that waits
    after an attempt."""

    mail: OutboundMail
    state: str
    next_try: datetime | None

    @property
    def text(self) -> str:
        """The mail's text. A link that lets somebody in is blanked, unless the mail lies here as
        a file and only an admin can pass it on."""
        return self.mail.text if self._is_open else _TOKEN.sub("…", self.mail.text)

    @property
    def content(self) -> MailContent:
        """What the HTML part is made of, with the same link blanked."""
        content = content_from(self.mail.content, self.text)
        if self._is_open or content.link is None:
            return content
        url = _TOKEN.sub("…", content.link.url)
        return replace(content, link=replace(content.link, url=url))

    @property
    def may_be_sent_again(self) -> bool:
        """Nothing more happens by itself, and nobody has it for sure."""
        return self.state in (*UNDELIVERED, MailState.DROPPED)

    @property
    def may_be_dropped(self) -> bool:
        """It is neither gone nor given up."""
        return self.state in (*UNDELIVERED, MailState.QUEUED, "retrying")

    @property
    def _is_open(self) -> bool:
        return self.mail.state == MailState.FILED


@dataclass(frozen=True, slots=True)
class MailAct:
    """Somebody sent it again or gave it up."""

    name: str
    who: str
    at: datetime


def count_mails(session: Session, *, undelivered: bool = False) -> int:
    """How many mails there are, or how many of them somebody has to see to."""
    query = select(func.count(OutboundMail.id))
    return session.scalar(query.where(*_wanted(undelivered))) or 0


def count_dead(session: Session) -> int:
    """How many of them `send_all_again` would send."""
    query = select(func.count(OutboundMail.id)).where(OutboundMail.state == MailState.DEAD)
    return session.scalar(query) or 0


def held_up(session: Session) -> tuple[OutboundMail, int] | None:
    """While the mail server is the one in the way: a mail that asked it, and how many wait."""
    queued = OutboundMail.state == MailState.QUEUED
    of_the_server = or_(*(OutboundMail.problem.startswith(each) for each in OF_THE_SERVER))
    asked = session.scalar(select(OutboundMail).where(queued, of_the_server).limit(1))
    if asked is None:
        return None
    return asked, session.scalar(select(func.count(OutboundMail.id)).where(queued)) or 0


def newest_mails(
    session: Session, *, undelivered: bool = False, limit: int, offset: int
) -> list[MailStanding]:
    """Mails with their standing, newest first."""
    query = select(OutboundMail).where(*_wanted(undelivered)).order_by(OutboundMail.id.desc())
    return _standings(session, session.scalars(query.limit(limit).offset(offset)).all())


def mail_by_public_id(session: Session, public_id: str) -> MailStanding | None:
    """One mail with its standing, or None."""
    if not public_id.isalnum():
        return None
    query = select(OutboundMail).where(OutboundMail.public_id == public_id)
    return next(iter(_standings(session, session.scalars(query).all())), None)


def acts_on(session: Session, mail: OutboundMail) -> list[MailAct]:
    """Who sent it again or gave it up, oldest first."""
    events = [e for e in events_of(session, _subject(mail)) if e.name in {RETRIED, DROPPED}]
    wanted = select(Person.id, Person.name).where(Person.id.in_([e.actor_id for e in events]))
    names: dict[int, str] = {row.id: row.name for row in session.execute(wanted)}
    return [MailAct(event.name, names.get(event.actor_id or 0, ""), event.at) for event in events]


def send_again(session: Session, mail: OutboundMail, *, actor_id: int, now: datetime) -> None:
    """Try a mail once more for five days, under the same Message-ID: who has it already, may
    notice. Raises Conflict for one that waits or has gone."""
    values = {"attempts": 0, "problem": "", "retry_until": now + KEEP_TRYING}
    if not _moved(session, mail, (*UNDELIVERED, MailState.DROPPED), MailState.QUEUED, values):
        raise Conflict("Only a mail that failed can be sent again.")
    schedule_sending(session, mail, now=now)
    record_event(session, RETRIED, _subject(mail), actor_id=actor_id, now=now)


def send_all_again(session: Session, *, actor_id: int, now: datetime) -> int:
    """Try all dead mails once more, such as after a mistake in the settings; returns how many.
    Uncertain ones want a look at each."""
    dead = select(OutboundMail).where(OutboundMail.state == MailState.DEAD)
    mails = session.scalars(dead.order_by(OutboundMail.id).with_for_update()).all()
    for mail in mails:
        send_again(session, mail, actor_id=actor_id, now=now)
    return len(mails)


def drop(session: Session, mail: OutboundMail, *, actor_id: int, now: datetime) -> None:
    """Give a mail up: nobody is asked about it any more. Raises Conflict for one that has gone."""
    if not _moved(session, mail, (*UNDELIVERED, MailState.QUEUED), MailState.DROPPED, {}):
        raise Conflict("This mail has gone out already.")
    record_event(session, DROPPED, _subject(mail), actor_id=actor_id, now=now)


def _moved(
    session: Session,
    mail: OutboundMail,
    states: Sequence[MailState],
    to: MailState,
    values: Mapping[str, object],
) -> bool:
    """Two admins and the worker at once: one of them moves it."""
    moved = session.execute(
        update(OutboundMail)
        .where(OutboundMail.id == mail.id, OutboundMail.state.in_(states))
        .values(state=to.value, **values)
        .returning(OutboundMail.id)
    )
    return moved.first() is not None


def _wanted(undelivered: bool) -> tuple[ColumnElement[bool], ...]:
    return (OutboundMail.state.in_(UNDELIVERED),) if undelivered else ()


def _standings(session: Session, mails: Sequence[OutboundMail]) -> list[MailStanding]:
    keys = [job_key(mail) for mail in mails if mail.state == MailState.QUEUED]
    waiting = (Job.dedupe_key.in_(keys), Job.done_at.is_(None), Job.failed_at.is_(None))
    jobs = {job.dedupe_key: job for job in session.scalars(select(Job).where(*waiting))}
    return [_standing(mail, jobs.get(job_key(mail))) for mail in mails]


def _standing(mail: OutboundMail, job: Job | None) -> MailStanding:
    if mail.state != MailState.QUEUED:
        return MailStanding(mail, mail.state, next_try=None)
    state = "retrying" if mail.problem else mail.state
    return MailStanding(mail, state, next_try=job.run_at if job else None)


def _subject(mail: OutboundMail) -> str:
    return f"mail:{mail.id}"
