"""The query log: once an hour the visitors' searches are counted together, without the visitors.

What each visitor asked is kept beside the journey (`journey_queries`), and counted anew for those
who came by since the last hour, once a day for all. A journey whose visitor deletes it leaves the
log as well, as long as its days are in the window. Older days stay as they were counted last, and
go after 90 days.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.core.db import hold, transaction
from portal.core.jobs import Handler, enqueue, reads_only
from portal.knowledge.journey_queries import COUNTS, counted, forget_days, refresh
from portal.knowledge.query_log_rules import KEEP_DAYS, Asked, first_day
from portal.knowledge.search_models import QueryDay

COUNT = "count_queries"
EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=10)
"""What was written while the last count was going on is seen by the next."""

log = structlog.get_logger()


def query_log_handlers(*, journey_days: int, zone: ZoneInfo) -> dict[str, Handler]:
    """The job that counts, and puts itself into the queue for the next hour.

    Its payload says on which day of `zone` everything was counted, and until when. It reads
    without the write lock, and takes it only for the rows that differ.
    """

    @reads_only
    def count_queries(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        today = now.astimezone(zone).date()
        first = first_day(today, journey_days)
        since = datetime.combine(first, time(), zone)
        if payload.get("day") == today.isoformat():
            since = datetime.fromisoformat(payload["until"]) - OVERLAP
        journeys = refresh(session, seen_since=since, first=first, zone=zone)
        wanted = counted(session, first=first)
        with transaction(session):
            changed = _keep(session, wanted, first)
            forget_days(session, before=first)
            forget_queries(session, before=today - timedelta(days=KEEP_DAYS))
            done = {"day": today.isoformat(), "until": now.isoformat()}
            schedule_counting(session, now=now, run_at=now + EVERY, done=done)
        log.info("queries.counted", journeys=journeys, rows=len(wanted), changed=changed)

    return {COUNT: count_queries}


def schedule_counting(
    session: Session,
    *,
    now: datetime,
    run_at: datetime | None = None,
    done: Mapping[str, str] | None = None,
) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough. Without `done` it
    counts everything."""
    enqueue(session, COUNT, done or {}, now=now, run_at=run_at, dedupe_key=COUNT)


def forget_queries(session: Session, *, before: date) -> None:
    """Delete all rows of days before `before`."""
    session.execute(delete(QueryDay).where(QueryDay.day < before))


def _keep(session: Session, wanted: dict[Asked, dict[str, int]], first: date) -> int:
    """Make the rows since `first` say what was counted; returns how many differed."""
    hold(session, COUNT)
    missing = dict(wanted)
    changed = 0
    columns = [getattr(QueryDay, name) for name in COUNTS]
    rows = session.execute(
        select(QueryDay.id, QueryDay.day, QueryDay.locale, QueryDay.query, *columns).where(
            QueryDay.day >= first
        )
    ).all()
    for id_, day, locale, query, *numbers in rows:
        right = missing.pop((day, locale, query), None)
        if right is None:
            session.execute(delete(QueryDay).where(QueryDay.id == id_))
        elif list(right.values()) != numbers:
            session.execute(update(QueryDay).where(QueryDay.id == id_).values(**right))
        else:
            continue
        changed += 1
    if missing:
        session.execute(
            insert(QueryDay),
            [
                {"day": day, "locale": locale, "query": query, **numbers}
                for (day, locale, query), numbers in missing.items()
            ],
        )
    return changed + len(missing)
