"""Telling those who lead a team that a customer is being sent round: each once, in their working
time."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.absences import away
from portal.accounts.models import Person
from portal.accounts.queues import leads
from portal.core.events import events_of, record_event
from portal.core.jobs import NotYet, enqueue
from portal.core.mail import queue_letter
from portal.escalations.contact_persons.alarm_letters import alarm_letter
from portal.escalations.contact_persons.handover_operations import ALARM
from portal.escalations.models import OPEN_STATUSES, Escalation
from portal.escalations.office import Office
from portal.escalations.rules import spoken
from portal.service_hours.working_time import next_time_of

TOLD = "case.leads_told"


def alarm_leads(session: Session, case_id: int, *, now: datetime) -> None:
    """Let each lead of the case's team hear of it, unless it has ended meanwhile."""
    case = session.get_one(Escalation, case_id)
    if case.status not in OPEN_STATUSES:
        return
    told = _told(session, case)
    for person in _wanted(session, case, now):
        if person.id not in told:
            key = f"{ALARM}:{case.id}:{person.id}"
            payload = {"case": case.id, "person": person.id}
            enqueue(session, ALARM, payload, now=now, dedupe_key=key)


def alarm_lead(
    session: Session, case_id: int, person_id: int, office: Office, *, now: datetime
) -> None:
    """Mail one lead; where they have gone away or the case to another team, those who are asked
    now. Raises NotYet outside of their hours."""
    case = session.get_one(Escalation, case_id)
    session.refresh(case, with_for_update=True)
    if case.status not in OPEN_STATUSES or person_id in _told(session, case):
        return
    person = next((one for one in _wanted(session, case, now) if one.id == person_id), None)
    if person is None:
        alarm_leads(session, case_id, now=now)
        return
    there = next_time_of(session, office.organisation, person, [case.queue], now)
    seconds = (there - now).total_seconds()
    if seconds > 0:
        raise NotYet(seconds)
    letter = alarm_letter(
        person,
        spoken(case.number),
        case.runarounds,
        f"{office.settings.base_url}/agent/cases/{case.public_id}",
    )
    sender = office.settings.mail_from
    queue_letter(session, letter, recipient=person.email, sender=sender, now=now)
    subject = f"case:{case.id}"
    record_event(session, TOLD, subject, actor_id=None, now=now, person=person.id)


def _told(session: Session, case: Escalation) -> set[int]:
    events = events_of(session, f"case:{case.id}")
    return {event.details.get("person", 0) for event in events if event.name == TOLD}


def _wanted(session: Session, case: Escalation, now: datetime) -> list[Person]:
    """Those of the leads who are not away; if all are, all of them."""
    gone = away(session, now)
    every = leads(session, case.queue)
    return [person for person in every if person.id not in gone] or every
