"""The nightly job that measures how long remedies take, and reading what it found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.jobs import Handler, enqueue, reads_only
from portal.remedies.models import Attempt, Origin, Outcome
from portal.troubleshooter.models import RemedyTime, Run, RunAnswer
from portal.troubleshooter.queries import place_of_id
from portal.troubleshooter.timing import ENOUGH, Act, Timed, durations, medians
from portal.troubleshooter.waiting import waited_until

MEASURE = "measure_remedies"
BY_NIGHT = 3  # o'clock, UTC
WINDOW = timedelta(days=180)
SLICE = 500

log = structlog.get_logger()


def timing_handlers() -> dict[str, Handler]:
    """The job. It reads for a while where there are many runs, and takes the write lock only to
    keep what it found; then it puts itself into the queue for the next night."""

    @reads_only
    def measure_remedies(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        found = measured_now(session, now=now)
        with transaction(session):
            keep_times(session, found, now=now)
            schedule_measuring(session, now=now, run_at=_next_night(now))
        log.info("remedies.measured", remedies=len(found))

    return {MEASURE: measure_remedies}


def schedule_measuring(session: Session, *, now: datetime, run_at: datetime | None = None) -> None:
    """Let the job run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, MEASURE, {}, now=now, run_at=run_at, dedupe_key=MEASURE)


def measured_seconds(session: Session, remedies: Iterable[str]) -> dict[str, int]:
    """The median seconds of those remedies that were timed often enough."""
    mine = (RemedyTime.remedy.in_(sorted(remedies)), RemedyTime.timed >= ENOUGH)
    rows = select(RemedyTime.remedy, RemedyTime.median_seconds).where(*mine)
    return dict(session.execute(rows).all())


def measured_now(session: Session, *, now: datetime) -> dict[str, Timed]:
    """What the runs of the last months say. Reads only, a slice of runs at a time."""
    found: dict[str, list[float]] = defaultdict(list)
    last = 0
    while True:
        recent = (Run.id > last, Run.changed_at > now - WINDOW)
        query = select(Run.id, Run.started_at).where(*recent).order_by(Run.id).limit(SLICE)
        runs = dict(session.execute(query).all())
        if not runs:
            return medians(found)
        last = max(runs)
        acts = defaultdict(list)
        for run, act in _acts(session, list(runs)):
            acts[run].append(act)
        for run, started_at in runs.items():
            for remedy, took in durations(started_at, acts[run]):
                found[remedy].append(took.total_seconds())


def keep_times(session: Session, found: Mapping[str, Timed], *, now: datetime) -> None:
    """Put what was measured in the place of what was known."""
    session.execute(delete(RemedyTime))
    rows = [
        {
            "remedy": remedy,
            "timed": timed.timed,
            "median_seconds": timed.median_seconds,
            "updated_at": now,
        }
        for remedy, timed in found.items()
    ]
    if rows:
        session.execute(insert(RemedyTime), rows)


def _acts(session: Session, runs: list[int]) -> Iterator[tuple[int, Act]]:
    replies = select(RunAnswer.run_id, RunAnswer.at, RunAnswer.value)
    for run, at, value in session.execute(replies.where(RunAnswer.run_id.in_(runs))):
        yield run, Act(at, waits=waited_until(value) is not None)
    places = {place_of_id(run): run for run in runs}
    journeys = select(Run.journey_id).where(Run.id.in_(runs))  # attempts have an index of these
    columns = (Attempt.place, Attempt.at, Attempt.remedy, Attempt.before)
    said = select(*columns, Attempt.outcome, Attempt.origin).where(
        Attempt.journey_id.in_(journeys), Attempt.superseded_at.is_(None)
    )
    for row in session.execute(said):
        timed = not row.before and row.outcome != Outcome.UNKNOWN and row.origin == Origin.FLOW
        if row.place in places:
            yield places[row.place], Act(row.at, row.remedy if timed else "")


def _next_night(now: datetime) -> datetime:
    night = now.replace(hour=BY_NIGHT, minute=0, second=0, microsecond=0)
    return night if night > now else night + timedelta(days=1)
