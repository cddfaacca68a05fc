"""Reading drafts."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.escalations.models import CaseFile, Draft
from portal.journeys.models import Journey


def draft_of(session: Session, journey: Journey) -> Draft | None:
    """What was begun on this journey and not yet sent."""
    return session.scalar(select(Draft).where(Draft.journey_id == journey.id))


def draft_by_public_id(session: Session, public_id: str) -> Draft | None:
    """A draft for somebody whose right to it was checked before."""
    return session.scalar(select(Draft).where(Draft.public_id == public_id))


def draft_files(session: Session, draft: Draft) -> list[CaseFile]:
    """The files added so far, oldest first."""
    mine = select(CaseFile).where(CaseFile.draft_id == draft.id).options(joinedload(CaseFile.file))
    return list(session.scalars(mine.order_by(CaseFile.id)))
