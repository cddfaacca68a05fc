"""What a team promises by itself: by its calendar and its target for the case's priority."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.models import (
    Basis,
    Escalation,
    Message,
    MessageKind,
    Promise,
)
from portal.escalations.office import Office
from portal.escalations.promises.operations import Grounds, make_promise
from portal.escalations.rules import PromiseKind
from portal.escalations.wording import promised
from portal.service_hours.queries import Service, service_of
from portal.service_hours.rules import Pause, Priority, due_after

SHORTEST_MINUTES = 15


def default_promise(
    session: Session,
    case: Escalation,
    kind: PromiseKind,
    office: Office,
    *,
    made_by: int | None,
    fulfils: bool,
    now: datetime,
) -> Promise:
    """Promise `kind` in the portal's own words by the default time, in the place of the promise
    before. A case that nobody has answered yet counts from its first minute, without the time in
    which we waited for the customer."""
    counted_from = now if is_answered(session, case) else case.created_at
    due_at = default_due(session, case, office, counted_from, now=now)
    if due_at <= now:  # that time is gone; what is promised now begins now
        counted_from = now
        due_at = default_due(session, case, office, counted_from, now=now)
    return make_promise(
        session,
        case,
        kind,
        promised(case, kind),
        due_at,
        made_by=made_by,
        fulfils=fulfils,
        now=now,
        grounds=Grounds(Basis.TARGET, counted_from),
    )


def default_due(
    session: Session, case: Escalation, office: Office, counted_from: datetime, *, now: datetime
) -> datetime:
    """When the target of the case's priority is reached that counts from then on; may be past."""
    service = service_of(session, office.organisation, case.queue, now)
    targets = service.targets[Priority(case.priority)]
    answered = is_answered(session, case)
    minutes = targets.next_update if answered else targets.first_answer
    pauses = pauses_of(session, case, now)
    return due_after(service.calendar, counted_from, minutes, pauses)


def next_due(service: Service, case: Escalation, start: datetime) -> datetime:
    """When we say something again after `start`, if nobody chooses a time."""
    minutes = service.targets[Priority(case.priority)].next_update
    return due_after(service.calendar, start, minutes)


def is_answered(session: Session, case: Escalation) -> bool:
    """Has the customer been answered by a person?"""
    mine = (Message.escalation_id == case.id, Message.kind == MessageKind.REPLY.value)
    return session.scalar(select(Message.id).where(*mine).limit(1)) is not None


def pauses_of(session: Session, case: Escalation, now: datetime) -> list[Pause]:
    """When it was the customer's turn: no time of ours passes."""
    mine = (Promise.escalation_id == case.id, Promise.kind == PromiseKind.YOUR_ANSWER.value)
    rows = session.execute(select(Promise.made_at, Promise.closed_at).where(*mine))
    return [Pause(made_at, closed_at or now) for made_at, closed_at in rows]
