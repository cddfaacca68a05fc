"""Cases of the demo organisation, so that the inbox is not empty at the first start.

They are made by the operations that people use, at times before now. Needs an app context: what
is promised and mailed is in the customer's language.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.files import FileStore, store_file
from portal.core.types import public_id
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.context import Line, Section
from portal.escalations.demo_stories import STORIES, Said, Told
from portal.escalations.desk.operations import add_note
from portal.escalations.models import CaseFile, Escalation
from portal.escalations.office import Office
from portal.escalations.operations import HandOver, confirm_address, open_case, write
from portal.escalations.promises.rules import reminder
from portal.service_hours.queries import first_answer_due, service_of

FIRST_LINE = timedelta(minutes=30)
LINE = timedelta(minutes=2)
"""The first line of a case's context was recorded so long before it was sent, the next ones
followed."""
_READ = (Section.SEARCHED, Section.OPENED)


def has_cases(session: Session) -> bool:
    """Did anybody ever hand over? Then the portal needs no demo cases any more."""
    return session.scalar(select(Escalation.id).limit(1)) is not None


def add_demo_cases(session: Session, store: FileStore, office: Office, now: datetime) -> None:
    """Open the demo cases, and let the demo people answer some of them."""
    people = {person.email.partition("@")[0]: person for person in session.scalars(select(Person))}
    for told in STORIES:
        case = _open(session, told, office, now - timedelta(minutes=told.ago))
        if told.picture:
            _add_picture(session, store, case)
        if told.confirmed:
            at = now - timedelta(minutes=told.ago - 1)
            confirm_address(session, case, office=office, now=at)
        for said in told.said:
            _say(session, case, said, people, office, now)


def _open(session: Session, told: Told, office: Office, at: datetime) -> Escalation:
    hand_over = HandOver(
        public_id=public_id(),
        words=told.words,
        name=told.name,
        email=told.email,
        phone=told.phone,
        channel="callback" if told.phone else "mail",
        callback_wish=told.callback_wish,
        locale=told.locale,
        time_zone=office.organisation.time_zone.key,
        queue_key=told.queue,
        lines=_timed(told.lines, at),
    )
    return open_case(session, hand_over, journey=None, draft=None, office=office, now=at)


def _timed(lines: Sequence[Line], sent_at: datetime) -> list[Line]:
    """The lines with their times: first they searched and read, then they tried and answered."""
    in_time = sorted(lines, key=lambda line: line.section not in _READ)
    return [replace(line, at=sent_at - FIRST_LINE + in_time.index(line) * LINE) for line in lines]


def _say(
    session: Session,
    case: Escalation,
    said: Said,
    people: dict[str, Person],
    office: Office,
    now: datetime,
) -> None:
    at = now - timedelta(minutes=said.ago)
    if not said.by:
        write(session, case, said.body, [], office=office, now=at)
        return
    author = people[said.by]
    if said.note:
        add_note(session, case, said.body, key=public_id(), actor_id=author.id, now=at)
        return
    then = Then.SOLVED if said.solves else Then.WAIT if said.waits else Then.GO_ON
    service = service_of(session, office.organisation, case.queue, now)
    due_at = first_answer_due(service, now)
    if said.waits:
        due_at = reminder(service.calendar, (now + timedelta(days=3)).date(), now)
    reply = Reply(public_id(), said.body, then, said.promise, None if said.solves else due_at)
    send_reply(session, case, reply, revision=case.revision, author=author, office=office, now=at)


def _add_picture(session: Session, store: FileStore, case: Escalation) -> None:
    """A screenshot such as customers send: the box with the error."""
    picture = Image.new("RGB", (460, 150), "#f3f3f3")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 0, 459, 28), fill="#0a4da2")
    drawing.text((10, 8), "Outlook-Senden/Empfangen", fill="white")
    drawing.text((18, 52), "Senden: Fehler (0x80042109)", fill="black")
    drawing.text((18, 74), "Es kann keine Verbindung zum Postausgangsserver", fill="black")
    drawing.text((18, 90), "(SMTP) hergestellt werden.", fill="black")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    file = store_file(
        session,
        store,
        buffer.getvalue(),
        media_type="image/png",
        name="fehler.png",
        owner=f"case:{case.id}",
        actor_id=None,
        now=case.created_at,
    )
    session.add(CaseFile(escalation_id=case.id, file_id=file.id))
    session.flush()
