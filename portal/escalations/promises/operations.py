"""What happens next with a case, by whom, by when: one open promise for each open case.

Each act leaves an event that holds what `ledger.recompute` needs to make the same rows again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.escalations.models import Basis, Escalation, Promise, PromiseState
from portal.escalations.rules import PromiseKind, closed_as


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why this time: `basis`, for a default one since when its minutes count, and for one that
    takes another's place the `reason` that the customer reads."""

    basis: Basis = Basis.CHOSEN
    counted_from: datetime | None = None
    moved_from: int | None = None
    reason: str = ""


CHOSEN = Grounds()


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
    grounds: Grounds = CHOSEN,
) -> Promise:
    """Promise `text` to the customer by `due_at`, in the place of the promise before; the contact
    person of this moment keeps it.

    `fulfils` says that this act (a public reply) was what had been promised; otherwise the
    promise before is moved, or broken if it was late. Hold the case first (`operations.hold`).
    """
    close_promise(session, case, fulfilled=fulfils, ends=False, now=now, actor_id=made_by)
    ours = kind is not PromiseKind.YOUR_ANSWER
    promise = Promise(
        escalation_id=case.id,
        kind=kind.value,
        text=text,
        due_at=due_at,
        made_at=now,
        made_by_id=made_by,
        by_id=case.contact_id if ours else None,
        basis=grounds.basis.value,
        moved_from_id=grounds.moved_from,
        reason=grounds.reason,
        counted_from=grounds.counted_from,
        look_at=now if ours else None,
        state=PromiseState.OPEN.value,
    )
    session.add(promise)
    case.due_at = due_at
    session.flush()
    record_event(
        session,
        "promise.made",
        f"case:{case.id}",
        actor_id=made_by,
        now=now,
        promise=promise.id,
        kind=kind.value,
        due_at=due_at.isoformat(),
        by=promise.by_id,
        basis=promise.basis,
        moved_from=promise.moved_from_id,
    )
    return promise


def close_promise(
    session: Session,
    case: Escalation,
    *,
    fulfilled: bool,
    ends: bool,
    now: datetime,
    actor_id: int | None = None,
) -> Promise | None:
    """End the open promise: kept, moved, broken, or void because the case `ends`. Returns it."""
    promise = open_promise(session, case)
    if promise is None:
        return None
    kind = PromiseKind(promise.kind)
    state = closed_as(kind, promise.due_at, fulfilled=fulfilled, ends=ends, now=now)
    promise.state, promise.closed_at, promise.look_at = state.value, now, None
    case.due_at = None
    session.flush()  # before the next one: the database allows one that is open
    record_event(
        session,
        f"promise.{state.value}",
        f"case:{case.id}",
        actor_id=actor_id,
        now=now,
        promise=promise.id,
        fulfilled=fulfilled,
        ends=ends,
    )
    return promise
