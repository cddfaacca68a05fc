"""Many cases for measuring, by rows: most solved, some open with their promises, each with a
conversation of ten messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from portal.accounts.models import Person, QueueMember
from portal.core.db import transaction
from portal.core.types import public_id
from portal.escalations.models import ContextLine, Escalation, Message, Promise, Requester, Status

BATCH = 1000
OPEN_SHARE = 5
"""One case in so many is open."""
MESSAGES = 10
"""A conversation: the customer and the contact person in turn."""
LINES = (
    ("fact", "Programm", "Outlook 2021", "", ""),
    ("attempt", "", "Postausgangsserver prüfen", "mail.check_outgoing_server", "no_change"),
    ("attempt", "", "Passwort neu eintragen", "mail.reenter_password", "could_not"),
    ("searched", "Gesucht", "Senden geht nicht", "", ""),
)


def insert_cases(session: Session, number: int, now: datetime) -> None:
    """Add `number` cases, spread over the queues and the people who work on them."""
    members = select(QueueMember.queue_id, QueueMember.person_id)
    places = list(session.execute(members.order_by(*members.selected_columns)).tuples())
    first = (session.scalar(select(func.max(Escalation.id))) or 0) + 1
    with tqdm(total=number, desc="Inserting cases", unit="case") as bar:
        for start in range(first, first + number, BATCH):
            ids = range(start, min(start + BATCH, first + number))
            with transaction(session):
                _insert(session, ids, places, now)
            bar.update(len(ids))


def cases_of(session: Session, email: str, most: int) -> list[str]:
    """The public ids of this person's newest open cases."""
    mine = select(Escalation.public_id).join(Person, Person.id == Escalation.contact_id)
    mine = mine.where(Person.email == email, Escalation.status == Status.OPEN.value)
    return list(session.scalars(mine.order_by(Escalation.id.desc()).limit(most)))


def _insert(session: Session, ids: range, places: Sequence[tuple[int, int]], now: datetime) -> None:
    start = (session.scalar(select(func.max(Requester.id))) or 0) + 1
    requesters = dict(zip(ids, count(start), strict=False))
    session.execute(
        insert(Requester),
        [
            {"id": requesters[id_], "email": f"kunde{id_}@kunden.example", "created_at": now}
            for id_ in ids
        ],
    )
    cases = [_case(id_, requesters[id_], places, now) for id_ in ids]
    session.execute(insert(Escalation), cases)
    session.execute(
        insert(ContextLine),
        [
            {
                "escalation_id": id_,
                "position": position,
                "section": section,
                "at": now,
                "label": label,
                "text": text,
                "remedy": remedy,
                "outcome": outcome,
            }
            for id_ in ids
            for position, (section, label, text, remedy, outcome) in enumerate(LINES)
        ],
    )
    session.execute(
        insert(Message),
        [
            {
                "public_id": public_id(),
                "escalation_id": case["id"],
                "kind": "reply" if number % 2 else "customer",
                "author_id": case["contact_id"] if number % 2 else None,
                "body": f"Am Handy geht es übrigens, schon zum {number + 1}. Mal.",
                "created_at": case["created_at"],
            }
            for number in range(MESSAGES)
            for case in cases
        ],
    )
    session.execute(
        insert(Promise),
        [
            {
                "escalation_id": id_,
                "kind": "first_answer",
                "text": "Wir lesen Ihre Anfrage",
                "due_at": _due(id_, now),
                "made_at": now,
                "state": "open" if _is_open(id_) else "kept",
            }
            for id_ in ids
        ],
    )


def _case(
    id_: int, requester: int, places: Sequence[tuple[int, int]], now: datetime
) -> dict[str, object]:
    queue, person = places[id_ % len(places)]
    at = now - timedelta(minutes=id_)
    return {
        "id": id_,
        "public_id": public_id(),
        "number": 100_000 + id_,
        "requester_id": requester,
        "name": f"Kunde {id_}",
        "phone": "",
        "channel": "mail",
        "callback_wish": "",
        "locale": "de",
        "time_zone": "Europe/Berlin",
        "subject": f"Senden geht nicht, Fall {id_}",
        "words": "Seit Freitag geht das Senden nicht mehr. " * 5,
        "queue_id": queue,
        "contact_id": person,
        "status": Status.OPEN if _is_open(id_) else Status.SOLVED,
        "due_at": _due(id_, now) if _is_open(id_) else None,
        "created_at": at,
        "changed_at": at,
        "solved_at": None if _is_open(id_) else at,
    }


def _is_open(id_: int) -> bool:
    return id_ % OPEN_SHARE == 0


def _due(id_: int, now: datetime) -> datetime:
    return now + timedelta(minutes=id_ % 5000 - 500)
