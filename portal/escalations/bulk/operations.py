"""Doing the same with several cases. None of these commits.

Each case is an act of its own, in a savepoint of its own: what is refused for one of them, because
somebody was quicker or because it is not the reader's, changes nothing about it and leaves the
others alone. The acts are those of the case's page, so every promise is kept track of as there.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.core.errors import Conflict, NotFound, PortalError
from portal.core.events import record_event
from portal.core.types import public_id
from portal.escalations.bulk.models import BulkRun
from portal.escalations.bulk.rules import SLICE, Became, BulkAct, Item, item_of
from portal.escalations.contact_persons.assignment_operations import hand_over, take_case
from portal.escalations.contact_persons.assignment_queries import colleagues, other_teams
from portal.escalations.contact_persons.handover_operations import Because
from portal.escalations.contact_persons.words import Reason
from portal.escalations.desk.operations import add_note, wait_for_customer
from portal.escalations.desk_queries import case_for
from portal.escalations.models import OPEN_STATUSES, Escalation, Status
from portal.escalations.office import Office
from portal.escalations.promises.moving_operations import set_priority
from portal.escalations.promises.rules import reminder
from portal.escalations.tags.operations import add_tag, remove_tag
from portal.escalations.tags.queries import tag_by_public_id
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Priority

KEPT = timedelta(days=7)
TEAM = "team:"


def begin_run(
    session: Session,
    act: BulkAct,
    cases: Mapping[str, int],
    wanted: Mapping[str, Any],
    *,
    words: str,
    reason: str,
    key: str,
    person: Person,
    now: datetime,
) -> BulkRun:
    """Set out to do `act` with these cases, by public id and the revision that was shown; a form
    that is sent twice sets out once. Runs of this person from long ago are forgotten."""
    known = session.scalar(select(BulkRun).where(BulkRun.public_id == key))
    if known is not None:
        if known.person_id != person.id:
            raise Conflict("This form was sent already. Choose the cases again.")
        return known
    old = (BulkRun.person_id == person.id, BulkRun.finished_at < now - KEPT)
    session.execute(delete(BulkRun).where(*old))
    run = BulkRun(
        public_id=key,
        person=person,
        act=act.value,
        wanted=dict(wanted),
        words=words,
        reason=reason,
        items=[Item(case, revision, public_id()).kept() for case, revision in cases.items()],
        created_at=now,
    )
    session.add(run)
    session.flush()
    details = {"act": act.value, "cases": len(cases)}
    record_event(session, "bulk.begun", f"bulk:{run.id}", actor_id=person.id, now=now, **details)
    return run


def work_off(
    session: Session, run: BulkRun, office: Office, *, now: datetime, most: int = SLICE
) -> bool:
    """Do the next `most` of the run's cases; True when all have had their turn."""
    session.refresh(run, with_for_update=True)
    items = [item_of(kept) for kept in run.items]
    for place in range(run.done, min(run.done + most, len(items))):
        items[place] = _turn(session, run, items[place], office, now)
        run.done = place + 1
    run.items = [item.kept() for item in items]
    if run.done == len(items) and run.finished_at is None:
        run.finished_at = now
        run.words = run.reason = ""  # they stand in the cases now
    session.flush()
    return run.finished_at is not None


def _turn(session: Session, run: BulkRun, item: Item, office: Office, now: datetime) -> Item:
    try:
        with session.begin_nested():
            _do(session, run, item, office, now)
    except PortalError as error:
        parameters = {name: str(value) for name, value in error.parameters.items()}
        return Item(item.case, item.revision, item.key, Became.UNCHANGED, error.message, parameters)
    return Item(item.case, item.revision, item.key, Became.DONE)


def _do(session: Session, run: BulkRun, item: Item, office: Office, now: datetime) -> None:
    """One act on one case, with the rights that the person has at this moment (A3, A4)."""
    person, reader = run.person, run.person.as_reader()
    case = case_for(session, item.case, reader) if person.active else None
    if case is None or case.public_id != item.case:
        raise NotFound("This case is not here, or it belongs to a team that you are not in.")
    acting: dict[str, Any] = {"revision": item.revision, "actor_id": person.id, "now": now}
    match BulkAct(run.act):
        case BulkAct.TAKE:
            take_case(session, case, person, revision=item.revision, office=office, now=now)
        case BulkAct.HAND_OVER:
            to = _receiver(session, case, run, now)
            because = Because(Reason(run.wanted["why"]), run.reason)
            key, words = item.key, run.words
            hand_over(session, case, to, words, because=because, key=key, office=office, **acting)
        case BulkAct.PRIORITY:
            _check_open(case)
            set_priority(session, case, Priority(run.wanted["priority"]), office=office, **acting)
        case BulkAct.TAG:
            add_tag(session, case, run.wanted["name"], actor_id=person.id, now=now)
        case BulkAct.UNTAG:
            tag = tag_by_public_id(session, run.wanted["tag"])
            if tag is not None:
                remove_tag(session, case, tag, actor_id=person.id, now=now)
        case BulkAct.WAIT:
            _check_open(case)
            calendar = service_of(session, office.organisation, case.queue, now).calendar
            day = reminder(calendar, date.fromisoformat(run.wanted["day"]), now)
            wait_for_customer(session, case, day, **acting)
        case BulkAct.NOTE:
            add_note(session, case, run.words, key=item.key, actor_id=person.id, now=now)


def _receiver(session: Session, case: Escalation, run: BulkRun, now: datetime) -> Person | Queue:
    """To whom the case goes: somebody who works on its team's cases and is there, or a team."""
    reader, wanted = run.person.as_reader(), run.wanted["to"]
    if wanted.startswith(TEAM):
        teams = other_teams(session, case, reader)
        found = next((queue for queue in teams if f"{TEAM}{queue.key}" == wanted), None)
        if found is None:
            raise Conflict("The case is with this team already.")
        return found
    people = colleagues(session, case, reader, now=now)
    person = next((person for person in people if person.public_id == wanted), None)
    if person is None:
        raise Conflict("This person has the case already, is away, or is not in its team.")
    return person


def _check_open(case: Escalation) -> None:
    if Status(case.status) not in OPEN_STATUSES:
        raise Conflict("The case is solved.")
