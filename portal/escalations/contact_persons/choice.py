"""Choosing the contact person of a case: what the database knows, put before `choosing`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.absences import away
from portal.accounts.models import Person, Queue
from portal.accounts.queues import members
from portal.accounts.working_hours import spans_of
from portal.core.events import record_event
from portal.escalations.contact_persons.choosing import Candidate, Choice, Matter, choose
from portal.escalations.desk_queries import OURS
from portal.escalations.models import Escalation, Requester
from portal.service_hours.rules import Calendar, Span, working_minutes_between

TOPICS = {
    "mail": "email",
    "dns": "domains",
    "domain": "domains",
    "website": "website",
    "ssl": "website",
    "sftp": "website",
    "php": "website",
    "wordpress": "wordpress",
    "router": "internet",
    "wifi": "internet",
    "internet": "internet",
    "printer": "internet",
    "phone": "phone",
    "billing": "billing",
    "account": "security",
}
"""The topic to which the remedies of an area belong; a remedy's id begins with its area."""


def choose_contact(
    session: Session,
    queue: Queue,
    *,
    requester: Requester | None,
    language: str,
    remedies: Iterable[str],
    due_at: datetime,
    zone: ZoneInfo,
    without: Iterable[int] = (),
    now: datetime,
) -> tuple[Person, Choice] | None:
    """Somebody of the team who is there now and when the answer is due, and on which grounds; None
    if nobody is. `without` are people who are not to get it."""
    gone = away(session, now, due_at) | set(without)
    people = [person for person in members(session, queue) if person.id not in gone]
    busy = load_of(session, people)
    candidates = [
        Candidate(
            person_id=person.id,
            languages=frozenset(person.languages or [person.locale]),
            skills=frozenset(person.skills),
            in_time=_works_before(person, due_at, zone, now),
            load=busy.get(person.id, 0),
        )
        for person in people
    ]
    former = _former(session, requester)
    choice = choose(candidates, Matter(language, topics_of(remedies), former))
    if choice is None:
        return None
    return next(person for person in people if person.id == choice.person_id), choice


def record_choice(
    session: Session, case: Escalation, choice: Choice | None, *, now: datetime
) -> None:
    """Keep why somebody got the case, or that nobody was there."""
    if choice is None:
        record_event(session, "case.unassigned", f"case:{case.id}", actor_id=None, now=now)
        return
    record_event(
        session,
        "case.chosen",
        f"case:{case.id}",
        actor_id=None,
        now=now,
        contact=choice.person_id,
        grounds=[ground.value for ground in choice.grounds],
    )


def load_of(session: Session, people: Sequence[Person]) -> dict[int, int]:
    """How many cases each of these people has to answer, by person id; none is left out."""
    busy = (
        select(Escalation.contact_id, func.count())
        .where(
            Escalation.contact_id.in_([person.id for person in people]),
            Escalation.queue_id.in_(list(session.scalars(select(Queue.id)))),
            Escalation.status.in_([status.value for status in OURS]),
        )
        .group_by(Escalation.contact_id)
    )
    return {person_id: count for person_id, count in session.execute(busy) if person_id}


def topics_of(remedies: Iterable[str]) -> frozenset[str]:
    """The topics of what was tried."""
    areas = (remedy.partition(".")[0] for remedy in remedies)
    return frozenset(TOPICS[area] for area in areas if area in TOPICS)


def _former(session: Session, requester: Requester | None) -> int | None:
    """Who had this customer's last case."""
    if requester is None:
        return None
    mine = (Escalation.requester_id == requester.id, Escalation.contact_id.is_not(None))
    newest = select(Escalation.contact_id).where(*mine).order_by(Escalation.id.desc())
    return session.scalar(newest.limit(1))


def _works_before(person: Person, due_at: datetime, zone: ZoneInfo, now: datetime) -> bool:
    if not person.hours:
        return True
    spans = tuple(Span(*span) for span in spans_of(person))
    return working_minutes_between(Calendar(zone, spans), now, due_at) > 0
