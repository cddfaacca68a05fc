"""The loop that runs jobs: `portal worker`, or a child of `portal serve`."""

import os
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Base, transaction
from portal.core.jobs import (
    Handler,
    Job,
    NotYet,
    claim,
    finish,
    give_back,
    is_due,
    postpone,
    release,
    renew_leases,
)

log = structlog.get_logger()

POLL_SECONDS = 0.25
BEAT_SECONDS = 5.0
KEEP_DONE = timedelta(days=7)


class Heartbeat(Base):
    """The last sign of life of each worker; `/readyz` reads it."""

    __tablename__ = "heartbeat"

    worker: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Worker:
    """Runs due jobs one after the other until `stop()`."""

    def __init__(
        self,
        new_session: Callable[[], Session],
        handlers: Mapping[str, Handler],
        clock: Callable[[], datetime],
        *,
        replaces: str = "",
    ) -> None:
        """`replaces` is the process id of a worker of this machine that is dead for sure."""
        self.name = _name(str(os.getpid()))
        self._dead = _name(replaces) if replaces else ""
        self._new_session = new_session
        self._handlers = handlers
        self._clock = clock
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until `stop()`; a database that is away is waited for, not died of."""
        self._beat()
        self._take_over()
        beating = threading.Thread(target=self._keep_beating, daemon=True)
        beating.start()
        while not self._stopping.is_set():
            try:
                worked = self.run_one()
            except OperationalError as error:
                log.warning("worker.database_unavailable", error=type(error.orig).__name__)
                worked = False
                self._stopping.wait(2)
            if not worked:
                self._stopping.wait(POLL_SECONDS)
        beating.join()
        with self._new_session() as session, transaction(session):
            session.execute(delete(Heartbeat).where(Heartbeat.worker == self.name))

    def stop(self) -> None:
        """Finish the job at hand, then end `run()`. Safe in a signal handler."""
        self._stopping.set()

    def run_all(self) -> int:
        """Run what is due now, and what that enqueues; returns how many jobs ran (for tests)."""
        count = 0
        while self.run_one():
            count += 1
        return count

    def run_one(self) -> bool:
        """Lease and run one job; False when nothing is due."""
        with self._new_session() as session:
            if not is_due(session, now=self._clock()):
                return False
            with transaction(session):
                job = claim(session, self.name, now=self._clock())
            if job is None:  # another worker was quicker, or the job is given up
                return True
            self._execute(session, job)
            return True

    def _take_over(self) -> None:
        """Give back the jobs of the worker before this one."""
        if not self._dead:
            return
        try:
            with self._new_session() as session, transaction(session):
                release(session, self._dead, now=self._clock())
                session.execute(delete(Heartbeat).where(Heartbeat.worker == self._dead))
        except OperationalError as error:  # their leases run out
            log.warning("worker.took_nothing_over", error=type(error.orig).__name__)

    def _execute(self, session: Session, job: Job) -> None:
        started = monotonic()
        try:
            handler = self._handlers[job.kind]
            if getattr(handler, "reads_only", False):
                handler(session, job.payload, self._clock())
                with transaction(session):
                    finish(session, job, now=self._clock())
            else:
                with transaction(session):
                    handler(session, job.payload, self._clock())
                    finish(session, job, now=self._clock())
        except NotYet as pause:
            session.rollback()
            with transaction(session):
                postpone(session, session.merge(job), pause, now=self._clock())
        except Exception as error:
            log.exception("job.failed", kind=job.kind, job=job.id, attempt=job.attempts)
            session.rollback()
            with transaction(session):
                job = session.merge(job)
                give_back(session, job, f"{type(error).__name__}: {error}", now=self._clock())
        else:
            seconds = round(monotonic() - started, 3)
            log.info("job.done", kind=job.kind, job=job.id, seconds=seconds)

    def _keep_beating(self) -> None:
        """Beside the work, so that a long job does not look like a dead worker."""
        while not self._stopping.wait(BEAT_SECONDS):
            self._beat()

    def _beat(self) -> None:
        try:
            self._record_beat(self._clock())
        except OperationalError as error:
            log.warning("worker.no_heartbeat", error=type(error.orig).__name__)

    def _record_beat(self, now: datetime) -> None:
        with self._new_session() as session, transaction(session):
            session.merge(Heartbeat(worker=self.name, at=now))
            renew_leases(session, self.name, now=now)
            session.execute(delete(Heartbeat).where(Heartbeat.at < now - timedelta(days=1)))
            session.execute(delete(Job).where(Job.done_at < now - KEEP_DONE))


def _name(process: str) -> str:
    return f"{socket.gethostname()}:{process}"
