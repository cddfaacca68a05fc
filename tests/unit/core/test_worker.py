"""The loop that runs jobs."""

import os
import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from portal.core.db import engine_options, transaction
from portal.core.jobs import MAX_ATTEMPTS, Job, NotYet, enqueue, reads_only
from portal.core.worker import KEEP_DONE, Heartbeat, Worker


@pytest.fixture
def new_session(database_url):
    engine = create_engine(**engine_options(database_url))
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()


def add(new_session, clock, *kinds, **payload):
    with new_session() as session, transaction(session):
        for kind in kinds:
            enqueue(session, kind, payload, now=clock())


def jobs(new_session):
    with new_session() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_it_runs_what_is_due_and_what_that_enqueues(new_session, clock):
    seen = []

    def first(session, payload, now):
        seen.append(payload["n"])
        enqueue(session, "second", {}, now=now)

    def second(session, payload, now):
        seen.append("second")

    add(new_session, clock, "first", n=7)
    worker = Worker(new_session, {"first": first, "second": second}, clock)

    assert worker.run_all() == 2
    assert seen == [7, "second"]
    assert all(job.done_at == clock() for job in jobs(new_session))


def test_what_a_failing_handler_wrote_is_undone(new_session, clock):
    def handler(session, payload, now):
        enqueue(session, "never", {}, now=now)
        raise ValueError("line one\nline two")

    add(new_session, clock, "broken")
    Worker(new_session, {"broken": handler}, clock).run_all()

    (job,) = jobs(new_session)
    assert job.last_error == "ValueError: line one\nline two"
    assert (job.done_at, job.locked_by, job.attempts) == (None, None, 1)
    assert job.run_at == clock() + timedelta(seconds=2)


@pytest.mark.parametrize("kind", ["broken", "unknown"])
def test_a_job_that_never_works_is_given_up_and_the_others_go_on(new_session, clock, kind):
    def broken(session, payload, now):
        raise ValueError

    add(new_session, clock, kind, "fine")
    worker = Worker(new_session, {"broken": broken, "fine": lambda *_: None}, clock)
    for _ in range(MAX_ATTEMPTS):
        worker.run_all()
        clock.advance(hours=1)

    failed, fine = jobs(new_session)
    assert (failed.attempts, failed.failed_at is None) == (MAX_ATTEMPTS, False)
    assert fine.done_at is not None


def test_a_job_that_has_to_wait_loses_no_attempt(new_session, clock):
    def handler(session, payload, now):
        raise NotYet(3)

    add(new_session, clock, "patient")
    worker = Worker(new_session, {"patient": handler}, clock)
    for _ in range(2 * MAX_ATTEMPTS):
        assert worker.run_all() == 1
        clock.advance(seconds=3)

    (job,) = jobs(new_session)
    assert (job.attempts, job.failed_at) == (0, None)


def test_a_reading_handler_leaves_the_database_to_others(new_session, clock):
    @reads_only
    def handler(session, payload, now):
        session.scalar(select(Job.id))
        with new_session() as other, transaction(other):  # would wait for a write lock
            enqueue(other, "fine", {}, now=now)

    add(new_session, clock, "index")
    Worker(new_session, {"index": handler, "fine": lambda *_: None}, clock).run_all()

    assert [job.done_at is None for job in jobs(new_session)] == [False, False]


def test_it_shows_that_it_lives_and_says_goodbye(new_session, clock):
    def handler(session, payload, now):
        beats.append([beat.worker for beat in session.scalars(select(Heartbeat))])
        worker.stop()

    beats = []
    add(new_session, clock, "last", "left over")
    worker = Worker(new_session, {"last": handler}, clock)
    thread = threading.Thread(target=worker.run)
    thread.start()
    thread.join(timeout=30)

    assert not thread.is_alive()
    assert beats == [[worker.name]]
    with new_session() as session:
        assert session.scalars(select(Heartbeat)).all() == []
    assert [job.done_at is None for job in jobs(new_session)] == [False, True]


def test_done_jobs_and_dead_workers_are_forgotten_after_a_while(new_session, clock):
    add(new_session, clock, "old", "young")
    with new_session() as session, transaction(session):
        old, young = session.scalars(select(Job).order_by(Job.id))
        old.done_at = clock() - KEEP_DONE - timedelta(seconds=1)
        young.done_at = clock()
        session.add(Heartbeat(worker="dead", at=clock() - timedelta(days=2)))

    def stop(session, payload, now):
        worker.stop()

    add(new_session, clock, "stop")
    worker = Worker(new_session, {"stop": stop}, clock)
    worker.run()

    assert [job.kind for job in jobs(new_session)] == ["young", "stop"]
    with new_session() as session:
        assert session.scalars(select(Heartbeat)).all() == []


def test_it_gives_back_what_the_dead_worker_before_it_held(new_session, clock):
    add(new_session, clock, "interrupted", "of another worker")
    dead = Worker(new_session, {}, clock)
    with new_session() as session, transaction(session):
        mine, others = session.scalars(select(Job).order_by(Job.id))
        mine.locked_by, others.locked_by = dead.name, "elsewhere:1"
        mine.locked_until = others.locked_until = clock() + timedelta(minutes=5)
        mine.attempts = others.attempts = 1
        session.add(Heartbeat(worker=dead.name, at=clock()))
    add(new_session, clock, "stop")

    worker = Worker(
        new_session, {"stop": lambda *_: worker.stop()}, clock, replaces=str(os.getpid())
    )
    worker.run()

    mine, others, _stop = jobs(new_session)
    assert mine.locked_by is None
    assert mine.run_at == clock() + timedelta(seconds=2)  # it may be what ended the worker
    assert others.locked_by == "elsewhere:1"
