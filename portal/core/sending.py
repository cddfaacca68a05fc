"""The job that sends a mail: nothing is lost, nothing is sent twice (docs/adr/0009).

    queued → sending → sent          the server has it
    queued → queued                  not taken, for now: later again, for five days
    queued → dead                    not taken, for good; or for five days
    sending → uncertain              we ended, or the server, before we heard its answer

`sending` is committed when all but the last line has been transmitted, since a server may deliver
from that line on. Whoever finds a mail in that state does not send it: a person decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.files import FileStore
from portal.core.jobs import Handler, NotYet, hold_back, reads_only
from portal.core.mail import SEND, OutboundMail, as_message
from portal.core.mail_files import mail_files
from portal.core.mail_html import Letterhead
from portal.core.mail_rules import (
    FINAL,
    LONGEST_SERVER_PAUSE,
    OF_THE_SERVER,
    MailState,
    Problem,
    Trouble,
    one_address,
    pause,
)
from portal.core.settings import Settings
from portal.core.smtp import Envelope, NotTaken, Unclear, hand_over

log = structlog.get_logger()


@dataclass(slots=True)
class ServerRest:
    """While the mail server is away, one mail after a pause asks whether it is back, and the
    others wait without asking: a job that waits for a connection keeps all other jobs waiting.
    This is what one process remembers; another one asks as well."""

    failures: int = 0
    until: datetime | None = None

    def failed(self, now: datetime) -> timedelta:
        """It was away again; how long nobody asks."""
        self.failures += 1
        rest = pause(self.failures, LONGEST_SERVER_PAUSE)
        self.until = now + rest
        return rest

    def left(self, now: datetime) -> timedelta:
        """How long nobody asks from now on; zero if it may be asked."""
        return max(self.until - now, timedelta(0)) if self.until else timedelta(0)

    def answered(self) -> None:
        """It is there."""
        self.failures, self.until = 0, None


def mail_handlers(
    settings: Settings, letterhead: Letterhead, store: FileStore | None = None
) -> dict[str, Handler]:
    """The job handler that sends. It talks to the server outside of any transaction, so that a
    slow one keeps nobody from writing. Without a `store` no mail has files."""
    rest = ServerRest()

    def message_of(session: Session, mail: OutboundMail) -> EmailMessage:
        with transaction(session):
            files = mail_files(session, store, mail.files) if store and mail.files else []
        return as_message(mail, settings.mail_from, letterhead, files)

    @reads_only
    def send_mail(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        mail = _waiting(session, int(payload["mail"]))
        if mail is None:
            return
        if rest.left(now):
            raise NotYet(rest.left(now).total_seconds(), reason=str(Problem(Trouble.AWAY)))
        if not settings.smtp_url:
            _file(settings.mail_dir, mail, message_of(session, mail))
            _move(session, mail, MailState.QUEUED, to=MailState.FILED)
            return
        try:
            _send(session, mail, settings, message_of, now)
        except NotTaken as refusal:
            server_pause = None
            if refusal.problem.trouble in OF_THE_SERVER:
                server_pause = rest.failed(now)
                with transaction(session):
                    hold_back(session, SEND, until=now + server_pause)
            else:
                rest.answered()
            _not_taken(session, mail, refusal.problem, server_pause, now)
        except Unclear:
            rest.answered()
            _uncertain(session, mail)
        else:
            rest.answered()

    return {SEND: send_mail}


def _waiting(session: Session, mail_id: int) -> OutboundMail | None:
    """The mail, if it is to be sent now."""
    with transaction(session):
        mail = session.get(OutboundMail, mail_id, populate_existing=True)
    if mail is None:
        return None
    if mail.state == MailState.SENDING:  # whoever began ended before the answer
        _uncertain(session, mail)
        return None
    return mail if mail.state == MailState.QUEUED else None


def _send(
    session: Session,
    mail: OutboundMail,
    settings: Settings,
    message_of: Callable[[Session, OutboundMail], EmailMessage],
    now: datetime,
) -> None:
    try:
        one_address(mail.recipient)
    except ValueError:
        raise NotTaken(Problem(Trouble.ADDRESS)) from None

    def may_end() -> bool:
        # Of two workers one alone gets through here, even if the other has slept for an hour.
        return _move(session, mail, MailState.QUEUED, to=MailState.SENDING)

    def taken() -> None:
        on = (MailState.SENDING, MailState.UNCERTAIN)
        _move(session, mail, *on, to=MailState.SENT, sent_at=now, problem="")

    envelope = Envelope(settings.mail_from, mail.recipient)
    message = message_of(session, mail)
    hand_over(settings.smtp_url, envelope, message, may_end=may_end, taken=taken)


def _not_taken(
    session: Session,
    mail: OutboundMail,
    problem: Problem,
    server_pause: timedelta | None,
    now: datetime,
) -> None:
    """Try again later, or never. Raises NotYet for later."""
    attempts = mail.attempts + 1
    over = problem.trouble in FINAL or now >= mail.tried_until
    state = MailState.DEAD if over else MailState.QUEUED
    on = (MailState.QUEUED, MailState.SENDING)
    _move(session, mail, *on, to=state, attempts=attempts, problem=str(problem))
    if over:
        log.warning("mail.dead", mail=mail.id, problem=str(problem), attempts=attempts)
        return
    seconds = (server_pause or pause(attempts)).total_seconds()
    raise NotYet(seconds, reason=str(problem))


def _uncertain(session: Session, mail: OutboundMail) -> None:
    problem = str(Problem(Trouble.UNCLEAR))
    if _move(session, mail, MailState.SENDING, to=MailState.UNCERTAIN, problem=problem):
        log.warning("mail.uncertain", mail=mail.id)


def _move(
    session: Session, mail: OutboundMail, *states: MailState, to: MailState, **values: object
) -> bool:
    """Commit the mail's new state if it is in one of `states`, else False."""
    with transaction(session):
        moved = session.execute(
            update(OutboundMail)
            .where(OutboundMail.id == mail.id, OutboundMail.state.in_(states))
            .values(state=to.value, **values)
            .returning(OutboundMail.id)
        )
        return moved.first() is not None


def _file(folder: Path, mail: OutboundMail, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{mail.public_id}"
    unfinished.write_bytes(message.as_bytes())
    unfinished.replace(folder / f"{mail.public_id}.eml")
