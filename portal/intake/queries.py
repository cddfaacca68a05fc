"""Reading what was written."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.intake.models import Intake
from portal.journeys.models import Journey


def intake_of(session: Session, journey: Journey | None) -> Intake | None:
    """The text of a journey, or None."""
    if journey is None:
        return None
    return session.scalar(select(Intake).where(Intake.journey_id == journey.id))


def words_of(
    session: Session, journey: Journey | None, typed: str, typed_at: datetime | None
) -> str:
    """The customer's words for a hand-over: what was `typed` on its own page, and the text here.

    Whatever is newer holds. A text that was taken over there and changed here since then stands
    there as it is now; a text that is new beside other words joins them.
    """
    intake = intake_of(session, journey)
    if intake is None:
        return typed
    if not typed or text_hash(typed) in intake.former:
        return intake.text
    newer = typed_at is None or typed_at < intake.written_at
    return f"{typed}\n\n{intake.text}" if newer and intake.text not in typed else typed


def text_hash(text: str) -> str:
    """What is kept of a text that was replaced."""
    return hashlib.sha256(text.encode()).hexdigest()
