"""Forgetting drafts: what was typed or added and not sent within a week is deleted."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue
from portal.escalations.draft_operations import forget_drafts

FORGET = "forget_drafts"
KEPT = timedelta(days=7)
EVERY = timedelta(days=1)
SLICE = 200

log = structlog.get_logger()


def draft_handlers() -> dict[str, Handler]:
    """The job that deletes old drafts, a slice at a time; it puts itself into the queue again, at
    once while there is more, else for the next day."""

    def forget(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        found = forget_drafts(session, unchanged_since=now - KEPT, limit=SLICE, now=now)
        if found:
            log.info("drafts.forgotten", drafts=found)
        schedule_draft_forgetting(session, now=now, run_at=now if found == SLICE else now + EVERY)

    return {FORGET: forget}


def schedule_draft_forgetting(
    session: Session, *, now: datetime, run_at: datetime | None = None
) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, FORGET, {}, now=now, run_at=run_at, dedupe_key=FORGET)
