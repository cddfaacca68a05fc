"""What happens by itself: drafts are forgotten after a week, promises watched."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue
from portal.escalations.diagnostics.logs import forget_withheld
from portal.escalations.handing_over.draft_operations import forget_drafts
from portal.escalations.office import Office
from portal.escalations.outbox.files import forget_files
from portal.escalations.status.thanks_digest import send_thanks
from portal.escalations.watching.digest_operations import send_digests
from portal.escalations.watching.operations import next_look, watch
from portal.web.locale import app_of_languages

FORGET = "forget_drafts"
KEPT = timedelta(days=7)
FILES_KEPT = timedelta(days=30)
EVERY = timedelta(days=1)
SLICE = 200
WATCH = "watch_promises"
WATCH_AT_LEAST = timedelta(minutes=5)
SHORTEST_PAUSE = timedelta(seconds=10)

log = structlog.get_logger()


def draft_handlers() -> dict[str, Handler]:
    """The job that deletes old drafts, and files that were added to a reply and never sent, a
    slice at a time; it puts itself into the queue again, at
    once while there is more, else for the next day."""

    def forget(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        found = forget_drafts(session, unchanged_since=now - KEPT, limit=SLICE, now=now)
        found = max(found, forget_withheld(session, before=now - KEPT, limit=SLICE, now=now))
        if found:
            log.info("drafts.forgotten", drafts=found)
        left = forget_files(session, added_before=now - FILES_KEPT, limit=SLICE, now=now)
        more = SLICE in (found, left)
        schedule_draft_forgetting(session, now=now, run_at=now if more else now + EVERY)

    return {FORGET: forget}


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
            send_thanks(session, office, now=now)
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
