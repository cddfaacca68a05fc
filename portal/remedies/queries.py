"""Reading attempts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.remedies.models import Attempt


def attempts(session: Session, journey: Journey) -> list[Attempt]:
    """What was tried, in the order in which it was done; corrected ones are left out."""
    mine = (Attempt.journey_id == journey.id, Attempt.superseded_at.is_(None))
    return list(session.scalars(select(Attempt).where(*mine).order_by(Attempt.at, Attempt.id)))


def attempt_of(session: Session, journey: Journey, remedy: str) -> Attempt | None:
    """What is known of one remedy."""
    mine = (Attempt.journey_id == journey.id, Attempt.superseded_at.is_(None))
    return session.scalar(select(Attempt).where(*mine, Attempt.remedy == remedy))
