"""Opening a case is being there: all that a browser without JavaScript says."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.escalations.presence.models import Presence, Writing
from portal.escalations.presence.operations import LASTS, note_presence

KNOWN_FOR = LASTS / 4


def look_at(session: Session, case_id: int, person_id: int, *, now: datetime) -> None:
    """Note it in a transaction of its own, unless it was noted a moment ago."""
    row = session.get(Presence, (case_id, person_id))
    if row is None or row.seen_at <= now - KNOWN_FOR:
        with transaction(session):
            note_presence(session, case_id, person_id, Writing.NOTHING, now=now)
