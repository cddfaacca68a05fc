"""The job table: written with the change, leased, tried again, given up."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.core.db import engine_options, transaction
from portal.core.jobs import (
    LEASE,
    MAX_ATTEMPTS,
    Job,
    claim,
    count_jobs,
    enqueue,
    finish,
    give_back,
    renew_leases,
)


@pytest.fixture
def engine(database_url):
    engine = create_engine(**engine_options(database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with Session(engine, expire_on_commit=False) as session:
        yield session


def jobs(session):
    session.expire_all()
    return list(session.scalars(select(Job).order_by(Job.id)))


def test_a_change_that_is_rolled_back_leaves_no_job(session, clock):
    def change():
        with transaction(session):
            enqueue(session, "index", {"translation": 7}, now=clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()

    assert jobs(session) == []


def test_the_oldest_due_job_is_claimed_once(session, clock):
    with transaction(session):
        enqueue(session, "later", {}, now=clock(), run_at=clock() + timedelta(seconds=5))
        enqueue(session, "second", {}, now=clock())
        enqueue(session, "first", {}, now=clock(), run_at=clock() - timedelta(seconds=5))

    claimed = []
    for _ in range(3):
        with transaction(session):
            job = claim(session, "w1", now=clock())
        claimed.append(job.kind if job else None)

    assert claimed == ["first", "second", None]


def test_a_job_whose_worker_died_is_taken_again_when_the_lease_is_over(session, clock):
    with transaction(session):
        enqueue(session, "index", {}, now=clock())
        claim(session, "dead", now=clock())

    with transaction(session):
        assert claim(session, "w2", now=clock.advance(seconds=LEASE.total_seconds())) is None
        again = claim(session, "w2", now=clock.advance(seconds=1))

    assert (again.locked_by, again.attempts) == ("w2", 2)


def test_a_long_job_stays_with_its_worker_as_long_as_that_lives(session, clock):
    with transaction(session):
        enqueue(session, "long", {}, now=clock())
        enqueue(session, "noise", {}, now=clock() + timedelta(days=1))
        claim(session, "w1", now=clock())

    clock.advance(minutes=4)
    with transaction(session):
        renew_leases(session, "w1", now=clock())
    clock.advance(minutes=4)

    assert claim(session, "w2", now=clock()) is None


def test_a_job_that_ends_its_worker_each_time_is_given_up(session, clock):
    with transaction(session):
        enqueue(session, "poison", {}, now=clock())

    for _ in range(MAX_ATTEMPTS):
        with transaction(session):
            assert claim(session, "w", now=clock()) is not None
        clock.advance(seconds=LEASE.total_seconds() + 1)

    with transaction(session):
        assert claim(session, "w", now=clock()) is None
    assert count_jobs(session).failed == 1


def test_a_job_that_fails_comes_back_later_each_time_until_it_is_given_up(session, clock):
    with transaction(session):
        enqueue(session, "index", {}, now=clock())

    pauses = []
    for _ in range(MAX_ATTEMPTS):
        with transaction(session):
            job = claim(session, "w1", now=clock())
            give_back(session, job, "ValueError: no", now=clock())
        pauses.append((job.run_at - clock()).total_seconds())
        clock.now = max(job.run_at, clock())

    assert pauses[:-1] == [2, 4, 8, 16, 32, 64, 128]
    assert job.failed_at == clock()
    with transaction(session):
        assert claim(session, "w1", now=clock.advance(days=30)) is None
    assert (count_jobs(session).failed, count_jobs(session).waiting) == (1, 0)


def test_an_open_job_with_the_same_key_is_enough(session, clock):
    with transaction(session):
        enqueue(session, "index", {"n": 1}, now=clock(), dedupe_key="index:7")
        enqueue(session, "index", {"n": 2}, now=clock(), dedupe_key="index:7")
        enqueue(session, "index", {"n": 3}, now=clock(), dedupe_key="index:8")

    assert [job.payload for job in jobs(session)] == [{"n": 2}, {"n": 3}]


def test_a_change_behind_a_running_job_gets_a_job_of_its_own(session, clock):
    with transaction(session):
        enqueue(session, "index", {}, now=clock(), dedupe_key="index:7")
    with transaction(session):
        running = claim(session, "w1", now=clock())
    with transaction(session):
        enqueue(session, "index", {}, now=clock(), dedupe_key="index:7")
        finish(session, running, now=clock())

    assert [job.done_at is None for job in jobs(session)] == [False, True]


def test_a_done_job_does_not_stand_in_the_way_of_the_next(session, clock):
    for _ in range(2):
        with transaction(session):
            enqueue(session, "index", {}, now=clock(), dedupe_key="index:7")
        with transaction(session):
            finish(session, claim(session, "w1", now=clock()), now=clock())

    assert len(jobs(session)) == 2


def test_two_workers_claim_different_jobs_at_the_same_time(engine, session, clock):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with transaction(session):
        enqueue(session, "first", {}, now=clock())
        enqueue(session, "second", {}, now=clock())

    with Session(engine) as one, Session(engine) as two, transaction(one), transaction(two):
        claimed = [claim(one, "w1", now=clock()).kind, claim(two, "w2", now=clock()).kind]

    assert claimed == ["first", "second"]


def test_the_queue_says_how_long_somebody_waits(session, clock):
    begun = clock()
    with transaction(session):
        enqueue(session, "index", {}, now=begun)
        enqueue(session, "index", {}, now=clock.advance(hours=1))

    counts = count_jobs(session)
    assert (counts.waiting, counts.failed, counts.oldest_waiting) == (2, 0, begun)
