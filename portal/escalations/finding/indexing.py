"""Keeping the index of cases in line with the database: asked for in the change's transaction
(`following`), done by the worker.

Words stand in the database (`word_search`), the meaning of the problems in an index of this
machine's own. Both can be made again at any time, beside those that are searched.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.jobs import Handler, Job, NotYet, enqueue, reads_only
from portal.escalations.finding.case_texts import CaseText, case_texts, document_of
from portal.escalations.finding.case_words import (
    changed_words,
    forget_words,
    keep_words,
    sweep_out_words,
    without_words,
)
from portal.escalations.finding.following import INDEX
from portal.escalations.models import Escalation
from search.documents import SearchDocument
from search.encoder import Encoder, ModelUnavailable
from search.failures import IndexDamaged, IndexUnwritable
from search.fingerprints import vector_recipe
from search.generations import IndexLocked, Manifest, ManifestBroken, read_manifest
from search.preparing import Progress
from search.results import UpdateReport
from search.writing import IndexWriter

COMPLETE, SWEEP = "complete_case_index", "sweep_case_words"
EVERY, SWEPT_EVERY = timedelta(minutes=5), timedelta(days=1)
SLICE = 32
TOGETHER = 50
CROWDED = 8
RETRY_SECONDS, LOCKED_SECONDS, UNWRITABLE_SECONDS = 3.0, 5.0, 60.0

log = structlog.get_logger()


def case_index_dir(index_dir: Path) -> Path:
    """Where this machine keeps what cases are about; always safe to delete."""
    return index_dir.with_name(f"{index_dir.name}-cases")


def case_index_handlers(index_dir: Path, encoder: Encoder) -> dict[str, Handler]:
    """The jobs that change the index of cases. Where the model is not ready, a case is found by its
    words at once and by its meaning later. What is missing is looked for every few minutes: nobody
    has to ask for it."""

    @reads_only
    def index_cases(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        model = usable(encoder)
        waits = model is None and may_come(encoder)
        if waits and payload.get("words_are_in"):  # nothing more to do before it comes
            raise NotYet(RETRY_SECONDS, reason="the model is not ready")
        ids = _waiting_cases(session, payload["cases"], now)
        report = index_slice(session, index_dir, ids, model)
        if report.without_vectors and waits:
            done = {"cases": payload["cases"], "words_are_in": True}
            raise NotYet(RETRY_SECONDS, done, reason="the model is not ready")

    @reads_only
    def complete(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        after, model = int(payload.get("after", 0)), usable(encoder)
        if after == 0:
            _prepare(session, index_dir, model)
            if is_complete(session, index_dir):
                _look_again(session, now)
                return
        ids = _next_cases(session, after, by_words_only=model is None)
        if ids:
            index_slice(session, index_dir, ids, model)
            raise NotYet(0, {"after": ids[-1]})
        if model is None and may_come(encoder):
            raise NotYet(RETRY_SECONDS, {"after": 0}, reason="the model is not ready")
        log.info("cases.index_complete")
        _look_again(session, now)

    def sweep(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        sweep_out_words(session)
        enqueue(session, SWEEP, {}, now=now, run_at=now + SWEPT_EVERY, dedupe_key=SWEEP)

    return {INDEX: index_cases, COMPLETE: complete, SWEEP: sweep}


def schedule_case_index(session: Session, *, now: datetime) -> None:
    """Let the worker see to it, now and from now on, that every case can be found, and that what
    was erased leaves the index; one that waits already is enough."""
    enqueue(session, COMPLETE, {}, now=now, dedupe_key=COMPLETE)
    enqueue(session, SWEEP, {}, now=now, dedupe_key=SWEEP)


def index_slice(
    session: Session, index_dir: Path, ids: Sequence[int], encoder: Encoder | None
) -> UpdateReport:
    """Bring some cases up to date; outside of a transaction, whose lock it takes for a moment."""
    texts = case_texts(session, ids)
    gone = sorted(set(ids) - {text.case_id for text in texts})
    with writer_of(index_dir) as writer:
        if writer.needs_rebuild(None):
            writer.rebuild(all_documents(session), None)
        documents = [text.document for text in texts]
        try:
            report = writer.update(documents, [str(id_) for id_ in gone], encoder)
        except IndexDamaged as error:
            log.error("cases.index_damaged", error=str(error))
            writer.rebuild(all_documents(session), None)
            report = writer.update(documents, [str(id_) for id_ in gone], encoder)
        manifest = read_manifest(index_dir)
        if manifest is not None and manifest.segments > CROWDED:
            writer.optimise(whole=manifest.segments > 2 * CROWDED)
    _write_words(session, texts, gone)
    return report


def rebuild_cases(
    session: Session, index_dir: Path, encoder: Encoder | None, progress: Progress
) -> UpdateReport:
    """Build all of it anew, beside what is searched meanwhile."""
    ids = list(session.scalars(select(Escalation.id).order_by(Escalation.id)))
    for start in range(0, len(ids), TOGETHER):
        some = ids[start : start + TOGETHER]
        texts = case_texts(session, some)
        _write_words(session, texts, sorted(set(some) - {text.case_id for text in texts}))
        session.expunge_all()
        progress("words", min(start + TOGETHER, len(ids)), len(ids))
    with writer_of(index_dir) as writer:
        return writer.rebuild(all_documents(session), encoder, progress)


def all_documents(session: Session) -> Iterator[SearchDocument]:
    """The problem of every case that goes on by itself."""
    alone = select(Escalation).where(Escalation.merged_into_id.is_(None)).order_by(Escalation.id)
    for case in session.scalars(alone.execution_options(yield_per=500)):
        yield document_of(case)


def is_complete(session: Session, index_dir: Path) -> bool:
    """Has every case its words, and every problem its vectors?"""
    manifest = _manifest(index_dir)
    if manifest is None or manifest.without_vectors or without_words(session, 0, 1):
        return False
    alone = select(func.count()).where(Escalation.merged_into_id.is_(None))
    return session.scalar(alone) == manifest.documents


@contextmanager
def writer_of(index_dir: Path) -> Iterator[IndexWriter]:
    """The writer of the index; where it can't write, the job comes back until it can."""
    try:
        with IndexWriter(index_dir) as writer:
            yield writer
    except IndexLocked as error:
        raise NotYet(LOCKED_SECONDS, reason=str(error)) from error
    except IndexUnwritable as error:
        log.error("cases.index_unwritable", error=str(error))
        raise NotYet(UNWRITABLE_SECONDS, reason=str(error)) from error


