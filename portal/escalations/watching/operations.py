"""Watching over promises: who keeps one is warned in time, who stands in when it is late, and the
customer hears of a delay before the date passes. None of these commits.

`Promise.look_at` says when something may be to do, so that a look costs what has come due and not
what is open. Looked at twice, nothing happens twice.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.queues import members
from portal.escalations.contact_persons.deputies import deputy_of_case
from portal.escalations.models import Basis, Escalation, Promise, PromiseState
from portal.escalations.office import Office
from portal.escalations.outbox.queries import is_on_its_way
from portal.escalations.promises.moving_operations import extend
from portal.escalations.watching.models import PromiseWarning, Stage
from portal.escalations.watching.rules import Marks, marks_of
from portal.service_hours.queries import Service, service_of
from portal.service_hours.rules import is_open, next_opening
from portal.web.access import Permission

MOST_EXTENSIONS = 2
"""So often in a row the portal asks a customer for patience by itself; then a promise breaks."""
SLICE = 50
SECOND = timedelta(seconds=1)
_AFTER_A_FAULT = timedelta(hours=1)
_AFTER_A_REPLY = timedelta(seconds=30)

log = structlog.get_logger()


def watch(session: Session, office: Office, *, now: datetime) -> bool:
    """Look at what has come due, at most SLICE promises; True if there may be more."""
    due = (Promise.state == PromiseState.OPEN.value, Promise.look_at <= now)
    query = select(Promise.id, Promise.escalation_id).where(*due)
    found = session.execute(query.order_by(Promise.escalation_id).limit(SLICE)).all()
    for promise_id, case_id in found:
        try:
            with session.begin_nested():
                _look(session, promise_id, case_id, office, now)
        except Exception:  # one case that cannot be looked at keeps no other one from it
            log.exception("promise.not_watched", promise=promise_id)
            session.get_one(Promise, promise_id).look_at = now + _AFTER_A_FAULT
    session.flush()
    return len(found) == SLICE


def next_look(session: Session) -> datetime | None:
    """When the next promise wants to be looked at."""
    waiting = (Promise.state == PromiseState.OPEN.value, Promise.look_at.is_not(None))
    return session.scalar(select(func.min(Promise.look_at)).where(*waiting))


def _look(session: Session, promise_id: int, case_id: int, office: Office, now: datetime) -> None:
    case = session.get_one(Escalation, case_id)
    session.refresh(case, with_for_update=True)
    promise = session.get_one(Promise, promise_id)
    session.refresh(promise)
    if promise.state != PromiseState.OPEN or promise.look_at is None or promise.look_at > now:
        return
    if is_on_its_way(session, case, now):  # pressed in time, it keeps the promise
        promise.look_at = now + _AFTER_A_REPLY
        return
    service = service_of(session, office.organisation, case.queue, now)
    minutes = office.organisation.late_notice_minutes
    marks = marks_of(service.calendar, promise.made_at, promise.due_at, minutes)
    extendable = _is_extendable(session, promise)
    if promise.due_at >= now >= marks.notice and extendable:
        _extend(session, case, promise, office, now)
        return
    stage = _stage(promise, marks, now)
    if stage is not None and not is_open(service.calendar, now):
        promise.look_at = _when_open(service, promise, marks, extendable, now)
        return
    if stage is not None:
        _warn(session, case, promise, stage, now)
    promise.look_at = _following(promise, marks, stage, extendable)


def _stage(promise: Promise, marks: Marks, now: datetime) -> Stage | None:
    if now > promise.due_at:
        return Stage.BROKEN
    if now >= marks.most:
        return Stage.MOST
    return Stage.HALF if now >= marks.half else None


def _following(
    promise: Promise, marks: Marks, stage: Stage | None, extendable: bool
) -> datetime | None:
    """When to look again after `stage` was told."""
    if stage is None:
        return min(marks.half, marks.notice) if extendable else marks.half
    if stage is Stage.HALF:
        return min(marks.most, marks.notice) if extendable else marks.most
    if stage is Stage.MOST:
        return marks.notice if extendable else promise.due_at + SECOND
    return None


def _when_open(
    service: Service, promise: Promise, marks: Marks, extendable: bool, now: datetime
) -> datetime:
    """Nobody is warned at night; but a customer who has to hear of it does, before it is due."""
    opening = next_opening(service.calendar, now)
    if extendable and now < marks.notice:
        return min(opening, marks.notice)
    return opening


def _is_extendable(session: Session, promise: Promise) -> bool:
    count, earlier = 0, promise
    while earlier.basis == Basis.EXTENSION:
        count += 1
        if earlier.moved_from_id is None:
            break
        earlier = session.get_one(Promise, earlier.moved_from_id)
    return count < MOST_EXTENSIONS


def _extend(
    session: Session, case: Escalation, promise: Promise, office: Office, now: datetime
) -> None:
    """The act counts for whoever looks at the page, but contradicts nothing that they write."""
    moved = extend(session, case, promise, office=office, now=now)
    case.changed_at = now
    for person in {*_asked(session, case, now), *_stand_ins(session, case, now)}:
        _keep(session, moved, Stage.EXTENDED, person, now)


def _warn(
    session: Session, case: Escalation, promise: Promise, stage: Stage, now: datetime
) -> None:
    late = stage is Stage.BROKEN
    people = _stand_ins(session, case, now) if late else _asked(session, case, now)
    for person in people:
        _keep(session, promise, stage, person, now)


def _keep(session: Session, promise: Promise, stage: Stage, person: Person, now: datetime) -> None:
    same = (
        PromiseWarning.promise_id == promise.id,
        PromiseWarning.stage == stage.value,
        PromiseWarning.person_id == person.id,
    )
    if session.scalar(select(PromiseWarning.id).where(*same)) is None:
        session.add(
            PromiseWarning(
                promise_id=promise.id, stage=stage.value, person_id=person.id, made_at=now
            )
        )
        session.flush()


def _asked(session: Session, case: Escalation, now: datetime) -> list[Person]:
    """Who keeps the promise: the deputy of somebody who is away, else the contact person; of a
    case that nobody has, or whose contact person has left the team, whoever leads it."""
    person = case.deputy or case.contact
    if person is not None and may_see(person, case):
        return [person]
    return _stand_ins(session, case, now)


def _stand_ins(session: Session, case: Escalation, now: datetime) -> list[Person]:
    """Who is asked when nobody does: the deputy, where there is none whoever leads the team, else
    the contact person."""
    deputy = deputy_of_case(session, case, now=now)
    if deputy is not None:
        return [deputy]
    team = members(session, case.queue)
    return [one for one in team if one.as_reader().may(Permission.LEAD_TEAM)] or team[:1]


def may_see(person: Person, case: Escalation) -> bool:
    """May this person know of the case (A4)?"""
    reader = person.as_reader()
    return person.active and (
        reader.may(Permission.SEE_ALL_QUEUES)
        or (reader.may(Permission.HANDLE_CASES) and case.queue_id in reader.queues)
    )
