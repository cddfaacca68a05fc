"""Outgoing mail: a row and a job in the transaction of the act, sent by the worker.

The Message-ID is fixed before the first try, and a row that is marked sent is never sent again.
Without a mail server each mail lies as an `.eml` file in the data folder, and the page of the
mails says so: nobody has to wonder where it went.
"""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, transaction
from portal.core.jobs import Handler, enqueue, reads_only
from portal.core.settings import Settings
from portal.core.types import Key, PublicId

TIMEOUT_SECONDS = 20


class Refused(Exception):
    """A mail server's refusal without its words: they name the recipient, and errors are logged
    and kept with their job (V11)."""


class OutboundMail(Base):
    """One mail to one person. `state` is queued, sent or filed (no server configured)."""

    __tablename__ = "outbound_mail"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str] = mapped_column(info={"personal": "address", "retention": "mail"})
    subject: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "mail"})
    text: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "mail"})
    automatic: Mapped[bool]
    follows: Mapped[list[str]] = mapped_column(default=list)  # Message-IDs, oldest first
    state: Mapped[str] = mapped_column(default="queued")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def queue_mail(
    session: Session,
    *,
    recipient: str,
    subject: str,
    text: str,
    sender: str,
    automatic: bool,
    now: datetime,
    follows: Sequence[str] = (),
) -> OutboundMail:
    """Write the mail and its job into the running transaction.

    `follows` are the Message-IDs of the mails before it, oldest first (RFC 5322, 3.6.4).

    Raises ValueError if recipient or subject hold a line break (header injection, M2).
    """
    if any(character in part for part in (recipient, subject) for character in "\r\n"):
        raise ValueError("a header may not hold a line break")
    mail = OutboundMail(
        message_id=make_msgid(domain=sender.rpartition("@")[2]),
        recipient=recipient,
        subject=subject,
        text=text,
        automatic=automatic,
        follows=list(follows),
        created_at=now,
    )
    session.add(mail)
    session.flush()
    enqueue(session, "send_mail", {"mail": mail.id}, now=now, dedupe_key=f"send_mail:{mail.id}")
    return mail


def mail_handlers(settings: Settings, organisation_name: str) -> dict[str, Handler]:
    """The job handler that sends; a server that is away makes the job try again later.

    It talks to the server outside of any transaction, so that a slow one keeps nobody from
    writing; the worker's next commit takes the new state along.
    """

    @reads_only
    def send_mail(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with transaction(session):
            mail = session.get(OutboundMail, payload["mail"])
        if mail is None or mail.state != "queued":
            return
        message = as_message(mail, settings.mail_from, organisation_name)
        if settings.smtp_url:
            _send(settings.smtp_url, message)
            mail.state, mail.sent_at = "sent", now
        else:
            _file(settings.mail_dir, mail, message)
            mail.state = "filed"

    return {"send_mail": send_mail}


def as_message(mail: OutboundMail, sender: str, sender_name: str) -> EmailMessage:
    """The mail as RFC 5322 text, with `Auto-Submitted` (RFC 3834) where nobody wrote it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((sender_name, sender))
    message["To"] = mail.recipient
    # An encoded word in the text would be decoded here, with every line break in it (M2,
    # CVE-2024-6923); with a space it is none.
    message["Subject"] = mail.subject.replace("=?", "= ?")
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    if mail.follows:
        message["In-Reply-To"] = mail.follows[-1]
        message["References"] = " ".join(mail.follows)
    if mail.automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text)
    return message


def _send(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted({code for code, _answer in error.recipients.values()})
            raise Refused(f"the mail server refused the recipient: {codes}") from None
        except smtplib.SMTPResponseException as error:
            raise Refused(f"the mail server refused the mail: {error.smtp_code}") from None


def _file(folder: Path, mail: OutboundMail, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{mail.public_id}.eml").write_bytes(message.as_bytes())
