"""The mails about a case: neutral until the address is confirmed (M1), then in full.

A neutral mail holds a number and a link, and nothing that the sender of the form could choose:
a stranger cannot make us write to somebody. All mails of a case are one thread (RFC 5322, 3.6.4).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.events import events_of, record_event
from portal.core.mail import OutboundMail, queue_mail
from portal.escalations.context import Section
from portal.escalations.links import Purpose, token_for
from portal.escalations.models import CaseFile, ContextLine, Escalation, Message
from portal.escalations.office import Office
from portal.escalations.promises import open_promise
from portal.escalations.rules import spoken
from portal.escalations.wording import enclosed, responsible
from portal.web.formatting import moment

NEUTRAL_PAUSE = timedelta(hours=24)
MOST_REFERENCES = 20


def acknowledge(session: Session, case: Escalation, office: Office, *, now: datetime) -> None:
    """Answer a hand-over at once. To an address that nobody confirmed goes one neutral mail in
    24 hours, however often the form is sent; to one that was, the promise, but no text of the
    sender, who may be somebody else."""
    requester = case.requester
    if requester.confirmed_at is not None:
        with force_locale(case.locale):
            text = [_("your request has arrived."), *_promise_lines(session, case)]
        _send(session, case, office, text, automatic=True, now=now)
        return
    last = requester.neutral_mail_at
    if last is None or now - last >= NEUTRAL_PAUSE:
        requester.neutral_mail_at = now
        with force_locale(case.locale):
            text = [
                _("we have a request for which this mail address was given."),
                _(
                    "If it is yours, open the page and confirm the address. You then get our "
                    "answers by mail in full. If it is not, you need not do anything."
                ),
            ]
        _send(session, case, office, text, automatic=True, now=now)


def acknowledge_in_full(
    session: Session, case: Escalation, office: Office, *, now: datetime
) -> None:
    """What arrived, who has it, what happens next; to an address just confirmed."""
    with force_locale(case.locale):
        text = [
            _("thank you, your mail address is confirmed. This is your request:"),
            _quoted(case.words),
            *_context(session, case),
            *_promise_lines(session, case),
        ]
    _send(session, case, office, text, automatic=True, now=now)


def announce_reply(
    session: Session, case: Escalation, message: Message, office: Office, *, now: datetime
) -> None:
    """Mail a public reply with the promise in it; make that promise first. To an address that was
    not confirmed goes only that there is something to read."""
    if case.requester.confirmed_at is None:
        with force_locale(case.locale):
            text = [
                _("Hello,"),
                _("there is an answer to your request. You can read it on its page."),
            ]
    else:
        author = message.author.name if message.author else office.organisation.name
        with force_locale(case.locale):
            text = [message.body, author, *_promise_lines(session, case)]
    mail = _send(session, case, office, text, automatic=False, now=now)
    message.mail_id = mail.id
    session.flush()


def remind(session: Session, case: Escalation, office: Office, *, now: datetime) -> None:
    """Say once that we wait for an answer; what we asked stands on the page."""
    with force_locale(case.locale):
        text = [
            _("we have asked you something about your request and wait for your answer."),
            _(
                "You find the question on the page of your request and can answer there; one "
                "sentence is enough. If it is solved, say so there. We close nothing without you."
            ),
        ]
    _send(session, case, office, text, automatic=True, now=now)


def case_address(case: Escalation, office: Office) -> str:
    """The case's page. From the settings, never from the Host header (S5)."""
    settings = office.settings
    token = token_for(case.public_id, Purpose.CASE, settings.secret_key)
    return f"{settings.base_url}/{case.locale}/requests/{token}"


def _send(
    session: Session,
    case: Escalation,
    office: Office,
    paragraphs: Iterable[str],
    *,
    automatic: bool,
    now: datetime,
) -> OutboundMail:
    with force_locale(case.locale):
        organisation = office.organisation
        subject = _(
            "Your request %(number)s to %(organisation)s",
            number=spoken(case.number),
            organisation=organisation.short_name,
        )
        text = "\n\n".join(
            (
                *([_("Hello,")] if automatic else []),
                *paragraphs,
                _("Your request %(number)s:", number=spoken(case.number)),
                _mailed_address(case, office),
                "\n".join(line for line in (organisation.name, organisation.phone) if line),
            )
        )
    mail = queue_mail(
        session,
        recipient=case.requester.email,
        subject=subject,
        text=text,
        sender=office.settings.mail_from,
        automatic=automatic,
        now=now,
        follows=_earlier(session, case),
    )
    record_event(session, "case.mailed", f"case:{case.id}", actor_id=None, now=now, mail=mail.id)
    return mail


def _mailed_address(case: Escalation, office: Office) -> str:
    """With a code that the address on the screen has not: whoever has it, has read the mail. It
    stands in the query, which our log leaves out (S4)."""
    if case.confirmed_at is not None:
        return case_address(case, office)
    token = token_for(case.public_id, Purpose.CONFIRM, office.settings.secret_key)
    return f"{case_address(case, office)}?{urlencode({'token': token})}"


def _earlier(session: Session, case: Escalation) -> list[str]:
    """The Message-IDs of this case's mails, oldest first."""
    ids = [
        event.details["mail"]
        for event in events_of(session, f"case:{case.id}")
        if event.name == "case.mailed"
    ]
    wanted = ids[:1] + ids[1:][-MOST_REFERENCES:]
    rows = select(OutboundMail.message_id).where(OutboundMail.id.in_(wanted))
    return list(session.scalars(rows.order_by(OutboundMail.id)))


def _promise_lines(session: Session, case: Escalation) -> list[str]:
    promise = open_promise(session, case)
    if promise is None:
        return []
    due = moment(promise.due_at, case.locale, ZoneInfo(case.time_zone))
    return [
        _("Responsible for you: %(name)s", name=responsible(case)),
        _("Next, by %(time)s: %(promise)s.", time=due, promise=promise.text.rstrip(".")),
    ]


def _context(session: Session, case: Escalation) -> list[str]:
    """The lines that travelled along, and how many files."""
    mine = select(ContextLine).where(ContextLine.escalation_id == case.id)
    lines = session.scalars(mine.order_by(ContextLine.position)).all()
    files = session.scalar(select(func.count()).where(CaseFile.escalation_id == case.id)) or 0
    attempts = sum(line.section == Section.ATTEMPT.value for line in lines)
    facts = sum(line.section in {Section.FACT.value, Section.ANSWER.value} for line in lines)
    if not lines and not files:
        return []
    head = _("We have with it: %(what)s", what=enclosed(attempts, facts, files))
    listed = [f"- {line.label}: {line.text}" if line.label else f"- {line.text}" for line in lines]
    return ["\n".join((head, *listed))]


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.splitlines())
