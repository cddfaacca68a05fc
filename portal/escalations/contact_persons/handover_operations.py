"""What a hand-over leaves behind: a row with what the customer is told, a mail to them, and the
count that alarms a lead. None of these commits."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.core.events import events_of, record_event
from portal.core.jobs import enqueue
from portal.escalations import notifications
from portal.escalations.contact_persons.models import Handover
from portal.escalations.contact_persons.runaround import ALARM_AT, HANDED_OVER, runarounds
from portal.escalations.contact_persons.words import Reason, called, handed_over_words, reason_words
from portal.escalations.models import Escalation
from portal.escalations.office import Office

ALARM = "alarm_leads"
LETTER = "case.handed_over"
"""The kind of the mail that says who has the case now, and why."""


@dataclass(frozen=True, slots=True)
class Because:
    """What the customer is told; `words` belong to a reason of one's own."""

    reason: Reason = Reason.KNOWS
    words: str = ""


def note_handover(
    session: Session,
    case: Escalation,
    because: Because,
    *,
    from_person: Person | None,
    from_queue: Queue,
    actor_id: int,
    now: datetime,
) -> Handover:
    """Keep that the case has gone from there to where it stands now, and count it."""
    with force_locale(case.locale):
        to = called(case.contact, case.queue, case.locale)
        before = called(from_person, from_queue, case.locale)
        words = because.words or reason_words(because.reason, to, before)
    handover = Handover(
        escalation_id=case.id,
        at=now,
        by_id=actor_id,
        from_id=from_person.id if from_person else None,
        to_id=case.contact_id,
        from_queue_id=from_queue.id,
        to_queue_id=case.queue_id,
        reason=words,
    )
    session.add(handover)
    session.flush()
    record_event(
        session,
        HANDED_OVER,
        f"case:{case.id}",
        actor_id=actor_id,
        now=now,
        handover=handover.id,
    )
    count_runarounds(session, case, now=now)
    return handover


def count_runarounds(session: Session, case: Escalation, *, now: datetime) -> int:
    """Count anew how often the customer was sent round; the second time, once, a lead is told."""
    events = events_of(session, f"case:{case.id}")
    case.runarounds = runarounds(events)
    if case.runarounds >= ALARM_AT and not any(event.name == "case.alarmed" for event in events):
        record_event(session, "case.alarmed", f"case:{case.id}", actor_id=None, now=now)
        enqueue(session, ALARM, {"case": case.id}, now=now)
    session.flush()
    return case.runarounds


def tell_of_handover(
    session: Session, case: Escalation, handover: Handover, office: Office, *, now: datetime
) -> None:
    """Mail the customer who has the case now, and why; with the promise in force, so make it
    first."""
    with force_locale(case.locale):
        who = called(case.contact, case.queue, case.locale)
        words = handed_over_words(who, handover.reason)
    notifications.announce(session, case, office, LETTER, words, now=now)
