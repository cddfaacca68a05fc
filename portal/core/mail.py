"""Outgoing mail: a row and a job in the transaction of the act, sent by the worker (`sending.py`).

The Message-ID is fixed before the first try. Without a mail server each mail lies as an `.eml`
file in the data folder, and the page of the mails says so: nobody has to wonder where it went.
"""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base
from portal.core.jobs import enqueue
from portal.core.mail_content import Letter, MailContent, content_from
from portal.core.mail_files import MailFile, attach
from portal.core.mail_html import Letterhead, as_html
from portal.core.mail_rules import KEEP_TRYING, MailState, one_address
from portal.core.types import Key, PublicId

SEND = "send_mail"
_STATES = ", ".join(repr(state.value) for state in MailState)


class OutboundMail(Base):
    """One mail to one person. `content` is what `text` was made of, {} for a mail that is text
    alone; `files` are public ids of what is attached (core.files); `problem` is what was in the
    way at the last attempt (mail_rules.Problem)."""

    __tablename__ = "outbound_mail"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index("ix_outbound_mail_state", "state", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    message_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(40), default="")
    recipient: Mapped[str] = mapped_column(info={"personal": "address", "retention": "mail"})
    subject: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "mail"})
    text: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "mail"})
    content: Mapped[dict[str, Any]] = mapped_column(
        default=dict, info={"personal": "free text", "retention": "mail"}
    )
    files: Mapped[list[str]] = mapped_column(default=list)
    automatic: Mapped[bool]
    follows: Mapped[list[str]] = mapped_column(default=list)  # Message-IDs, oldest first
    state: Mapped[str] = mapped_column(default=MailState.QUEUED.value)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    retry_until: Mapped[datetime | None]  # None: for KEEP_TRYING from the day it was written

    @property
    def tried_until(self) -> datetime:
        """When a mail that nobody takes is given up."""
        return self.retry_until or self.created_at + KEEP_TRYING


def queue_letter(
    session: Session,
    letter: Letter,
    *,
    recipient: str,
    sender: str,
    now: datetime,
    follows: Sequence[str] = (),
    files: Sequence[str] = (),
) -> OutboundMail:
    """Write a letter and its job into the running transaction; see `queue_mail`."""
    return queue_mail(
        session,
        kind=letter.kind,
        recipient=recipient,
        subject=letter.subject,
        content=letter.content,
        text=letter.content.as_text(),
        sender=sender,
        automatic=letter.automatic,
        now=now,
        follows=follows,
        files=files,
    )


def queue_mail(
    session: Session,
    *,
    recipient: str,
    subject: str,
    text: str,
    sender: str,
    automatic: bool,
    now: datetime,
    kind: str = "",
    content: MailContent | None = None,
    follows: Sequence[str] = (),
    files: Sequence[str] = (),
) -> OutboundMail:
    """Write the mail and its job into the running transaction; `queue_letter` is the usual way.

    Without `content` the HTML part is made of the paragraphs of `text`. `follows` are the
    Message-IDs of the mails before it, oldest first (RFC 5322, 3.6.4); `files` are public ids of
    what is attached.

    Raises ValueError if recipient or subject hold a line break (header injection, M2).
    """
    if any(character in part for part in (recipient, subject) for character in "\r\n"):
        raise ValueError("a header may not hold a line break")
    mail = OutboundMail(
        message_id=make_msgid(domain=sender.rpartition("@")[2]),
        kind=kind,
        recipient=recipient,
        subject=subject,
        text=text,
        content=content.as_json() if content else {},
        automatic=automatic,
        follows=list(follows),
        files=list(files),
        created_at=now,
    )
    session.add(mail)
    session.flush()
    schedule_sending(session, mail, now=now)
    return mail


def schedule_sending(session: Session, mail: OutboundMail, *, now: datetime) -> None:
    """Add the job that sends it; one that waits already is enough."""
    enqueue(session, SEND, {"mail": mail.id}, now=now, dedupe_key=job_key(mail))


def job_key(mail: OutboundMail) -> str:
    """The key of a mail's job: there is one open at a time."""
    return f"{SEND}:{mail.id}"


def as_message(
    mail: OutboundMail, sender: str, letterhead: Letterhead, files: Sequence[MailFile] = ()
) -> EmailMessage:
    """The mail as RFC 5322 text with a text and an HTML part and its `files`, with
    `Auto-Submitted` (RFC 3834) where nobody wrote it. Made anew, it is the same to the byte.

    Raises ValueError if the recipient is not one mail address.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((letterhead.name, sender))
    message["To"] = Address("", *one_address(mail.recipient))
    # An encoded word in the text would be decoded here, with every line break in it (M2,
    # CVE-2024-6923); with a space it is none. Unicode has more line breaks than SMTP.
    message["Subject"] = " ".join(mail.subject.replace("=?", "= ?").splitlines())
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    if mail.follows:
        message["In-Reply-To"] = mail.follows[-1]
        message["References"] = " ".join(mail.follows)
    if mail.automatic:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    content = content_from(mail.content, mail.text)
    # Quoted-printable: no server on the way has a reason to encode it anew or to break a line.
    message.set_content(mail.text, cte="quoted-printable")
    html = as_html(content, mail.subject, letterhead)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    attach(message, files)
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"lotse-{mail.public_id}{number or ''}")
    if content.locale:
        message["Content-Language"] = content.locale
    return message
