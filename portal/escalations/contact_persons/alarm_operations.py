"""Telling those who lead a team that a customer is being sent round: once, in working time."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.absences import away
from portal.accounts.models import Person
from portal.accounts.queues import leads
from portal.core.events import events_of, record_event
from portal.core.jobs import NotYet
from portal.core.mail import queue_letter
from portal.escalations.contact_persons.alarm_letters import alarm_letter
from portal.escalations.models import OPEN_STATUSES, Escalation
from portal.escalations.office import Office
from portal.escalations.rules import spoken
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening

TOLD = "case.leads_told"


def alarm_leads(session: Session, case_id: int, office: Office, *, now: datetime) -> None:
    """Mail the leads of the case's team, unless it has ended meanwhile. Raises NotYet outside of
    service hours."""
    case = session.get_one(Escalation, case_id)
    session.refresh(case, with_for_update=True)
    subject = f"case:{case.id}"
    if case.status not in OPEN_STATUSES or any(
        event.name == TOLD for event in events_of(session, subject)
    ):
        return
    calendar = service_of(session, office.organisation, case.queue, now).calendar
    seconds = (next_opening(calendar, now) - now).total_seconds()
    if seconds > 0:
        raise NotYet(seconds)
    for person in _wanted(session, case, now):
        letter = alarm_letter(
            person,
            spoken(case.number),
            case.runarounds,
            f"{office.settings.base_url}/agent/cases/{case.public_id}",
        )
        sender = office.settings.mail_from
        queue_letter(session, letter, recipient=person.email, sender=sender, now=now)
    record_event(session, TOLD, subject, actor_id=None, now=now)


def _wanted(session: Session, case: Escalation, now: datetime) -> list[Person]:
    """Those of the leads who are there; if none is, all of them."""
    gone = away(session, now)
    every = leads(session, case.queue)
    return [person for person in every if person.id not in gone] or every