def usable(encoder: Encoder) -> Encoder | None:
    """The encoder if it answers, else None: the index then goes on without new vectors."""
    try:
        _ = encoder.recipe
    except ModelUnavailable:
        return None
    return encoder


def may_come(encoder: Encoder) -> bool:
    """May the model still turn up? A missing or broken one will not by waiting."""
    try:
        _ = encoder.recipe
    except ModelUnavailable as error:
        return not error.reason.startswith("model_")
    return True


def _look_again(session: Session, now: datetime) -> None:
    with transaction(session):
        enqueue(session, COMPLETE, {}, now=now, run_at=now + EVERY, dedupe_key=COMPLETE)


def _prepare(session: Session, index_dir: Path, model: Encoder | None) -> None:
    """An index that later slices can be added to, made with the model of now."""
    manifest = _manifest(index_dir)
    of_now = {"", vector_recipe(model.recipe)} if model else set()
    with writer_of(index_dir) as writer:
        if model and manifest and manifest.recipe not in of_now:
            # Vectors of two models don't mix: all of them are made anew, beside the old.
            writer.rebuild(all_documents(session), model)
        elif writer.needs_rebuild(None):
            writer.rebuild(all_documents(session), None)


def _next_cases(session: Session, after: int, *, by_words_only: bool) -> list[int]:
    if by_words_only:
        return without_words(session, after, SLICE)
    following = select(Escalation.id).where(Escalation.id > after)
    return list(session.scalars(following.order_by(Escalation.id).limit(SLICE)))


def _write_words(session: Session, texts: Sequence[CaseText], gone: Sequence[int]) -> None:
    changed = changed_words(session, texts)
    if changed or gone:
        with transaction(session):
            keep_words(session, changed)
            forget_words(session, gone)


def _waiting_cases(session: Session, first: Sequence[int], now: datetime) -> list[int]:
    """`first` and what else waits: many changes at once are one write. The others' own jobs find
    everything done."""
    query = (
        select(Job.payload)
        .where(Job.kind == INDEX, Job.run_at <= now, Job.done_at.is_(None), Job.failed_at.is_(None))
        .order_by(Job.id)
        .limit(TOGETHER)
    )
    others = [id_ for payload in session.scalars(query) for id_ in payload["cases"]]
    return list(dict.fromkeys([*first, *others]))


def _manifest(index_dir: Path) -> Manifest | None:
    try:
        return read_manifest(index_dir)
    except ManifestBroken:
        return None
