"""Keeping the search index in line with the database: planned here, run by the worker.

The index is derived (docs/adr/0003): whatever is in it can be made again from the database. What
can't be written now is written later, as often as it takes; what is damaged is built anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.jobs import Handler, NotYet, enqueue, reads_only
from portal.knowledge.index_documents import (
    next_documents,
    published_documents,
    published_documents_of,
)
from portal.knowledge.index_upkeep import (
    CHECK,
    COMPLETE,
    CROWDED,
    OPTIMISE,
    REPAIR,
    damage,
    optimise_when_crowded,
    schedule_nightly,
    waiting_translations,
)
from portal.knowledge.models import ArticleLink, Publication, Revision, Translation
from portal.knowledge.publishing import render_publication, stale_publications
from portal.knowledge.sources import Source
from search.documents import SearchDocument
from search.embedding import Encoder, ModelUnavailable
from search.engine import IndexWriter, SearchEngine
from search.failures import IndexDamaged, IndexUnwritable
from search.fingerprints import vector_recipe
from search.generations import IndexLocked, read_manifest
from search.results import UpdateReport

log = structlog.get_logger()

RENDER_BATCH = 50
SLICE = 8
RETRY_SECONDS = 3.0
LOCKED_SECONDS = 5.0
UNWRITABLE_SECONDS = 60.0


def index_handlers(
    index_dir: Path, encoder: Encoder, sources: Sequence[Source] = ()
) -> dict[str, Handler]:
    """The jobs that change the index of this machine, and render what links to a change.

    Words are found at once. Vectors are made in slices, so that an article that is published
    meanwhile does not wait for them; where the model is not ready the job comes back. `sources`
    bring what stands in the index besides articles.
    """

    def everything(session: Session) -> Iterator[SearchDocument]:
        yield from published_documents(session)
        yield from of_sources(session)

    def of_sources(session: Session) -> Iterator[SearchDocument]:
        for source in sources:
            yield from source.documents(session)

    def write(
        session: Session,
        documents: Sequence[SearchDocument],
        gone: Sequence[str],
        usable: Encoder | None,
    ) -> UpdateReport:
        with _writer(index_dir) as writer:
            if writer.needs_rebuild(None):
                log.info("index.not_usable", index=str(index_dir))
                writer.rebuild(everything(session), None)
            try:
                return writer.update(documents, gone, usable)
            except IndexDamaged as error:
                log.error("index.damaged", error=str(error))
                writer.rebuild(everything(session), None)
                return writer.update(documents, gone, usable)

    @reads_only
    def index_translation(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        ids = waiting_translations(session, int(payload["translation"]), now=now)
        documents = published_documents_of(session, ids)
        gone = sorted({str(id_) for id_ in ids} - {document.id for document in documents})
        report = write(session, documents, gone, _usable(encoder))
        optimise_when_crowded(session, _segments(index_dir), now=now)
        if report.without_vectors and _may_come(encoder):
            raise NotYet(RETRY_SECONDS)

    @reads_only
    def index_sources(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        gone = [id_ for source in sources for id_ in source.gone(session)]
        report = write(session, list(of_sources(session)), gone, _usable(encoder))
        if report.without_vectors and _may_come(encoder):
            raise NotYet(RETRY_SECONDS)

    @reads_only
    def rebuild_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with _writer(index_dir) as writer:
            first = writer.needs_rebuild(None)
            usable = None if first else _usable(encoder)
            report = writer.rebuild(everything(session), usable)
        log.info("index.built", documents=report.documents, without_vectors=report.without_vectors)

    @reads_only
    def check_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        write(session, [], [], None)

    @reads_only
    def repair_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with closing(SearchEngine.open(index_dir, None)) as engine:
            status = engine.status()
        if status.generation != payload["generation"] and not damage(status):
            return  # it was built anew since the damage was seen
        with _writer(index_dir) as writer:
            report = writer.rebuild(everything(session), None)
        log.warning("index.repaired", reason=payload["reason"], documents=report.documents)

    @reads_only
    def optimise_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        segments = _segments(index_dir)
        if segments > 1:
            with _writer(index_dir) as writer:
                writer.optimise(whole="nightly" in payload or segments > 2 * CROWDED)
            log.info("index.optimised", segments=segments)
        if payload.get("nightly"):
            with transaction(session):
                schedule_nightly(session, now=now)

    def _rebuilt_for_model(session: Session, usable: Encoder) -> bool:
        """Another model than the index was made with: build all of it anew beside the old."""
        manifest = read_manifest(index_dir)
        if manifest is None or manifest.recipe in {"", vector_recipe(usable.recipe)}:
            return False
        with _writer(index_dir) as writer:
            writer.rebuild(everything(session), usable)
        return True

    @reads_only
    def complete_vectors(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        usable = _usable(encoder)
        if usable is None:
            if _may_come(encoder):
                raise NotYet(RETRY_SECONDS)
            return
        after = int(payload.get("after", 0))
        if after == 0 and _rebuilt_for_model(session, usable):
            return
        documents = next_documents(session, after, SLICE)
        if not documents:
            write(session, list(of_sources(session)), [], usable)
            log.info("index.vectors_complete")
            return
        write(session, documents, [], usable)
        raise NotYet(0, {"after": int(documents[-1].id)})

    def refresh_links(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        query = select(ArticleLink.translation_id).where(ArticleLink.target.in_(payload["targets"]))
        render_again(session, list(session.scalars(query)), now=now)

    def render_stale(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        ids = stale_publications(session, RENDER_BATCH)
        render_again(session, ids, now=now)
        if len(ids) == RENDER_BATCH:
            enqueue(session, "render_stale", {}, now=now, dedupe_key="render_stale")

    return {
        "index_translation": index_translation,
        "index_sources": index_sources,
        "rebuild_index": rebuild_index,
        CHECK: check_index,
        REPAIR: repair_index,
        OPTIMISE: optimise_index,
        COMPLETE: complete_vectors,
        "refresh_links": refresh_links,
        "render_stale": render_stale,
    }


@contextmanager
def _writer(index_dir: Path) -> Iterator[IndexWriter]:
    """The writer of the index; where it can't write, the job comes back until it can."""
    try:
        with IndexWriter(index_dir) as writer:
            yield writer
    except IndexLocked as error:
        log.warning("index.locked", error=str(error))
        raise NotYet(LOCKED_SECONDS, reason=str(error)) from error
    except IndexUnwritable as error:
        log.error("index.unwritable", error=str(error))
        raise NotYet(UNWRITABLE_SECONDS, reason=str(error)) from error


def _segments(index_dir: Path) -> int:
    manifest = read_manifest(index_dir)
    return manifest.segments if manifest else 0


def _usable(encoder: Encoder) -> Encoder | None:
    """The encoder if it answers, else None: the index then goes on without new vectors."""
    try:
        _ = encoder.recipe
    except ModelUnavailable:
        return None
    return encoder


def _may_come(encoder: Encoder) -> bool:
    """May the model still turn up? A missing or broken one will not by waiting."""
    try:
        _ = encoder.recipe
    except ModelUnavailable as error:
        return not error.reason.startswith("model_")
    return True


def render_again(session: Session, translation_ids: list[int], *, now: datetime) -> None:
    """Render published pages anew from the revision they show; their date stays."""
    query = (
        select(Translation, Revision, Publication.published_at)
        .join(Revision, Revision.id == Translation.published_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .where(Translation.id.in_(translation_ids))
    )
    for translation, revision, published_at in session.execute(query).all():
        render_publication(session, translation, revision, now=published_at)
