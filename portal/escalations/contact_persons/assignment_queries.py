"""Who answers cases."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.absences import away
from portal.accounts.models import Person, Queue
from portal.accounts.queues import members, queues
from portal.escalations.models import Escalation
from portal.web.access import Permission, Reader


def is_contact(session: Session, person_id: int) -> bool:
    """Does a customer see this person as theirs? Then the picture is theirs to see, too (G7)."""
    query = select(Escalation.id).where(Escalation.contact_id == person_id).limit(1)
    return session.scalar(query) is not None


def colleagues(
    session: Session, case: Escalation, reader: Reader, *, now: datetime
) -> list[Person]:
    """To whom the reader may give the case: those who work on its team's cases (A3) and are there,
    without whoever has it already and the reader, who takes it."""
    if not reader.may(Permission.SEE_ALL_QUEUES) and case.queue_id not in reader.queues:
        return []
    gone = away(session, now) | {case.contact_id, reader.user_id}
    return [person for person in members(session, case.queue) if person.id not in gone]


def other_teams(session: Session, case: Escalation, reader: Reader) -> list[Queue]:
    """To which teams the reader may move the case: all others, if they may see it themselves. What
    becomes of it there they do not see."""
    if not reader.may(Permission.SEE_ALL_QUEUES) and case.queue_id not in reader.queues:
        return []
    return [queue for queue in queues(session) if queue.id != case.queue_id]
