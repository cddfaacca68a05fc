"""What happens by itself: drafts are forgotten after a week, customers reminded when it is time,
promises watched."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue
from portal.escalations.handing_over.draft_operations import forget_drafts
from portal.escalations.office import Office
from portal.escalations.promises.reminder_operations import REMIND, remind
from portal.escalations.watching.digest_operations import send_digests
from portal.escalations.watching.operations import next_look, watch
from portal.web.locale import app_of_languages

FORGET = "forget_drafts"
KEPT = timedelta(days=7)
EVERY = timedelta(days=1)
SLICE = 200
WATCH = "watch_promises"
WATCH_AT_LEAST = timedelta(minutes=5)
SHORTEST_PAUSE = timedelta(seconds=10)

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


def watch_handlers(office: Office) -> dict[str, Handler]:
    """The job that looks at the promises that have come due for it, and mails what people of the
    team have to know. It puts itself into the queue again, for the next one or WATCH_AT_LEAST."""

    @cache
    def languages() -> Flask:
        return app_of_languages(office.organisation)

    def watch_promises(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with languages().app_context():
            more = watch(session, office, now=now)
            send_digests(session, office, now=now)
        following = next_look(session)
        latest = now + WATCH_AT_LEAST
        run_at = now if more else max(now + SHORTEST_PAUSE, min(following or latest, latest))
        schedule_watching(session, now=now, run_at=run_at)

    return {WATCH: watch_promises}


def schedule_watching(session: Session, *, now: datetime, run_at: datetime | None = None) -> None:
    """Let the watch look at `run_at`, or now; one that waits already is enough."""
    enqueue(session, WATCH, {}, now=now, run_at=run_at, dedupe_key=WATCH)


def schedule_draft_forgetting(
    session: Session, *, now: datetime, run_at: datetime | None = None
) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, FORGET, {}, now=now, run_at=run_at, dedupe_key=FORGET)
