"""Who is away, until when, and who stands in. None of these commits.

Absences begin and end on days of the organisation; an instant is kept of each, so that everybody
in every zone agrees on who is there. What becomes of the cases of somebody who is away is not
known here: a job of the kind STAND_IN is queued for the moment when it changes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Absence, Person, Queue, QueueMember
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.core.jobs import enqueue

LONGEST = timedelta(days=366)
STAND_IN = "stand_in"
"""The job that looks after the cases of a person who goes or comes back; payload: `person`."""


def absence_of(session: Session, person: Person, now: datetime) -> Absence | None:
    """The absence that a person has now; of several that overlap, the one that ends last."""
    mine = (Absence.person_id == person.id, _at(now))
    return session.scalar(select(Absence).where(*mine).order_by(Absence.ends_at.desc()).limit(1))


def away(session: Session, now: datetime, until: datetime | None = None) -> set[int]:
    """The ids of everybody who is away now, or at the instant `until`."""
    query = select(Absence.person_id).where(
        or_(*(_at(moment) for moment in (now, until) if moment is not None))
    )
    return set(session.scalars(query))


def coming_absences(session: Session, person: Person, now: datetime) -> list[Absence]:
    """What has not ended yet, in its order."""
    mine = (Absence.person_id == person.id, Absence.ends_at > now)
    return list(session.scalars(select(Absence).where(*mine).order_by(Absence.starts_at)))


def absence_by_public_id(session: Session, person: Person, public_id: str) -> Absence | None:
    """An absence of this person."""
    mine = (Absence.person_id == person.id, Absence.public_id == public_id)
    return session.scalar(select(Absence).where(*mine))


def deputy_of(
    session: Session,
    person: Person,
    now: datetime,
    *,
    queue: Queue | None = None,
    load: Mapping[int, int] | None = None,
) -> Person | None:
    """Who stands in for `person`: whom their absence names, else the colleague with the least
    `load` (cases by person id). Only people who are there count, and with `queue` only those who
    work on its cases. None if there is nobody."""
    there = _colleagues(session, person, queue, now)
    absence = absence_of(session, person, now)
    named = absence.deputy_id if absence is not None else None
    for colleague in there:
        if colleague.id == named:
            return colleague
    busy = load or {}
    return min(there, key=lambda colleague: busy.get(colleague.id, 0), default=None)


def colleagues_of(session: Session, person: Person) -> list[Person]:
    """Everybody who shares a team with a person and may sign in, by name."""
    teams = select(QueueMember.queue_id).where(QueueMember.person_id == person.id)
    shared = select(QueueMember.person_id).where(QueueMember.queue_id.in_(teams))
    query = select(Person).where(Person.id.in_(shared), Person.id != person.id, Person.active)
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def add_absence(
    session: Session,
    person: Person,
    starts_at: datetime,
    ends_at: datetime,
    deputy: Person | None,
    *,
    actor_id: int,
    now: datetime,
) -> Absence:
    """Note that a person will be away. Said twice, it is said once. Raises Invalid for a stretch
    that is over, Conflict for one that touches another."""
    session.refresh(person, with_for_update=True)
    for other in coming_absences(session, person, now):
        if (other.starts_at, other.ends_at) == (starts_at, ends_at):
            return other
    absence = Absence(person_id=person.id, created_at=now, created_by_id=actor_id)
    _set(session, absence, starts_at, ends_at, deputy, now)
    session.add(absence)
    session.flush()
    _tell(session, absence, "added", actor_id, now)
    return absence


def change_absence(
    session: Session,
    absence: Absence,
    starts_at: datetime,
    ends_at: datetime,
    deputy: Person | None,
    *,
    actor_id: int,
    now: datetime,
) -> None:
    """Move it, or name another deputy; see `add_absence`. What has begun keeps its beginning."""
    session.refresh(absence.person, with_for_update=True)
    if absence.ends_at <= now:
        raise Conflict("This absence has ended meanwhile.")
    if absence.starts_at <= now:
        starts_at = absence.starts_at
    _set(session, absence, starts_at, ends_at, deputy, now)
    session.flush()
    _tell(session, absence, "changed", actor_id, now)


def end_absence(session: Session, absence: Absence, *, actor_id: int, now: datetime) -> None:
    """They are back, or stay: what has begun ends now, what has not is dropped. Said twice, it is
    said once."""
    session.refresh(absence.person, with_for_update=True)
    if absence.ends_at <= now:
        return
    _tell(session, absence, "ended", actor_id, now)
    if absence.starts_at >= now:
        session.delete(absence)
    else:
        absence.ends_at = now
    session.flush()


def _set(
    session: Session,
    absence: Absence,
    starts_at: datetime,
    ends_at: datetime,
    deputy: Person | None,
    now: datetime,
) -> None:
    if ends_at <= now:
        raise Invalid("These days have passed. Choose a day from today on.")
    if ends_at <= starts_at:
        raise Invalid("The last day lies before the first one.")
    others = select(Absence.id).where(
        Absence.person_id == absence.person_id,
        Absence.starts_at < ends_at,
        Absence.ends_at > max(starts_at, now),
    )
    if absence.id is not None:
        others = others.where(Absence.id != absence.id)
    if session.scalar(others.limit(1)) is not None:
        raise Conflict("There is an absence on these days already. Change that one.")
    absence.starts_at, absence.ends_at = starts_at, ends_at
    absence.deputy_id = deputy.id if deputy is not None else None


def _tell(session: Session, absence: Absence, act: str, actor_id: int, now: datetime) -> None:
    """Leave an event, and have the cases looked after when it begins and when it ends."""
    payload = {"person": absence.person_id}
    for moment in {max(absence.starts_at, now), max(absence.ends_at, now), now}:
        enqueue(session, STAND_IN, payload, now=now, run_at=moment)
    record_event(
        session,
        f"absence.{act}",
        f"person:{absence.person_id}",
        actor_id=actor_id,
        now=now,
        absence=absence.id,
    )


def _colleagues(
    session: Session, person: Person, queue: Queue | None, now: datetime
) -> Sequence[Person]:
    gone = away(session, now)
    return [
        colleague
        for colleague in colleagues_of(session, person)
        if colleague.id not in gone
        and (queue is None or queue.id in {one.id for one in colleague.queues})
    ]


def _at(moment: datetime) -> ColumnElement[bool]:
    return and_(Absence.starts_at <= moment, Absence.ends_at > moment)
