"""Forgetting what nobody came back for."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.jobs import Job
from portal.core.worker import Worker
from portal.journeys import jobs
from portal.journeys.jobs import journey_handlers, schedule_forgetting
from portal.journeys.models import Journey
from portal.journeys.operations import begin_journey, new_token
from portal.journeys.parts import Part
from portal.remedies.journey_part import ATTEMPTS
from portal.remedies.models import Attempt, Origin, Outcome
from portal.remedies.operations import record_attempt
from tests.conftest import SettableClock

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
DAYS = 90


@pytest.fixture
def clock():
    return SettableClock(NOW)


@pytest.fixture
def wanted():
    """Ids of journeys that a feature needs."""
    return []


@pytest.fixture
def worker(session, clock, wanted):
    kept = Part(
        erase=lambda _session, _ids, _now: None,
        keeps=lambda: select(Journey.id).where(Journey.id.in_(wanted)),
    )
    handlers = journey_handlers((ATTEMPTS, kept), keep_days=DAYS)
    return Worker(lambda: type(session)(session.get_bind()), handlers, clock)


def add(session, *ages):
    """Journeys that were last seen so many days ago, each with an attempt."""
    for age in ages:
        seen = NOW - timedelta(days=age)
        journey = begin_journey(session, new_token(), locale="de", now=seen)
        record_attempt(
            session,
            journey,
            remedy="router.restart",
            outcome=Outcome.SOLVED,
            origin=Origin.ARTICLE,
            title="Neu starten",
            now=seen,
        )
    schedule_forgetting(session, now=NOW)
    session.commit()


def ages(session):
    session.expire_all()
    seen = session.scalars(select(Journey.seen_at).order_by(Journey.seen_at))
    rows = len(session.scalars(select(Attempt.id)).all())
    found = [(NOW - at).days for at in seen]
    session.commit()
    assert rows == len(found)
    return found


def test_only_what_is_old_and_needed_by_nobody_goes(session, worker, wanted):
    add(session, 0, 89, 90, 91, 200, 400)
    wanted += session.scalars(select(Journey.id).order_by(Journey.seen_at).limit(1))
    session.commit()
    assert worker.run_all() == 1
    assert ages(session) == [400, 90, 89, 0]


def test_it_comes_back_the_next_day_and_a_second_start_adds_no_job(session, worker, clock):
    add(session, 88)
    for _ in range(3):
        schedule_forgetting(session, now=NOW)
    session.commit()
    assert worker.run_all() == 1
    clock.advance(days=1)
    assert worker.run_all() == 1
    assert ages(session) == [88]
    clock.advance(days=2)
    assert worker.run_all() == 1
    assert ages(session) == []
    waiting = session.scalars(select(Job).where(Job.done_at.is_(None))).all()
    assert len(waiting) == 1


def test_a_long_list_is_deleted_in_slices(session, worker, monkeypatch):
    monkeypatch.setattr(jobs, "SLICE", 2)
    add(session, 100, 101, 102, 103, 104)
    assert worker.run_all() == 3
    assert ages(session) == []
