"""What readers say about an article."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.types import public_id
from portal.knowledge.models import Feedback, Publication

EXPLAIN_WITHIN = timedelta(hours=1)


def record_vote(session: Session, translation_id: int, *, helpful: bool, now: datetime) -> str:
    """Keep a vote on the text as it is published now; returns the vote's public id."""
    publication = session.get_one(Publication, translation_id)
    vote = Feedback(
        public_id=public_id(20),
        translation_id=translation_id,
        revision_id=publication.revision_id,
        helpful=helpful,
        created_at=now,
    )
    session.add(vote)
    session.flush()
    return vote.public_id


def explain_vote(
    session: Session, vote_id: str, reason: str, comment: str, *, now: datetime
) -> bool:
    """Add the reason to a vote given within the last hour that has none yet."""
    vote = session.scalar(
        select(Feedback).where(
            Feedback.public_id == vote_id,
            Feedback.created_at > now - EXPLAIN_WITHIN,
            Feedback.reason == "",
            Feedback.comment == "",
        )
    )
    if vote is None:
        return False
    vote.reason, vote.comment = reason, comment
    session.flush()
    return True
