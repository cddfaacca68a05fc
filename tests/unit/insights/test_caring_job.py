"""Whatever happens to cases, and whenever it is counted: the table says what the promises,
hand-overs and messages themselves say, on both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.accounts.queues import queues
from portal.core.db import transaction
from portal.core.events import Event
from portal.core.jobs import Job, NotYet
from portal.core.types import public_id
from portal.escalations.composer.checks import record_asked_again
from portal.escalations.composer.findings import Finding, Kind
from portal.escalations.contact_persons.assignment_operations import hand_over
from portal.escalations.contact_persons.models import Handover
from portal.escalations.models import OPEN_STATUSES, Escalation, Message, MessageKind, Promise
from portal.insights import caring_job
from portal.insights.caring_job import COUNT, caring_handlers, schedule_caring
from portal.insights.caring_models import CaringCount, CountedCase
from portal.service_hours.queries import service_of
from portal.service_hours.rules import working_minutes_between
from tests.unit.escalations.conftest import NOW
from tests.unit.escalations.promises.test_ledger_properties import ACTS, PAUSES
from tests.unit.escalations.promises.test_ledger_properties import Desk as OneCase

BERLIN = ZoneInfo("Europe/Berlin")
STEPS = st.lists(
    st.tuples(st.sampled_from((*ACTS, "pass", "ask", "count", "count")), PAUSES, st.integers(0, 3)),
    min_size=1,
    max_size=12,
)
Cells = dict[tuple, int]


class Desk(OneCase):
    """The case may go to another team, and its customer be asked again; now and then it is
    counted. Cases of earlier examples stay, and time goes on with each."""

    def acts(self, choice: int) -> dict[str, Callable[[], object]]:
        session, case, now = self.session, self.case, self.now
        actor = self.people[choice % 2]
        team = queues(session)[choice % 3]
        kind = (Kind.KNOWN, Kind.REPEAT, Kind.GREETING, Kind.KNOWN)[choice]
        finding = Finding("x", kind, reasoned=choice == 3)
        return super().acts(choice) | {
            "pass": lambda: hand_over(
                session,
                case,
                team,
                "Steht so",
                key=public_id(),
                revision=case.revision,
                actor_id=actor.id,
                office=self.office,
                now=now,
            ),
            "ask": lambda: record_asked_again(session, case, [finding], actor_id=actor.id, now=now),
            "count": lambda: None,
        }


@pytest.fixture
def count(session, office) -> Callable:
    """count(now): let the job run until it has nothing more to do, from where it stopped."""
    handler = caring_handlers(office.organisation)[COUNT]

    def run(now, *, anew: bool = False) -> int:
        if anew:
            with transaction(session):
                session.execute(delete(Job).where(Job.kind == COUNT))
                schedule_caring(session, now=now)
        job = session.scalars(select(Job).where(Job.kind == COUNT)).one()
        payload, slices = dict(job.payload), 1
        session.delete(job)
        session.commit()
        while True:
            try:
                handler(session, payload, now)
            except NotYet as pause:
                payload, slices = dict(pause.payload), slices + 1
            else:
                return slices

    return run


@pytest.fixture
def desk(session, opened, people, office, count) -> Callable[[], Desk]:
    opened("noise", email="noise@example.org", queue_key="support")
    session.commit()
    count(NOW, anew=True)
    desks: list[Desk] = []

    def begin() -> Desk:
        session.commit()
        now = desks[-1].now if desks else NOW
        desks.append(Desk(session, opened(public_id(), now=now), people, office))
        desks[-1].now = now
        return desks[-1]

    return begin


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, slices=st.sampled_from([(1, 7), (200, 2_000)]))
def test_the_table_says_what_the_rows_say(desk, count, steps, slices) -> None:
    one = desk()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caring_job, "CASES", slices[0])
        patch.setattr(caring_job, "EVENTS", slices[1])
        for act, minutes, choice in (*steps, ("count", 0, 0)):
            one.do(act, minutes, choice)
            if act == "count":
                count(one.now)
                assert counted(one.session) == expected(one.session, one.office, one.now)
        kept = counted(one.session)
        count(one.now, anew=True)
        assert counted(one.session) == kept


def test_a_promise_that_nobody_keeps_is_broken_in_its_own_week_however_late_the_answer(
    desk, count
) -> None:
    one = desk()
    due_at = one.case.due_at
    week = monday(due_at)
    one.now = due_at + timedelta(minutes=1)
    count(one.now)
    assert ends(counted(one.session), one.case.queue_id) == {(week, "broken"): 1}

    one.do("solved", 60 * 24 * 21, 0)
    count(one.now)
    assert ends(counted(one.session), one.case.queue_id) == {(week, "broken"): 1}


def test_who_passes_a_case_on_keeps_what_they_left_undone(desk, count) -> None:
    one = desk()
    first = one.case.queue_id
    one.now = one.case.due_at + timedelta(minutes=5)
    one.do("pass", 0, 2)
    count(one.now)
    found = counted(one.session)
    assert one.case.queue_id != first
    assert found[monday(one.now), first, "broken", 0] == 1
    assert found[monday(NOW), first, "handed_on", 0] == 1
    assert ends(found, one.case.queue_id) == {}


def test_a_wait_once_measured_stays_when_the_calendar_changes(desk, count, monkeypatch) -> None:
    one = desk()
    one.do("go_on", 30, 1)
    count(one.now)
    waits = {cell: n for cell, n in counted(one.session).items() if cell[2] == "waited"}
    assert [cell[3] for cell in waits] == [30]

    monkeypatch.setattr(caring_job, "working_minutes_between", lambda *_: 999)
    one.do("write", 5, 0)
    count(one.now)
    assert {c: n for c, n in counted(one.session).items() if c[2] == "waited"} == waits


def test_an_event_that_appears_late_is_counted_still(desk, count, session) -> None:
    """On PostgreSQL a smaller id may be committed after a greater one."""
    one = desk()
    one.do("go_on", 1, 1)
    session.flush()
    late = session.scalars(select(Event).order_by(Event.id.desc())).all()[0]
    later = Event(
        id=late.id + 50, at=one.now, name="noise", subject="article:1", actor_id=None, details={}
    )
    session.add(later)
    session.commit()
    count(one.now)
    before = counted(session)
    gap = Event(
        id=late.id + 20,
        at=one.now,
        name="case.handed_over",
        subject=f"case:{one.case.id}",
        actor_id=None,
        details={},
    )
    session.add(gap)
    session.commit()
    count(one.now + timedelta(minutes=9))
    assert counted(session) != before


def test_a_second_look_at_nothing_new_writes_nothing(desk, count, session) -> None:
    one = desk()
    count(one.now)
    rows = {row.case_id: row.cells for row in session.scalars(select(CountedCase))}
    assert count(one.now) == 1
    assert {row.case_id: row.cells for row in session.scalars(select(CountedCase))} == rows


def counted(session: Session) -> Cells:
    """The table, without what was taken out again."""
    session.expire_all()
    return {
        (row.week, row.queue_id, row.measure, row.minutes): row.number
        for row in session.scalars(select(CaringCount))
        if row.number
    }


def ends(cells: Cells, queue: int) -> Cells:
    names = {"kept", "broken", "moved", "asked", "replaced", "void"}
    return {(c[0], c[2]): n for c, n in cells.items() if c[2] in names and c[1] == queue}


def expected(session: Session, office, now) -> Cells:
    """The same from promises, messages and hand-overs, one case after the other."""
    found: Counter = Counter()
    for case in session.scalars(select(Escalation)):
        of = (case.id, session)
        promises = rows(Promise, *of)
        moves = rows(Handover, *of)

        def team(at, moves=moves, case=case) -> int:
            before = [move.from_queue_id for move in moves if move.at >= at]
            return before[0] if before else case.queue_id

        follower = {one.moved_from_id: one for one in promises if one.moved_from_id}
        for one in promises:
            if one.kind == "your_answer":
                continue
            if one.state == "broken" or (one.state == "open" and one.due_at < now):
                found[monday(one.due_at), team(one.due_at), "broken", 0] += 1
            elif one.state != "open":
                name = one.state
                if name == "moved":
                    after = follower.get(one.id)
                    name = "replaced" if after is None else "moved"
                    if after is not None and after.basis == "extension":
                        name = "asked"
                found[monday(one.closed_at), team(one.closed_at), name, 0] += 1
        home = (monday(case.created_at), team(case.created_at))
        found[(*home, "cases", 0)] += 1
        if moves:
            found[(*home, "handed_on", 0)] += len(moves)
        replies = [m for m in rows(Message, *of) if m.kind == MessageKind.REPLY]
        if not replies and case.status in OPEN_STATUSES:
            found[(*home, "waiting", 0)] += 1
        if replies:
            asked = asked_of(case.id, session)
            found[(*home, "answered", 0)] += 1
            found[(*home, "case_asked", 0)] += "known" in asked
            found[(*home, "retried", 0)] += "repeat" in asked
            found[(*home, "again", 0)] += bool(asked)
            queue = session.get_one(Queue, home[1])
            calendar = service_of(session, office.organisation, queue, case.created_at).calendar
            first = replies[0].created_at
            minutes = round(working_minutes_between(calendar, case.created_at, first))
            found[(*home, "waited", minutes)] += 1
    return {cell: number for cell, number in found.items() if number}


def rows(model, case_id: int, session: Session) -> list:
    query = select(model).where(model.escalation_id == case_id).order_by(model.id)
    return list(session.scalars(query))


def asked_of(case_id: int, session: Session) -> set[str]:
    mine = (Event.subject == f"case:{case_id}", Event.name == "case.asked_again")
    return {
        kind
        for event in session.scalars(select(Event).where(*mine))
        for kind in event.details["kinds"]
    }


def monday(at):
    day = at.astimezone(BERLIN).date()
    return day - timedelta(days=day.weekday())
