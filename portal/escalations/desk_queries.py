"""Which cases a reader may see: every query about cases for agents carries the condition (A4)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import Queue
from portal.accounts.queues import queues
from portal.escalations.models import Escalation, Status
from portal.web.access import Permission, Reader

OURS = (Status.NEW, Status.OPEN)
"""Cases in which the next word is ours."""


def readable(reader: Reader) -> ColumnElement[bool]:
    """The condition on Escalation that every query about cases carries. What was merged into
    another case is seen there."""
    here = Escalation.merged_into_id.is_(None)
    if reader.may(Permission.SEE_ALL_QUEUES):
        return here
    if not reader.may(Permission.HANDLE_CASES):
        return false()
    return and_(here, Escalation.queue_id.in_(reader.queues))


def case_for(session: Session, public_id: str, reader: Reader) -> Escalation | None:
    """The case, or the one in which it goes on, if this reader may see that."""
    named = aliased(Escalation)
    goes_on = func.coalesce(named.merged_into_id, named.id)
    id_ = select(goes_on).where(named.public_id == public_id).scalar_subquery()
    return session.scalar(select(Escalation).where(Escalation.id == id_, readable(reader)))


def own_queues(session: Session, reader: Reader) -> list[Queue]:
    """The teams whose cases the reader sees, in the order of the organisation file."""
    if not reader.may(Permission.HANDLE_CASES):
        return []
    every = reader.may(Permission.SEE_ALL_QUEUES)
    return [queue for queue in queues(session) if every or queue.id in reader.queues]


def due_of(session: Session, person_id: int, reader: Reader, until: datetime) -> list[datetime]:
    """When a person's promises fall due until then, at most 200: their load."""
    mine = (
        Escalation.contact_id == person_id,
        readable(reader),
        Escalation.status.in_([status.value for status in OURS]),
        Escalation.due_at < until,
    )
    due = session.scalars(select(Escalation.due_at).where(*mine).limit(200))
    return [moment for moment in due if moment is not None]


def earlier_cases(session: Session, case: Escalation, reader: Reader) -> list[Escalation]:
    """Other cases of the same mail address, newest first, at most three."""
    query = select(Escalation).where(
        Escalation.requester_id == case.requester_id, Escalation.id != case.id, readable(reader)
    )
    return list(session.scalars(query.order_by(Escalation.id.desc()).limit(3)))
