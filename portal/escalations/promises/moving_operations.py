"""Promising another time: before it is due, with a sentence to the customer; afterwards the
promise is broken for ever, and the sentence says so. None of these commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.escalations import notifications
from portal.escalations.desk.operations import begin_act
from portal.escalations.models import Basis, Escalation, Promise
from portal.escalations.office import Office
from portal.escalations.promises.defaults import (
    SHORTEST_MINUTES,
    default_due,
    is_answered,
    next_due,
)
from portal.escalations.promises.moved_words import (
    LETTER,
    longer_reason,
    moved_paragraphs,
    priority_reason,
)
from portal.escalations.promises.operations import Grounds, make_promise, open_promise
from portal.escalations.rules import PromiseKind
from portal.escalations.wording import promised
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Priority, due_after


def move_promise(
    session: Session,
    case: Escalation,
    due_at: datetime,
    reason: str,
    *,
    revision: int,
    actor_id: int,
    office: Office,
    now: datetime,
) -> None:
    """Promise the same by another time and tell the customer why; said twice, it is said once.
    Raises Invalid without a reason, Conflict when there is nothing of ours to move."""
    session.refresh(case, with_for_update=True)
    promise = open_promise(session, case)
    if promise is not None and (promise.due_at, promise.reason) == (due_at, reason):
        return
    if not reason:
        raise Invalid("Say why in a sentence: the customer reads it.")
    begin_act(session, case, revision, now=now)
    if promise is None or promise.kind == PromiseKind.YOUR_ANSWER:
        raise Conflict("There is no promise of ours here that could be moved.")
    who = {"made_by": actor_id, "actor_id": actor_id}
    move(session, case, promise, due_at, Basis.CHOSEN, reason, **who, office=office, now=now)


def set_priority(
    session: Session,
    case: Escalation,
    priority: Priority,
    *,
    revision: int,
    actor_id: int,
    office: Office,
    now: datetime,
) -> None:
    """Say how much a case presses. A default promise that nobody has answered yet and that is not
    due counts its minutes anew from their start, and the customer hears of another time; what a
    person promised stays."""
    session.refresh(case, with_for_update=True)
    if case.priority == priority:
        return
    begin_act(session, case, revision, now=now)
    before, case.priority = case.priority, priority.value
    record_event(
        session,
        "case.prioritised",
        f"case:{case.id}",
        actor_id=actor_id,
        now=now,
        before=before,
        after=priority.value,
    )
    promise = open_promise(session, case)
    if promise is None or promise.basis != Basis.TARGET or promise.counted_from is None:
        return
    if now > promise.due_at or is_answered(session, case):
        return
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    soonest = due_after(calendar, now, SHORTEST_MINUTES)
    due_at = max(default_due(session, case, office, promise.counted_from, now=now), soonest)
    if due_at != promise.due_at:
        reason = priority_reason(case, sooner=due_at < promise.due_at)
        who = {"made_by": None, "actor_id": actor_id}
        move(session, case, promise, due_at, Basis.TARGET, reason, **who, office=office, now=now)


def extend(
    session: Session, case: Escalation, promise: Promise, *, office: Office, now: datetime
) -> Promise:
    """The portal promises another time by itself, because this one is about to break: the customer
    hears of it before. It counts as moved by the portal, never as kept."""
    service = service_of(session, office.organisation, case.queue, now)
    due_at = next_due(service, case, promise.due_at)
    return move(
        session,
        case,
        promise,
        due_at,
        Basis.EXTENSION,
        longer_reason(case.locale),
        made_by=None,
        actor_id=None,
        office=office,
        now=now,
    )


def move(
    session: Session,
    case: Escalation,
    promise: Promise,
    due_at: datetime,
    basis: Basis,
    reason: str,
    *,
    made_by: int | None,
    actor_id: int | None,
    office: Office,
    now: datetime,
) -> Promise:
    """For an act that holds the case: the same promise by another time, and the mail about it."""
    kind = PromiseKind(promise.kind)
    own_words = promise.made_by_id is not None
    counted_from = promise.counted_from if basis is Basis.TARGET else None
    moved = make_promise(
        session,
        case,
        kind,
        promise.text if own_words else promised(case, kind),
        due_at,
        made_by=made_by,
        fulfils=False,
        now=now,
        grounds=Grounds(basis, counted_from, promise.id, reason),
    )
    record_event(
        session,
        "case.promise_moved" if basis is not Basis.EXTENSION else "case.promise_extended",
        f"case:{case.id}",
        actor_id=actor_id,
        now=now,
        promise=moved.id,
    )
    paragraphs = moved_paragraphs(case, promise.due_at, moved, now)
    notifications.announce(session, case, office, LETTER, paragraphs, now=now)
    return moved
