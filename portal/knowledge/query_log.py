"""The query log: once an hour the visitors' searches are counted together, without the visitors.

The days of the window are counted anew each time, so that a journey whose visitor deletes it
leaves the log as well, as long as its days are in the window. Older days stay as they were counted
last, and go after 90 days.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.core.db import hold, transaction
from portal.core.jobs import Handler, enqueue, reads_only
from portal.journeys.models import Journey, JourneyEvent
from portal.knowledge.query_log_rules import (
    KEEP_DAYS,
    Asked,
    Step,
    Tally,
    anonymous,
    asked_on,
    first_day,
)
from portal.knowledge.search_models import LOCALES, QueryDay
from portal.remedies.models import Attempt, Origin, Outcome

COUNT = "count_queries"
EVERY = timedelta(hours=1)
ROWS_AT_ONCE = 2_000

log = structlog.get_logger()


def query_log_handlers(*, journey_days: int) -> dict[str, Handler]:
    """The job that counts, and puts itself into the queue for the next hour.

    It reads without the write lock, and takes it only for the rows that differ.
    """

    @reads_only
    def count_queries(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        today = now.astimezone(UTC).date()
        first = first_day(today, journey_days)
        counted = anonymous(_asked_since(session, first))
        with transaction(session):
            changed = _keep(session, counted, first)
            forget_queries(session, before=today - timedelta(days=KEEP_DAYS))
            schedule_counting(session, now=now, run_at=now + EVERY)
        log.info("queries.counted", rows=len(counted), changed=changed)

    return {COUNT: count_queries}


def schedule_counting(session: Session, *, now: datetime, run_at: datetime | None = None) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, COUNT, {}, now=now, run_at=run_at, dedupe_key=COUNT)


def forget_queries(session: Session, *, before: date) -> None:
    """Delete all rows of days before `before`."""
    session.execute(delete(QueryDay).where(QueryDay.day < before))


def _asked_since(session: Session, first: date) -> Iterator[dict[Asked, Tally]]:
    """What each journey asked since the first day, one journey after the other."""
    since = datetime.combine(first, time(), UTC)
    solved = _solved(session, since)
    query = (
        select(
            JourneyEvent.journey_id,
            JourneyEvent.at,
            JourneyEvent.kind,
            JourneyEvent.text,
            JourneyEvent.details,
            Journey.locale,
        )
        .join(Journey, Journey.id == JourneyEvent.journey_id)
        .where(
            Journey.seen_at >= since,
            JourneyEvent.at >= since,
            JourneyEvent.kind.in_(("searched", "opened", "started")),
        )
        .order_by(JourneyEvent.journey_id, JourneyEvent.id)
    )
    rows = session.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
    for journey, events in groupby(rows, key=lambda row: row.journey_id):
        steps = [_step(row.at, row.kind, row.text, row.details, row.locale) for row in events]
        yield asked_on(journey, steps, solved.get(journey))


def _solved(session: Session, since: datetime) -> dict[int, datetime]:
    """When each journey's visitor last said that something we showed had solved the problem."""
    query = (
        select(Attempt.journey_id, func.max(Attempt.at))
        .where(
            Attempt.at >= since,
            Attempt.outcome == Outcome.SOLVED,
            Attempt.origin.in_((Origin.ARTICLE, Origin.FLOW)),
            Attempt.before.is_(False),
            Attempt.superseded_at.is_(None),
        )
        .group_by(Attempt.journey_id)
    )
    return dict(session.execute(query).all())


def _step(at: datetime, kind: str, text: str, details: Mapping[str, object], locale: str) -> Step:
    if kind != "searched":
        return Step(at)
    hits, shown_in = details.get("hits"), details.get("lang")
    return Step(
        at,
        query=text,
        locale=shown_in if isinstance(shown_in, str) and shown_in in LOCALES else locale,
        hits=hits if isinstance(hits, int) else 1,
    )


def _keep(session: Session, counted: Mapping[Asked, Tally], first: date) -> int:
    """Make the rows since `first` say what was counted; returns how many differed."""
    hold(session, COUNT)
    wanted = {asked: _numbers(tally) for asked, tally in counted.items()}
    changed = 0
    for row in session.scalars(select(QueryDay).where(QueryDay.day >= first)):
        numbers = wanted.pop((row.day, row.locale, row.query), None)
        if numbers is None:
            session.delete(row)
        elif numbers != {name: getattr(row, name) for name in numbers}:
            for name, number in numbers.items():
                setattr(row, name, number)
        else:
            continue
        changed += 1
    for (day, locale, query), numbers in wanted.items():
        session.add(QueryDay(day=day, locale=locale, query=query, **numbers))
    session.flush()
    return changed + len(wanted)


def _numbers(tally: Tally) -> dict[str, int]:
    return {
        "journeys": len(tally.journeys),
        "searches": tally.searches,
        "empty": tally.empty,
        "opened": tally.opened,
        "solved": tally.solved,
    }
