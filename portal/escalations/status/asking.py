"""Asking once whether what we call solved is solved. Silence changes nothing: the case stays as
the agent has set it, and counts as confirmed by nobody."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.jobs import NotYet, enqueue
from portal.escalations import notifications
from portal.escalations.models import Escalation, Status
from portal.escalations.office import Office
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening

ASK = "ask_solved"
ASKED = "case.asked_solved"
AFTER = timedelta(days=2)
"""Time enough to try what we answered."""


def schedule_question(session: Session, case: Escalation, *, now: datetime) -> None:
    """For an act that calls a case solved."""
    payload = {"case": case.id, "solved_at": now.isoformat()}
    enqueue(session, ASK, payload, now=now, run_at=now + AFTER)


def ask(
    session: Session, case_id: int, solved_at: datetime, office: Office, *, now: datetime
) -> None:
    """Mail the question, unless the customer has said something since. Raises NotYet outside of
    service hours."""
    case = session.get_one(Escalation, case_id)
    session.refresh(case, with_for_update=True)
    if case.status != Status.SOLVED or case.solved_at != solved_at:
        return
    if case.solution_confirmed_at is not None:
        return
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    seconds = (next_opening(calendar, now) - now).total_seconds()
    if seconds > 0:
        raise NotYet(seconds)
    record_event(session, ASKED, f"case:{case.id}", actor_id=None, now=now)
    notifications.ask_solved(session, case, office, now=now)
