"""Reminding a customer whose answer we wait for: once, on the morning that was named to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.jobs import NotYet, enqueue
from portal.escalations import notifications
from portal.escalations.models import Escalation, Promise, PromiseState, Status
from portal.escalations.office import Office
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening

REMIND = "remind_customer"


def schedule_reminder(session: Session, promise: Promise, *, now: datetime) -> None:
    """Let the reminder go out when what the customer promised is due."""
    enqueue(session, REMIND, {"promise": promise.id}, now=now, run_at=promise.due_at)


def remind(session: Session, promise_id: int, office: Office, *, now: datetime) -> None:
    """Mail one reminder, unless the customer has answered, the case has ended, or somebody named
    another day. Raises NotYet outside of service hours: nobody gets mail at night."""
    promise = session.get(Promise, promise_id)
    if promise is None:
        return
    case = session.get_one(Escalation, promise.escalation_id)
    session.refresh(case, with_for_update=True)
    session.refresh(promise)
    if promise.state != PromiseState.OPEN.value or case.status != Status.WAITING.value:
        return
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    seconds = (next_opening(calendar, now) - now).total_seconds()
    if seconds > 0:
        raise NotYet(seconds)
    record_event(session, "case.reminded", f"case:{case.id}", actor_id=None, now=now)
    notifications.remind(session, case, office, now=now)
