"""A worker in a process of its own that is killed (SIGKILL) around one kind of job."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session, sessionmaker

from portal.background import job_handlers
from portal.core.db import db, engine_options, transaction
from portal.core.events import events_of
from portal.core.jobs import Handler, Job, release
from portal.core.worker import Worker
from portal.escalations.models import OPEN_STATUSES, Escalation, Promise
from portal.escalations.promises.ledger import recompute
from portal.escalations.tried_since.jobs import reading_handlers
from portal.intake.recognising import Recognisers
from search.encoder import ModelUnavailable
from tests.conftest import SettableClock
from tests.killing import killed
from tests.unit.intake.test_recognising import Away

STATEMENT, COMMIT, COMMITTED = "before_cursor_execute", "before_commit", "after_commit"
MOMENTS = (
    (COMMIT, 0),
    (STATEMENT, 0),
    (STATEMENT, 5),
    (COMMITTED, 0),
    (COMMIT, 1),
    (COMMITTED, 1),
)
"""What the killed job was about to do, or had just done, for the how manieth time. Only a job that
works without the write lock commits more than once. Fewer than would make it given up."""


Settle = Callable[[], None]


@dataclass(frozen=True)
class KilledWorker:
    """Runs what is due, and is killed in it. `instead` are handlers that do not need the model."""

    app: Flask
    clock: SettableClock
    instead: Mapping[str, Handler]

    def run(self, kind: str) -> int:
        """Do what is due again and again, killed in a job of this kind at each of MOMENTS that it
        comes to; at the end it is done. Returns how often it was killed."""
        kills = 0
        for when, number in MOMENTS:
            if killed(partial(self._work, kind, when, number)):
                kills += 1
                self._give_back()
        return kills

    def _work(self, kind: str, when: str, number: int) -> None:
        settings = self.app.extensions["lotse.settings"]
        engine = create_engine(**engine_options(settings.database_url))
        handlers = job_handlers(settings) | self.instead
        handlers[kind] = _dying(handlers[kind], when, number)
        Worker(sessionmaker(engine, expire_on_commit=False), handlers, self.clock).run_all()

    def _give_back(self) -> None:
        """As the next worker does: what the dead one held waits, a little longer each time."""
        with self.app.app_context(), transaction(db.session) as session:
            held = select(Job.locked_by).where(Job.locked_by.is_not(None), Job.done_at.is_(None))
            for dead in session.scalars(held.distinct()).all():
                assert dead is not None
                release(session, dead, now=self.clock())
        self.clock.advance(seconds=65)


class NoModel(Away):
    """None is there, and none will come."""

    @property
    def recipe(self) -> str:
        raise ModelUnavailable("model_missing")


def _dying(handler: Handler, when: str, number: int) -> Handler:
    def run(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        left = [number]

        def count(*_given: object) -> None:
            if when != STATEMENT and session.in_nested_transaction():
                return  # the end of a savepoint
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(session.get_bind() if when == STATEMENT else session, when, count)
        handler(session, payload, now)

    if getattr(handler, "reads_only", False):
        run.reads_only = True  # type: ignore[attr-defined]
    return run


@pytest.fixture
def killed_worker(app: Flask, clock: SettableClock) -> KilledWorker:
    """A worker that dies on the way; words have to do for it."""
    recognisers = Recognisers(NoModel(), NoModel(), start=lambda work: work())
    return KilledWorker(app, clock, reading_handlers(recognisers, NoModel()))


@pytest.fixture
def settle(post_office: Worker) -> Settle:
    """settle(): a worker that lives does what is due, and what that brings about."""

    def run() -> None:
        for _again in range(3):
            post_office.run_all()

    return run


@pytest.fixture
def ledgers_hold(app: Flask, case: str) -> Iterator[None]:
    """Whoever was killed: one open promise for each open case, and as its log tells it."""
    yield
    with app.app_context():
        for found in db.session.scalars(select(Escalation)):
            mine = (Promise.escalation_id == found.id, Promise.state == "open")
            number = db.session.scalar(select(func.count()).select_from(Promise).where(*mine))
            ledger = recompute(events_of(db.session, f"case:{found.id}"))
            assert number == (1 if found.status in OPEN_STATUSES else 0)
            assert sum(entry.state == "open" for entry in ledger) == number
