"""The job table: work that has to happen after a change, written in the change's transaction.

If the change is rolled back there is no job; if the process dies after the commit the job is
still there. A worker leases a job, runs its handler and marks it done; a lease that ran out is
taken again, so handlers must be idempotent. On PostgreSQL any number of workers may claim at the
same time (`FOR UPDATE SKIP LOCKED`); SQLite has one writer at a time anyway.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, hold
from portal.core.types import Key

Handler = Callable[[Session, Mapping[str, Any], datetime], None]


class NotYet(Exception):
    """Raised by a handler whose job goes on later: it waits for something, or has done a slice
    of long work and lets others go first. The job runs again after `seconds`, with `payload` if
    that is given, as often as it takes. `reason` says what is in the way, for whoever watches."""

    def __init__(
        self, seconds: float, payload: Mapping[str, Any] | None = None, *, reason: str = ""
    ) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds
        self.payload = payload
        self.reason = reason


def reads_only(handler: Handler) -> Handler:
    """Mark a handler that only reads the database and works long elsewhere, such as on the index:
    it runs without the write lock, and its job is marked done afterwards."""
    handler.reads_only = True  # type: ignore[attr-defined]
    return handler


LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


class Job(Base):
    """One piece of work. The payload holds ids only."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_open_dedupe_key",
            "dedupe_key",
            unique=True,
            sqlite_where=text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND failed_at IS NULL"),
        ),
        Index("ix_job_open", "done_at", "failed_at", "run_at"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    locked_by: Mapped[str | None]
    locked_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    dedupe_key: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class JobCounts:
    """What the health and admin pages say about the queue."""

    waiting: int
    failed: int
    oldest_waiting: datetime | None


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    run_at: datetime | None = None,
    dedupe_key: str | None = None,
) -> None:
    """Add a job to the running transaction; an open job with the same `dedupe_key` is enough.

    A job that a worker has already leased does not count as open: it may have read the state
    from before this change, so a second one is queued behind it.
    """
    if dedupe_key is not None:
        hold(session, f"job:{dedupe_key}")
        open_job = session.scalar(select(Job).where(Job.dedupe_key == dedupe_key, *_open()))
        if open_job is not None and open_job.locked_by is None:
            open_job.payload = dict(payload)
            return
        if open_job is not None:
            open_job.dedupe_key = None
            session.flush()
    session.add(
        Job(
            kind=kind,
            payload=dict(payload),
            created_at=now,
            run_at=run_at or now,
            dedupe_key=dedupe_key,
        )
    )
    session.flush()


def is_due(session: Session, *, now: datetime) -> bool:
    """Does a job wait to be run? A look that takes no lock."""
    return session.scalar(select(Job.id).where(*_due(now)).limit(1)) is not None


def claim(session: Session, worker: str, *, now: datetime) -> Job | None:
    """Lease the next due job to `worker`, or None. The caller commits.

    A job that ended its worker MAX_ATTEMPTS times, so that nothing could give it back, is marked
    failed instead.
    """
    due = select(Job).where(*_due(now)).order_by(Job.run_at, Job.id).limit(1)
    job = session.scalar(due.with_for_update(skip_locked=True))
    if job is None:
        return None
    if job.attempts >= MAX_ATTEMPTS:
        job.failed_at, job.last_error = now, "the worker ended each time it ran this"
        session.flush()
        return None
    job.locked_by = worker
    job.locked_until = now + LEASE
    job.attempts += 1
    session.flush()
    return job


def renew_leases(session: Session, worker: str, *, now: datetime) -> None:
    """Keep what `worker` is working on from being taken by another."""
    mine = update(Job).where(*_open(), Job.locked_by == worker)
    session.execute(mine.values(locked_until=now + LEASE))


def hold_back(session: Session, kind: str, *, until: datetime) -> None:
    """Let no waiting job of this kind run before `until`, in their order: what they need is not
    there. One statement, however many wait."""
    waiting = (*_open(), Job.kind == kind, Job.locked_by.is_(None), Job.run_at < until)
    session.execute(update(Job).where(*waiting).values(run_at=until))


def release(session: Session, worker: str, *, now: datetime) -> None:
    """Give back what `worker`, which is dead, was working on: nobody has to wait for the lease to
    run out. Later each time, in case the job is what ends its workers."""
    for job in session.scalars(select(Job).where(*_open(), Job.locked_by == worker)):
        give_back(session, job, "the worker ended while it ran this", now=now)


def finish(session: Session, job: Job, *, now: datetime) -> None:
    """Mark a leased job as done."""
    job.done_at = now
    job.locked_by = job.locked_until = None
    session.flush()


def give_back(session: Session, job: Job, error: str, *, now: datetime) -> None:
    """Put a job that failed back, later each time; after MAX_ATTEMPTS it stays, marked failed."""
    job.last_error = error[:1000]
    job.locked_by = job.locked_until = None
    if job.attempts >= MAX_ATTEMPTS:
        job.failed_at = now
    else:
        job.run_at = now + timedelta(seconds=min(2**job.attempts, 3600))
    session.flush()


def postpone(session: Session, job: Job, pause: NotYet, *, now: datetime) -> None:
    """Put a job back for later without counting the attempt."""
    job.attempts -= 1
    job.locked_by = job.locked_until = None
    job.run_at = now + timedelta(seconds=pause.seconds)
    job.last_error = pause.reason[:1000] or None
    if pause.payload is not None:
        job.payload = dict(pause.payload)
    session.flush()


def count_jobs(session: Session) -> JobCounts:
    """How much waits, how much failed for good."""
    waiting, oldest = session.execute(
        select(func.count(Job.id), func.min(Job.run_at)).where(*_open())
    ).one()
    failed = session.scalar(select(func.count(Job.id)).where(Job.failed_at.is_not(None)))
    return JobCounts(waiting=waiting, failed=failed or 0, oldest_waiting=oldest)


def _due(now: datetime) -> tuple[Any, ...]:
    free = or_(Job.locked_until.is_(None), Job.locked_until < now)
    return *_open(), Job.run_at <= now, free


def _open() -> tuple[Any, ...]:
    return Job.done_at.is_(None), Job.failed_at.is_(None)
