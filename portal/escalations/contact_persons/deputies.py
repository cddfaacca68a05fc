"""Who answers while a contact person is away. The contact person stays; the deputy answers, and
the customer is told once. None of these commits."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.absences import absence_of, away
from portal.accounts.models import Absence, Person
from portal.accounts.queues import members
from portal.core.events import Event, events_of, record_event
from portal.core.jobs import NotYet, enqueue
from portal.escalations import notifications
from portal.escalations.contact_persons.choice import load_of
from portal.escalations.contact_persons.standing_in import let_deputy_know
from portal.escalations.contact_persons.words import away_words
from portal.escalations.models import OPEN_STATUSES, Escalation, Promise
from portal.escalations.office import Office
from portal.escalations.promises.operations import open_promise
from portal.escalations.rules import PromiseKind
from portal.service_hours.queries import service_of
from portal.service_hours.rules import next_opening

TELL = "tell_of_deputy"
LETTER = "case.deputy"
"""The kind of the mail that says who answers meanwhile."""


def look_after_person(session: Session, person_id: int, *, now: datetime) -> None:
    """Bring the deputies in line with who is there: for the open cases of somebody who goes or
    comes back, and for those in which they stand in. Whoever begins to stand in hears of it. Done
    twice, it changes nothing more."""
    theirs = or_(Escalation.contact_id == person_id, Escalation.deputy_id == person_id)
    open_ones = Escalation.status.in_([status.value for status in OPEN_STATUSES])
    back = Escalation.deputy_id.is_not(None)
    query = select(Escalation).where(theirs, or_(open_ones, back)).order_by(Escalation.id)
    new = set()
    for case in session.scalars(query.with_for_update(of=Escalation)):
        before = case.deputy_id
        look_after(session, case, now=now)
        if case.deputy_id not in (None, before) and case.contact_id is not None:
            new.add((case.contact_id, case.deputy_id))
    for away_id, deputy_id in sorted(new):
        let_deputy_know(session, away_id, deputy_id, now=now)


def look_after(session: Session, case: Escalation, *, now: datetime) -> None:
    """Give a case a deputy if its contact person is away and it is open, else take them out."""
    absence = absence_of(session, case.contact, now) if case.contact is not None else None
    if absence is None or case.status not in OPEN_STATUSES:
        if case.deputy_id is not None:
            case.deputy = None
            _record(session, case, "case.deputy_gone", now)
        return
    deputy = _deputy(session, case, absence, now)
    if deputy is not None and deputy.id != case.deputy_id:
        case.deputy = deputy
        _record(session, case, "case.deputy", now, deputy=deputy.id, contact=case.contact_id)
    elif deputy is None and case.deputy_id is not None:
        case.deputy = None
        _record(session, case, "case.deputy_gone", now)
    session.flush()
    if not _told(events_of(session, f"case:{case.id}"), absence):
        key = f"{TELL}:{case.id}:{absence.id}"
        payload = {"case": case.id, "absence": absence.id}
        enqueue(session, TELL, payload, now=now, dedupe_key=key)


def tell(session: Session, case_id: int, absence_id: int, office: Office, *, now: datetime) -> None:
    """Mail a customer once who answers while their contact person is away, unless that changes
    nothing for them: it is their turn, and the contact person is back before we remind them.
    Raises NotYet outside of service hours."""
    case = session.get_one(Escalation, case_id)
    session.refresh(case, with_for_update=True)
    absence = session.get(Absence, absence_id)
    if absence is None or absence.ends_at <= now or case.contact_id != absence.person_id:
        return
    if case.status not in OPEN_STATUSES or _told(events_of(session, f"case:{case.id}"), absence):
        return
    promise = open_promise(session, case)
    if promise is not None and _is_theirs_until(promise, absence):
        return
    service = service_of(session, office.organisation, case.queue, now)
    seconds = (next_opening(service.calendar, now) - now).total_seconds()
    if seconds > 0:
        raise NotYet(seconds)
    with force_locale(case.locale):
        words = away_words(case, absence, case.locale, service.plan.zone, now)
    notifications.announce(session, case, office, LETTER, [words], now=now)
    _record(session, case, "case.deputy_told", now, absence=absence.id)


def stands_in(session: Session, case: Escalation, author: Person, *, now: datetime) -> bool:
    """Does `author` answer in the place of a contact person who is away?"""
    if case.contact is None or case.contact_id == author.id:
        return False
    return absence_of(session, case.contact, now) is not None


def deputy_of_case(session: Session, case: Escalation, *, now: datetime) -> Person | None:
    """Who is asked when the contact person does not answer: the deputy, else the colleague of the
    team with the fewest cases; None if nobody else is there."""
    if case.deputy is not None:
        return case.deputy
    return _least_busy(session, case, now)


def _deputy(session: Session, case: Escalation, absence: Absence, now: datetime) -> Person | None:
    """Whom the absence names, if they are there and work on these cases; else whoever stands in
    already, else the colleague with the fewest cases."""
    there = {person.id: person for person in _there(session, case, now)}
    for person_id in (absence.deputy_id, case.deputy_id):
        if person_id in there:
            return there[person_id]
    return _least_busy(session, case, now)


def _least_busy(session: Session, case: Escalation, now: datetime) -> Person | None:
    there = _there(session, case, now)
    busy = load_of(session, there)
    return min(there, key=lambda person: busy.get(person.id, 0), default=None)


def _there(session: Session, case: Escalation, now: datetime) -> list[Person]:
    gone = away(session, now) | {case.contact_id}
    return [person for person in members(session, case.queue) if person.id not in gone]


def _is_theirs_until(promise: Promise, absence: Absence) -> bool:
    return promise.kind == PromiseKind.YOUR_ANSWER and promise.due_at >= absence.ends_at


def _told(events: Iterable[Event], absence: Absence) -> bool:
    return any(
        event.name == "case.deputy_told" and event.details.get("absence") == absence.id
        for event in events
    )


def _record(
    session: Session, case: Escalation, name: str, now: datetime, **details: object
) -> None:
    record_event(session, name, f"case:{case.id}", actor_id=None, now=now, **details)
