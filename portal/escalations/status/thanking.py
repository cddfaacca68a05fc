"""Thanks that reach the person: a customer writes to those who helped, if they want to. There is
no rating, and nothing of it is public. None of these commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.errors import Conflict, Invalid
from portal.core.events import events_of, record_event
from portal.escalations.desk_queries import readable
from portal.escalations.messages import messages
from portal.escalations.models import Escalation, MessageKind, Status
from portal.escalations.operations import hold
from portal.escalations.status.models import Thanks, ThanksTo
from portal.web.access import Reader

THANKED = "case.thanked"
LONGEST = 500
MOST_SHOWN = 100
_HELPED = ("case.tried",)
"""Acts of somebody who helped without writing."""


@dataclass(frozen=True, slots=True)
class Received:
    """Thanks as one of those who helped reads them."""

    thanks: Thanks
    case: Escalation


def thank(session: Session, case: Escalation, words: str, *, now: datetime) -> None:
    """Keep what the customer of a solved case writes to its helpers; the same again changes
    nothing, and other words take its place once. Raises Invalid, and Conflict for a case that is
    not solved or thanks that were changed already."""
    session.refresh(case, with_for_update=True)
    if not words:
        raise Invalid("Write a word, or leave it.")
    if len(words) > LONGEST:
        raise Invalid("Five hundred characters are enough, please write it shorter.")
    thanks = thanks_of(session, case)
    if thanks is not None and thanks.words == words:
        return
    if case.status != Status.SOLVED or case.solution_confirmed_at is None:
        raise Conflict("This request is not solved yet.")
    if thanks is not None and thanks.changed_at is not None:
        raise Conflict("You have changed these words already. They stay as they are.")
    hold(session, case, now=now)
    if thanks is None:
        thanks = Thanks(escalation_id=case.id, words=words, at=now)
        session.add(thanks)
        session.flush()
        for person_id in sorted(helpers_of(session, case)):
            session.add(ThanksTo(thanks_id=thanks.id, person_id=person_id))
        record_event(session, THANKED, f"case:{case.id}", actor_id=None, now=now)
    else:
        thanks.words, thanks.changed_at = words, now
    session.flush()


def thanks_of(session: Session, case: Escalation) -> Thanks | None:
    """What the customer of a case wrote."""
    return session.scalar(select(Thanks).where(Thanks.escalation_id == case.id))


def helpers_of(session: Session, case: Escalation) -> set[int]:
    """Who helped with a case: the contact person, whoever answered, a deputy among them, and
    whoever went through a step with the customer."""
    wrote = {message.author_id for message in messages(session, case, (MessageKind.REPLY,))}
    acted = {e.actor_id for e in events_of(session, f"case:{case.id}") if e.name in _HELPED}
    return {id_ for id_ in {case.contact_id, *wrote, *acted} if id_ is not None}


def helper_names(session: Session, case: Escalation) -> list[str]:
    """The same by name, the contact person first."""
    people = select(Person).where(Person.id.in_(helpers_of(session, case))).order_by(Person.id)
    every = sorted(session.scalars(people), key=lambda person: person.id != case.contact_id)
    return [person.name for person in every]


def received(session: Session, reader: Reader) -> Sequence[Received]:
    """What customers wrote to this reader, newest first, of cases that they may still see (A4)."""
    query = (
        select(Thanks, Escalation)
        .join(ThanksTo, ThanksTo.thanks_id == Thanks.id)
        .join(Escalation, Escalation.id == Thanks.escalation_id)
        .where(ThanksTo.person_id == reader.user_id, readable(reader))
        .order_by(Thanks.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Received(*row) for row in session.execute(query)]


def take_untold(session: Session, person: Person, *, now: datetime) -> int:
    """For a mail to this person: how many have thanked them since the last one, which this one
    tells. Of a case that they may not see any more, nothing is told."""
    mine = (ThanksTo.person_id == person.id, ThanksTo.mailed_at.is_(None))
    query = (
        select(ThanksTo, readable(person.as_reader()))
        .join(Thanks, Thanks.id == ThanksTo.thanks_id)
        .join(Escalation, Escalation.id == Thanks.escalation_id)
        .where(*mine)
    )
    told = 0
    for entry, may_see in session.execute(query):
        entry.mailed_at = now
        told += bool(may_see)
    session.flush()
    return told
