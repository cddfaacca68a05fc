"""The mails about a case: neutral until the address is confirmed (M1), then in full.

A neutral mail holds a number and a link, and nothing that the sender of the form could choose:
a stranger cannot make us write to somebody. All mails of a case are one thread (RFC 5322, 3.6.4).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.events import events_of, record_event
from portal.core.files import StoredFile
from portal.core.mail import OutboundMail, queue_letter
from portal.core.mail_content import Letter
from portal.core.mail_files import fit_into_a_mail
from portal.escalations.case_letters import (
    About,
    arrived_letter,
    closed_letter,
    confirmed_letter,
    neutral_letter,
    neutral_news_letter,
    news_letter,
    promise_lines,
    question_letter,
    reminder_letter,
    reply_letter,
)
from portal.escalations.contact_persons.words import signed
from portal.escalations.context import Section
from portal.escalations.links import Purpose, token_for
from portal.escalations.models import CaseFile, ContextLine, Escalation, Message
from portal.escalations.office import Office
from portal.escalations.promises.operations import open_promise
from portal.escalations.said import rendered
from portal.escalations.wording import enclosed, responsible
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening
from portal.web.formatting import moment

REOPENING, SOLUTION = "reopening", "solution"
"""The pages below a request's own on which one button says something."""
NEUTRAL_PAUSE = timedelta(hours=24)
MOST_REFERENCES = 20


def acknowledge(session: Session, case: Escalation, office: Office, *, now: datetime) -> None:
    """Answer a hand-over at once. To an address that nobody confirmed goes one neutral mail in
    24 hours, however often the form is sent; to one that was, the promise, but no text of the
    sender, who may be somebody else."""
    requester = case.requester
    if requester.confirmed_at is not None:
        opening = opening_words(session, case, office, now=now)
        letter = arrived_letter(_about(case, office), _promise(session, case), opening)
        _send(session, case, office, letter, now=now)
        return
    last = requester.neutral_mail_at
    if last is None or now - last >= NEUTRAL_PAUSE:
        requester.neutral_mail_at = now
        opening = opening_words(session, case, office, now=now)
        _send(session, case, office, neutral_letter(_about(case, office), opening), now=now)


def opening_words(session: Session, case: Escalation, office: Office, *, now: datetime) -> str:
    """When the case's team is here again, in the customer's language; "" while it is."""
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    opening = next_opening(calendar, now)
    return moment(opening, case.locale, ZoneInfo(case.time_zone)) if opening > now else ""


def acknowledge_in_full(
    session: Session, case: Escalation, office: Office, *, now: datetime
) -> None:
    """What arrived, who has it, what happens next; to an address just confirmed."""
    what, lines = _context(session, case)
    about, promise = _about(case, office), _promise(session, case)
    _send(session, case, office, confirmed_letter(about, case.words, what, lines, promise), now=now)


def announce_reply(
    session: Session, case: Escalation, message: Message, office: Office, *, now: datetime
) -> None:
    """Mail a public reply with the promise in it; make that promise first. To an address that was
    not confirmed goes only that there is something to read."""
    about = _about(case, office)
    if case.requester.confirmed_at is None:
        letter, attached = neutral_news_letter(about), []
    else:
        with force_locale(case.locale):
            author = signed(message.author, message.in_place_of) or office.organisation.name
        base_url = office.settings.base_url
        said = rendered(session, message.body, case.locale, base_url=base_url)
        files = _files_of(session, message)
        attached = [file.public_id for file in files] if fit_into_a_mail(files) else []
        folder = f"{case_address(case, office)}/files"
        shown = [(file.name, f"{folder}/{file.public_id}") for file in files]
        letter = reply_letter(
            about, said, author, _promise(session, case), shown, attached=bool(attached)
        )
    mail = _send(session, case, office, letter, now=now, files=attached)
    message.mail_id = mail.id if mail is not None else None
    session.flush()


def announce(
    session: Session,
    case: Escalation,
    office: Office,
    kind: str,
    paragraphs: Sequence[str],
    *,
    now: datetime,
) -> OutboundMail | None:
    """Tell the customer something by ourselves, in `paragraphs` in their language, with the
    promise in force. To an address that was not confirmed goes only that there is something to
    read. `kind` needs a preview (`mail_samples`)."""
    about = _about(case, office)
    if case.requester.confirmed_at is None:
        letter = neutral_news_letter(about)
    else:
        letter = news_letter(about, kind, paragraphs, _promise(session, case))
    return _send(session, case, office, letter, now=now)


def remind(
    session: Session, case: Escalation, office: Office, closes: str, *, now: datetime
) -> OutboundMail | None:
    """Say once that we wait for an answer, and on which day we close the request for now."""
    return _send(session, case, office, reminder_letter(_about(case, office), closes), now=now)


def tell_closed(session: Session, case: Escalation, office: Office, *, now: datetime) -> None:
    """Say that a request was closed for now, and how it is opened again."""
    contact = "" if case.requester.confirmed_at is None else responsible(case)
    letter = closed_letter(
        _about(case, office), contact, f"{case_address(case, office)}/{REOPENING}"
    )
    _send(session, case, office, letter, now=now)


def ask_solved(session: Session, case: Escalation, office: Office, *, now: datetime) -> None:
    """Ask whether what we call solved is solved."""
    letter = question_letter(_about(case, office), f"{case_address(case, office)}/{SOLUTION}")
    _send(session, case, office, letter, now=now)


def case_address(case: Escalation, office: Office) -> str:
    """The case's page. From the settings, never from the Host header (S5)."""
    settings = office.settings
    token = token_for(case.public_id, Purpose.CASE, settings.secret_key)
    return f"{settings.base_url}/{case.locale}/requests/{token}"


def _about(case: Escalation, office: Office) -> About:
    return About(case.number, case.locale, _mailed_address(case, office), office.organisation)


def _send(
    session: Session,
    case: Escalation,
    office: Office,
    letter: Letter,
    *,
    now: datetime,
    files: Sequence[str] = (),
) -> OutboundMail | None:
    """None for a caller who gave no address: they have the page, and their phone."""
    recipient = case.requester.email
    if recipient is None:
        return None
    mail = queue_letter(
        session,
        letter,
        recipient=recipient,
        sender=office.settings.mail_from,
        now=now,
        follows=_earlier(session, case),
        files=files,
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


def _files_of(session: Session, message: Message) -> list[StoredFile]:
    mine = CaseFile.message_id == message.id
    query = select(StoredFile).join(CaseFile, CaseFile.file_id == StoredFile.id)
    return list(session.scalars(query.where(mine).order_by(CaseFile.id)))


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


def _promise(session: Session, case: Escalation) -> tuple[str, ...]:
    promise = open_promise(session, case)
    if promise is None:
        return ()
    due = moment(promise.due_at, case.locale, ZoneInfo(case.time_zone))
    return promise_lines(responsible(case), due, promise.text, case.locale)


def _context(session: Session, case: Escalation) -> tuple[str, list[tuple[str, str]]]:
    """The lines that travelled along, and how many they are with the files."""
    mine = select(ContextLine).where(ContextLine.escalation_id == case.id)
    lines = session.scalars(mine.order_by(ContextLine.position)).all()
    files = session.scalar(select(func.count()).where(CaseFile.escalation_id == case.id)) or 0
    attempts = sum(line.section == Section.ATTEMPT.value for line in lines)
    facts = sum(line.section in {Section.FACT.value, Section.ANSWER.value} for line in lines)
    with force_locale(case.locale):
        what = enclosed(attempts, facts, files)
    return what, [(line.label, line.text) for line in lines]
