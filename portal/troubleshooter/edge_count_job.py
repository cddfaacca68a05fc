"""The job that counts along which edges runs went, every few minutes those that have changed.

Beside each run stands which of its edges are among the counts (`CountedRun`). When an answer is
changed or the run goes over to a newer version, the edges that it has left are taken out and the
new ones put in; counting it twice changes nothing. When its journey is erased that goes too, and
the counts stay: they say of nobody who it was.

Runs that agents go through for a caller count like others. Try-outs leave no run.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, insert, or_, select, update
from sqlalchemy.orm import Session, joinedload

from portal.core.db import hold, transaction
from portal.core.jobs import Handler, Job, NotYet, enqueue, reads_only
from portal.troubleshooter.edge_counts import edges_walked, first_week, week_of
from portal.troubleshooter.models import CountedRun, EdgeCount, FlowRecord, Run
from portal.troubleshooter.position import Walked
from portal.troubleshooter.problems import FlowError
from portal.troubleshooter.queries import standing

COUNT = "count_edges"
EVERY = timedelta(minutes=5)
OVERLAP = timedelta(minutes=10)
"""What was written while the last count was going on is seen by the next."""
SLICE = 200
Edge = tuple[int, str, str, str]
"""Id of the flow in the database, source, key, target."""

log = structlog.get_logger()


def edge_count_handlers() -> dict[str, Handler]:
    """The job. Its payload says up to which run it has come, in the order of their last change;
    it reads a slice of runs without the write lock, which it takes only to keep what it found."""

    @reads_only
    def count_edges(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        since, last = _begin(payload, now)
        runs = _changed(session, since, last)
        full = len(runs) == SLICE
        walked = {run.id: _edges(session, run, now) for run in runs}
        weeks = {run.id: week_of(run.started_at) for run in runs}
        reached = (runs[-1].changed_at, runs[-1].id) if runs else (since, last)
        changed = 0
        with transaction(session):
            if walked:
                changed = _keep(session, walked, weeks)
            if not full:
                until = {"until": now.isoformat()}
                enqueue(session, COUNT, until, now=now, run_at=now + EVERY, dedupe_key=COUNT)
        log.info("edges.counted", runs=len(runs), changed=changed)
        if full:
            raise NotYet(0, {"since": reached[0].isoformat(), "last": reached[1]})

    return {COUNT: count_edges}


def schedule_edge_counting(session: Session, *, now: datetime) -> None:
    """Let the job look at all runs that are shown, unless it waits already to go on."""
    waiting = (Job.dedupe_key == COUNT, Job.done_at.is_(None), Job.failed_at.is_(None))
    if session.scalar(select(Job.id).where(*waiting)) is None:
        enqueue(session, COUNT, {}, now=now, dedupe_key=COUNT)


def _begin(payload: Mapping[str, Any], now: datetime) -> tuple[datetime, int]:
    """After which change, and which run among those of that moment, to go on."""
    if "last" in payload:
        return datetime.fromisoformat(payload["since"]), int(payload["last"])
    if "until" in payload:
        return datetime.fromisoformat(payload["until"]) - OVERLAP, 0
    first = first_week(now)
    return datetime(first.year, first.month, first.day, tzinfo=now.tzinfo), 0


def _changed(session: Session, since: datetime, last: int) -> list[Run]:
    query = (
        select(Run)
        .options(joinedload(Run.version))
        .where(Run.changed_at >= since, or_(Run.changed_at > since, Run.id > last))
        .order_by(Run.changed_at, Run.id)
        .limit(SLICE)
    )
    return list(session.scalars(query))


def _edges(session: Session, run: Run, now: datetime) -> set[tuple[str, Walked]]:
    try:
        return edges_walked(standing(session, run, now=now))
    except FlowError as error:
        log.warning("edges.unreadable", run=run.id, error=str(error))
        return set()


def _keep(
    session: Session,
    walked: Mapping[int, set[tuple[str, Walked]]],
    weeks: Mapping[int, date],
) -> int:
    """Put the difference to what is counted already into the counts; returns of how many runs
    there was one. Runs that were erased in the meantime are left out."""
    hold(session, COUNT)
    ids = dict(session.execute(select(FlowRecord.key, FlowRecord.id)).all())
    present = session.scalars(select(Run.id).where(Run.id.in_(walked)).with_for_update()).all()
    counted = {row.run_id: row for row in _counted(session, present)}
    changes: Counter[tuple[date, Edge]] = Counter()
    changed = 0
    for run in present:
        edges: set[Edge] = {(ids[flow], *edge) for flow, edge in walked[run] if flow in ids}
        row = counted.get(run)
        before: set[Edge] = {tuple(edge) for edge in row.edges} if row is not None else set()
        if edges == before:
            continue
        changed += 1
        listed = sorted(map(list, edges))
        if row is None:
            session.add(CountedRun(run_id=run, edges=listed))
        else:
            row.edges = listed
        changes.update({(weeks[run], edge): 1 for edge in edges - before})
        changes.subtract({(weeks[run], edge): 1 for edge in before - edges})
    session.flush()
    _add(session, changes)
    return changed


def _counted(session: Session, runs: Sequence[int]) -> Sequence[CountedRun]:
    return session.scalars(select(CountedRun).where(CountedRun.run_id.in_(runs))).all()


def _add(session: Session, changes: Mapping[tuple[date, Edge], int]) -> None:
    new = []
    for (week, (flow_id, source, key, target)), runs in changes.items():
        if not runs:
            continue
        row = {"flow_id": flow_id, "week": week, "source": source, "key": key, "target": target}
        mine = update(EdgeCount).filter_by(**row).values(runs=EdgeCount.runs + runs)
        if not cast(CursorResult[Any], session.execute(mine)).rowcount:
            new.append({**row, "runs": runs})
    if new:
        session.execute(insert(EdgeCount), new)
