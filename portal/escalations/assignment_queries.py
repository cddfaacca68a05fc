"""Who answers cases."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.models import Escalation


def is_contact(session: Session, person_id: int) -> bool:
    """Does a customer see this person as theirs? Then the picture is theirs to see, too (G7)."""
    query = select(Escalation.id).where(Escalation.contact_id == person_id).limit(1)
    return session.scalar(query) is not None
