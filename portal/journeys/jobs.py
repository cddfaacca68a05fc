"""Forgetting: what nobody came back for is deleted, day by day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue
from portal.journeys.operations import erase_journeys
from portal.journeys.parts import Part
from portal.journeys.queries import forgettable_journeys

FORGET = "forget_journeys"
SLICE = 200
EVERY = timedelta(days=1)

log = structlog.get_logger()


def journey_handlers(parts: Sequence[Part], *, keep_days: int) -> dict[str, Handler]:
    """The job that deletes journeys unseen for `keep_days` that no feature needs.

    It deletes a slice at a time, so that nobody waits long for the database, and puts itself into
    the queue again: at once while there is more, else for the next day.
    """

    def forget(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        old = now - timedelta(days=keep_days)
        ids = forgettable_journeys(session, parts, unseen_since=old, limit=SLICE)
        if ids:
            erase_journeys(session, ids, parts, now=now)
            log.info("journeys.forgotten", journeys=len(ids))
        schedule_forgetting(session, now=now, run_at=now if len(ids) == SLICE else now + EVERY)

    return {FORGET: forget}


def schedule_forgetting(session: Session, *, now: datetime, run_at: datetime | None = None) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, FORGET, {}, now=now, run_at=run_at, dedupe_key=FORGET)
