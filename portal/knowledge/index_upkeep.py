"""What keeps the index sound: repairs, merging, and what waits because it can't be written."""

from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.jobs import Job, enqueue
from search.results import IndexStatus

log = structlog.get_logger()

CHECK = "check_index"
REPAIR = "repair_index"
OPTIMISE = "optimise_index"
COMPLETE = "complete_vectors"
WRITES = ("index_translation", "index_sources", "rebuild_index", CHECK, REPAIR, OPTIMISE, COMPLETE)
CROWDED = 8
"""Segments of the keyword index from which searching them one by one costs more than merging."""
NIGHT = time(2, 0)
"""UTC: night in Germany and in Britain."""
TOGETHER = 100
REPAIR_AGAIN = timedelta(seconds=5)
_DAMAGE = {"index_missing", "manifest_broken", "texts_missing", "keyword_index_missing"}


def damage(status: IndexStatus) -> tuple[str, ...]:
    """Names of what is broken or gone so that only a rebuild helps."""
    names = (problem.partition(":")[0] for problem in status.problems)
    return tuple(name for name in names if name in _DAMAGE)


def check_index(session: Session, *, now: datetime) -> None:
    """Let the worker see to it that there is an index it can go on with, now and each night."""
    enqueue(session, CHECK, {}, now=now, dedupe_key=CHECK)
    schedule_nightly(session, now=now)


def ask_for_repair(session: Session, status: IndexStatus, *, now: datetime) -> None:
    """Let the worker build anew what is damaged; call it outside of a transaction.

    Each repair within an hour waits four times as long as the one before, from 20 seconds on:
    damage that repairs do not mend would make a loop of them. A page that finds damage is shown
    whether or not that can be said.
    """
    try:
        _ask_for_repair(session, status, now)
    except SQLAlchemyError as error:
        session.rollback()
        log.warning("index.repair_not_asked", error=type(error).__name__)


def waiting_translations(session: Session, first: int, *, now: datetime) -> list[int]:
    """`first` and what else waits to be indexed: edits that come together are one commit. The
    others' own jobs find everything done."""
    query = (
        select(Job.payload)
        .where(Job.kind == "index_translation", Job.run_at <= now, *_open())
        .order_by(Job.id)
        .limit(TOGETHER)
    )
    others = [int(payload["translation"]) for payload in session.scalars(query)]
    return list(dict.fromkeys([first, *others]))


def optimise_when_crowded(session: Session, segments: int, *, now: datetime) -> None:
    """Let the worker merge the keyword index, after what waits already; outside of a
    transaction."""
    if segments > CROWDED:
        with transaction(session):
            enqueue(session, OPTIMISE, {}, now=now, dedupe_key=OPTIMISE)


def schedule_nightly(session: Session, *, now: datetime) -> None:
    """Let the worker merge the index in the coming night; one that waits already is enough."""
    tonight = datetime.combine(now.date(), NIGHT, now.tzinfo)
    run_at = tonight if tonight > now else tonight + timedelta(days=1)
    payload = {"nightly": True}
    enqueue(session, OPTIMISE, payload, now=now, run_at=run_at, dedupe_key=f"{OPTIMISE}:night")


def is_being_built(session: Session) -> bool:
    """Does a job wait or run that builds the whole index?"""
    kinds = (CHECK, REPAIR, "rebuild_index")
    return session.scalar(select(Job.id).where(Job.kind.in_(kinds), *_open()).limit(1)) is not None


def what_cannot_be_written(session: Session) -> str:
    """Why changes of the index wait, as the worker met it last; "" when none does."""
    query = (
        select(Job.last_error)
        .where(Job.kind.in_(WRITES), Job.last_error.is_not(None), *_open())
        .order_by(Job.run_at.desc())
        .limit(1)
    )
    return session.scalar(query) or ""


def _ask_for_repair(session: Session, status: IndexStatus, now: datetime) -> None:
    broken = damage(status)
    lost = any(problem.startswith("vectors_missing:") for problem in status.problems)
    wanted = REPAIR if broken else COMPLETE
    if not broken and not lost:
        return
    if is_being_built(session) or _waits(session, wanted) or _asked_lately(session, wanted, now):
        return
    with transaction(session):
        if broken:
            payload = {"generation": status.generation, "reason": broken[0]}
            enqueue(session, REPAIR, payload, now=now, dedupe_key=REPAIR)
        enqueue(session, COMPLETE, {}, now=now, dedupe_key=COMPLETE)


def _waits(session: Session, kind: str) -> bool:
    query = select(Job.id).where(Job.kind == kind, *_open()).limit(1)
    return session.scalar(query) is not None


def _asked_lately(session: Session, kind: str, now: datetime) -> bool:
    query = select(Job.created_at).where(
        Job.kind == kind, Job.created_at > now - timedelta(hours=1)
    )
    asked = session.scalars(query).all()
    return bool(asked) and now - max(asked) < REPAIR_AGAIN * 4 ** min(len(asked), 5)


def _open() -> tuple[ColumnElement[bool], ...]:
    return Job.done_at.is_(None), Job.failed_at.is_(None)
