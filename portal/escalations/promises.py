"""What happens next with a case, by whom, by when: one open promise for each open case."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.escalations.models import Escalation, Promise, PromiseState
from portal.escalations.rules import PromiseKind, closed_as


def open_promise(session: Session, case: Escalation) -> Promise | None:
    """The promise in force; a case that is solved has none."""
    mine = (Promise.escalation_id == case.id, Promise.state == PromiseState.OPEN.value)
    return session.scalar(select(Promise).where(*mine))


def make_promise(
    session: Session,
    case: Escalation,
    kind: PromiseKind,
    text: str,
    due_at: datetime,
    *,
    made_by: int | None,
    fulfils: bool,
    now: datetime,
) -> Promise:
    """Promise `text` to the customer by `due_at`, in the place of the promise before.

    `fulfils` says that this act (a public reply) was what had been promised; otherwise the
    promise before is moved, or broken if it was late. Hold the case first (`operations.hold`).
    """
    close_promise(session, case, fulfilled=fulfils, ends=False, now=now)
    promise = Promise(
        escalation_id=case.id,
        kind=kind.value,
        text=text,
        due_at=due_at,
        made_at=now,
        made_by_id=made_by,
        state=PromiseState.OPEN.value,
    )
    session.add(promise)
    case.due_at = due_at
    session.flush()
    return promise


def close_promise(
    session: Session, case: Escalation, *, fulfilled: bool, ends: bool, now: datetime
) -> Promise | None:
    """End the open promise: kept, moved, broken, or void because the case `ends`. Returns it."""
    promise = open_promise(session, case)
    if promise is None:
        return None
    kind = PromiseKind(promise.kind)
    state = closed_as(kind, promise.due_at, fulfilled=fulfilled, ends=ends, now=now)
    promise.state, promise.closed_at = state.value, now
    case.due_at = None
    session.flush()  # before the next one: the database allows one that is open
    record_event(
        session,
        f"promise.{state.value}",
        f"case:{case.id}",
        actor_id=None,
        now=now,
        promise=promise.id,
    )
    return promise
