"""The job that counts how customers were cared for, every few minutes for the cases that changed.

It walks all cases once and then the event log, and looks at the promises whose time has passed
since. Beside each case stands what of it is among the counts (`CountedCase`): what has changed is
taken out and put in anew, in whatever week it belongs to, and counting twice changes nothing. How
long a customer waited is measured once, by the calendar of that time: one that is changed
afterwards changes no week of the past.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.core.db import hold, transaction
from portal.core.events import Event
from portal.core.jobs import Handler, Job, NotYet, enqueue, reads_only
from portal.core.organisation import Organisation
from portal.escalations.contact_persons.models import Handover
from portal.escalations.models import Escalation, Promise, PromiseState
from portal.escalations.rules import PromiseKind
from portal.insights.caring_models import CaringCount, CountedCase
from portal.insights.caring_rules import Case, Cell, Measure, Measured, Move, counts_of
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Calendar, working_minutes_between

COUNT = "count_caring"
EVERY = timedelta(minutes=10)
OVERLAP = timedelta(minutes=10)
"""What was written while the last count was going on is seen by the next."""
CASES, EVENTS = 200, 2_000
"""Looked at in one slice."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """How far the job has come: after which case while it walks them all, after which event,
    from which event on the next round reads again, and until when promises were looked at."""

    event: int
    again: int
    until: datetime
    case: int | None = None

    def payload(self) -> dict[str, Any]:
        """For the job's row."""
        kept = {"event": self.event, "again": self.again, "until": self.until.isoformat()}
        return kept if self.case is None else kept | {"case": self.case}


