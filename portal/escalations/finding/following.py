"""Every change of a case asks, in its own transaction, that the case be indexed anew.

It is noted where the session writes, so that no act on a case can forget it. What goes past the
session (a bulk UPDATE) says so by `case_changed`.
"""

from datetime import datetime

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstanceState, Session, UOWTransaction

from portal.core.clock import utc_now
from portal.core.jobs import enqueue
from portal.escalations.models import ContextLine, Escalation, Message
from portal.escalations.tags.models import CaseTag

INDEX = "index_cases"
_NOTED = "finding.changed"
_FOUND_BY = (
    "revision",
    "queue",
    "queue_id",
    "requester",
    "requester_id",
    "status",
    "subject",
    "words",
    "name",
    "merged_into_id",
)
"""What a case is found by. Each act raises the revision; what only moves a time does not."""


def case_changed(session: Session, case_id: int, at: datetime | None = None) -> None:
    """Let the case be indexed when this transaction ends well."""
    noted: dict[int, datetime] = session.info.setdefault(_NOTED, {})
    noted[case_id] = at or utc_now()


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Escalation):
            if row in session.deleted or _is_other(inspect(row)):
                case_changed(session, row.id, row.changed_at)
        elif isinstance(row, Message):
            case_changed(session, row.escalation_id, row.created_at)
        elif isinstance(row, ContextLine | CaseTag):
            case_changed(session, row.escalation_id)


@event.listens_for(Session, "before_commit")
def _enqueue(session: Session) -> None:
    session.flush()
    noted: dict[int, datetime] = session.info.pop(_NOTED, {})
    if noted:
        now = min(*noted.values(), utc_now())
        enqueue(session, INDEX, {"cases": sorted(noted)}, now=now)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _transaction: object) -> None:
    session.info.pop(_NOTED, None)


def _is_other(state: InstanceState[Escalation]) -> bool:
    return any(state.attrs[name].history.has_changes() for name in _FOUND_BY)
