"""Mails of a case that did not reach its customer, for those who answer it."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.mail_words import problem_words
from portal.core.events import Event
from portal.core.mail import OutboundMail
from portal.core.mail_rules import UNDELIVERED, MailState
from portal.escalations.models import Message

MAILED = "case.mailed"


def mail_troubles(session: Session, events: Iterable[Event]) -> dict[int, str]:
    """Of all mails of a case, by its events: why one was not delivered, in a sentence or two, by
    the mail's id. What has gone out, or waits without trouble, is not among them."""
    ids = [event.details["mail"] for event in events if event.name == MAILED]
    query = select(OutboundMail).where(OutboundMail.id.in_(ids))
    words = {mail.id: _words(mail) for mail in session.scalars(query)}
    return {mail_id: said for mail_id, said in words.items() if said}


def cases_undelivered(session: Session, case_ids: Sequence[int]) -> frozenset[int]:
    """Those of these cases of which an answer was not delivered and nobody has seen to it."""
    query = (
        select(Message.escalation_id)
        .join(OutboundMail, OutboundMail.id == Message.mail_id)
        .where(Message.escalation_id.in_(case_ids), OutboundMail.state.in_(UNDELIVERED))
    )
    return frozenset(session.scalars(query))


def _words(mail: OutboundMail) -> str:
    problem = problem_words(mail)
    match mail.state:
        case MailState.DEAD:
            return " ".join((_("Not delivered by mail."), problem))
        case MailState.UNCERTAIN:
            return " ".join((_("Unclear whether it arrived by mail."), problem))
        case MailState.DROPPED:
            return _("The mail was given up.")
        case MailState.QUEUED if problem:
            return " ".join((_("Not sent by mail yet; it is tried again."), problem))
    return ""