def caring_handlers(organisation: Organisation) -> dict[str, Handler]:
    """The job. It reads a slice without the write lock, which it takes only to keep what differs;
    after the last slice it puts itself into the queue for the next round."""

    @reads_only
    def count_caring(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        place = _place(session, payload, now)
        cases, place, full = _changed(session, place, now)
        measured = _Minutes(session, organisation)
        parts = [cases[start : start + CASES] for start in range(0, len(cases), CASES)]
        found = [_counted(session, ids, measured, now) for ids in parts]
        with transaction(session):
            changed = sum(_keep(session, part) for part in found)
            if not full:
                following = Place(place.again, place.again, now).payload()
                enqueue(session, COUNT, following, now=now, run_at=now + EVERY, dedupe_key=COUNT)
        log.info("caring.counted", cases=len(cases), changed=changed)
        if full:
            raise NotYet(0, place.payload())

    return {COUNT: count_caring}


def schedule_caring(session: Session, *, now: datetime) -> None:
    """Let the job look at all cases, unless it waits already to go on."""
    waiting = (Job.dedupe_key == COUNT, Job.done_at.is_(None), Job.failed_at.is_(None))
    if session.scalar(select(Job.id).where(*waiting)) is None:
        enqueue(session, COUNT, {}, now=now, dedupe_key=COUNT)


def _place(session: Session, payload: Mapping[str, Any], now: datetime) -> Place:
    if "until" not in payload:
        settled = select(Event.id).where(Event.at < now - OVERLAP).order_by(Event.id.desc())
        newest = session.scalar(settled.limit(1)) or 0
        return Place(newest, newest, now, case=0)
    until = datetime.fromisoformat(payload["until"])
    return Place(payload["event"], payload["again"], until, payload.get("case"))


def _changed(session: Session, place: Place, now: datetime) -> tuple[list[int], Place, bool]:
    """The next cases, how far they reach, and whether there are more."""
    if place.case is not None:
        query = select(Escalation.id).where(Escalation.id > place.case)
        walked = list(session.scalars(query.order_by(Escalation.id).limit(CASES)))
        if walked:
            return walked, Place(place.event, place.again, place.until, walked[-1]), True
        place = Place(place.event, place.again, place.until)
    events = session.execute(
        select(Event.id, Event.at, Event.subject)
        .where(Event.id > place.event)
        .order_by(Event.id)
        .limit(EVENTS)
    ).all()
    recent = next((id_ for id_, at, _subject in events if at >= now - OVERLAP), None)
    seen = [id_ for id_, _at, _subject in events if recent is None or id_ < recent]
    reached = place.again == place.event  # nothing recent came before this slice
    again = seen[-1] if reached and seen else place.again
    found = {
        int(key)
        for _id, _at, subject in events
        for kind, _colon, key in [subject.partition(":")]
        if kind == "case"
    }
    if len(events) == EVENTS:
        return sorted(found), Place(events[-1][0], again, place.until), True
    found |= _late(session, place.until - OVERLAP, now)
    return sorted(found), Place(place.event, again, place.until), False


def _late(session: Session, since: datetime, now: datetime) -> set[int]:
    """Cases with a promise of ours whose time has passed since then, and that is open."""
    late = (
        Promise.state == PromiseState.OPEN.value,
        Promise.due_at > since,
        Promise.due_at <= now,
        Promise.kind != PromiseKind.YOUR_ANSWER.value,
    )
    return set(session.scalars(select(Promise.escalation_id).where(*late)))


def _counted(
    session: Session, ids: Sequence[int], measured: "_Minutes", now: datetime
) -> dict[int, Mapping[Cell, int]]:
    """What each of these cases adds to the weeks."""
    present = _present(session, ids)
    found = {}
    for case_id, case in _cases(session, ids).items():
        row = present.get(case_id)
        minutes = measured.after(_cells(row.cells) if row is not None else {})
        found[case_id] = counts_of(case, zone=measured.zone, minutes=minutes, now=now)
    return found


def _keep(session: Session, found: Mapping[int, Mapping[Cell, int]]) -> int:
    """Put the difference to what is counted already into the counts; returns of how many cases
    there was one."""
    hold(session, COUNT)
    present = _present(session, list(found))
    changes: Counter[Cell] = Counter()
    changed = 0
    for case_id, cells in found.items():
        row = present.get(case_id)
        before = _cells(row.cells) if row is not None else {}
        if cells == before:
            continue
        changed += 1
        listed = [[cell[0].isoformat(), *cell[1:], n] for cell, n in sorted(cells.items())]
        if row is None:
            session.add(CountedCase(case_id=case_id, cells=listed))
        else:
            row.cells = listed
        changes.update(cells)
        changes.subtract(before)
    session.flush()
    _add(session, changes)
    return changed


def _present(session: Session, ids: Sequence[int]) -> dict[int, CountedCase]:
    query = select(CountedCase).where(CountedCase.case_id.in_(ids))
    rows = session.scalars(query.execution_options(populate_existing=True))
    return {row.case_id: row for row in rows}


def _cases(session: Session, ids: Sequence[int]) -> dict[int, Case]:
    logs: dict[str, list[Event]] = defaultdict(list)
    subjects = [f"case:{id_}" for id_ in ids]
    for event in session.scalars(
        select(Event).where(Event.subject.in_(subjects)).order_by(Event.id)
    ):
        logs[event.subject].append(event)
    moves: dict[int, list[Move]] = defaultdict(list)
    handed = select(Handover).where(Handover.escalation_id.in_(ids)).order_by(Handover.id)
    for one in session.scalars(handed):
        moves[one.escalation_id].append(Move(one.at, one.from_queue_id))
    rows = select(Escalation.id, Escalation.queue_id).where(Escalation.id.in_(ids))
    return {
        id_: Case(logs[f"case:{id_}"], moves[id_], queue)
        for id_, queue in session.execute(rows.order_by(Escalation.id))
    }


def _cells(listed: Iterable[Sequence[Any]]) -> dict[Cell, int]:
    return {
        (date.fromisoformat(week), queue, measure, minutes): number
        for week, queue, measure, minutes, number in listed
    }


@dataclass(slots=True)
class _Minutes:
    """Working minutes by the calendars of the teams, each of which is made once a slice."""

    session: Session
    organisation: Organisation
    made: dict[tuple[int, date], Calendar] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return self.organisation.time_zone

    def after(self, before: Mapping[Cell, int]) -> Measured:
        """What was measured before stays."""
        known = next((cell[3] for cell in before if cell[2] == Measure.WAITED), None)
        return self.between if known is None else lambda _queue, _start, _end: known

    def between(self, queue_id: int, start: datetime, end: datetime) -> int:
        key = (queue_id, start.date())
        if key not in self.made:
            queue = self.session.get_one(Queue, queue_id)
            self.made[key] = service_of(self.session, self.organisation, queue, start).calendar
        return round(working_minutes_between(self.made[key], start, end))


def _add(session: Session, changes: Mapping[Cell, int]) -> None:
    new = []
    for (week, queue_id, measure, minutes), number in changes.items():
        if not number:
            continue
        row = {"week": week, "queue_id": queue_id, "measure": measure, "minutes": minutes}
        mine = update(CaringCount).filter_by(**row).values(number=CaringCount.number + number)
        if not cast(CursorResult[Any], session.execute(mine)).rowcount:
            new.append({**row, "number": number})
    if new:
        session.execute(insert(CaringCount), new)
