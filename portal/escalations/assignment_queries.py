"""Who answers cases."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queues import members
from portal.escalations.models import Escalation
from portal.web.access import Permission, Reader


def is_contact(session: Session, person_id: int) -> bool:
    """Does a customer see this person as theirs? Then the picture is theirs to see, too (G7)."""
    query = select(Escalation.id).where(Escalation.contact_id == person_id).limit(1)
    return session.scalar(query) is not None


def colleagues(session: Session, case: Escalation, reader: Reader) -> list[Person]:
    """To whom the reader may give the case: those who work on its team's cases (A3), without
    whoever has it already."""
    if not reader.may(Permission.SEE_ALL_QUEUES) and case.queue_id not in reader.queues:
        return []
    return [person for person in members(session, case.queue) if person.id != case.contact_id]
