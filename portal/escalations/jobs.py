"""What happens by itself: drafts are forgotten after a week, customers reminded when it is time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue
from portal.escalations.draft_operations import forget_drafts
from portal.escalations.office import Office
from portal.escalations.reminder_operations import REMIND, remind
from portal.web.locale import app_of_languages

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


def reminder_handlers(office: Office) -> dict[str, Handler]:
    """The job that reminds a customer. It writes its mail with the languages of the portal, for
    which a worker has no app of its own."""

    @cache
    def languages() -> Flask:
        return app_of_languages(office.organisation)

    def remind_customer(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            remind(session, payload["promise"], office, now=now)

    return {REMIND: remind_customer}


def schedule_draft_forgetting(
    session: Session, *, now: datetime, run_at: datetime | None = None
) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, FORGET, {}, now=now, run_at=run_at, dedupe_key=FORGET)
