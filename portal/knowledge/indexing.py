"""Keeping the search index in line with the database: planned here, run by the worker.

The index is derived (docs/adr/0003): whatever is in it can be made again from the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, NotYet, enqueue, reads_only
from portal.knowledge.models import (
    Article,
    ArticleLink,
    Category,
    Publication,
    Revision,
    Translation,
)
from portal.knowledge.publishing import render_publication, stale_publications
from search.documents import SearchDocument
from search.embedding import Encoder, ModelUnavailable
from search.engine import IndexWriter
from search.results import UpdateReport

log = structlog.get_logger()

RENDER_BATCH = 50
RETRY_SECONDS = 3.0


def index_handlers(index_dir: Path, encoder: Encoder) -> dict[str, Handler]:
    """The jobs that change the index of this machine, and render what links to a change.

    Words are found at once; where the model is not ready yet the job comes back for the vectors.
    """

    @reads_only
    def index_translation(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        translation_id = int(payload["translation"])
        document = published_document(session, translation_id)
        changed = [document] if document else []
        gone = [] if document else [str(translation_id)]
        with IndexWriter(index_dir) as writer:
            if writer.needs_rebuild(None):
                _build(writer, published_documents(session), encoder)
            else:
                _complete(writer.update(changed, gone, _usable(encoder)), encoder)

    @reads_only
    def rebuild_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with IndexWriter(index_dir) as writer:
            _build(writer, published_documents(session), encoder)

    def refresh_links(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        query = select(ArticleLink.translation_id).where(ArticleLink.target.in_(payload["targets"]))
        render_again(session, list(session.scalars(query)), now=now)

    def render_stale(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        ids = stale_publications(session, RENDER_BATCH)
        render_again(session, ids, now=now)
        if len(ids) == RENDER_BATCH:
            enqueue(session, "render_stale", {}, now=now)

    return {
        "index_translation": index_translation,
        "rebuild_index": rebuild_index,
        "refresh_links": refresh_links,
        "render_stale": render_stale,
    }


def _build(writer: IndexWriter, documents: Iterable[SearchDocument], encoder: Encoder) -> None:
    """Build the index anew; the first one ever answers by words before the vectors are made."""
    everything = list(documents)
    if writer.needs_rebuild(None):
        report = writer.rebuild(everything, None)
        log.info("index.built", documents=report.documents, mode="keyword")
        _complete(writer.update(everything, [], _usable(encoder)), encoder)
        return
    report = writer.rebuild(everything, _usable(encoder))
    log.info("index.built", documents=report.documents, chunks=report.chunks)
    _complete(report, encoder)


def _usable(encoder: Encoder) -> Encoder | None:
    """The encoder if it answers, else None: the index then goes on without new vectors."""
    try:
        _ = encoder.recipe
    except ModelUnavailable:
        return None
    return encoder


def _complete(report: UpdateReport, encoder: Encoder) -> None:
    """Come back later if texts are without vectors and the model may still turn up."""
    if not report.without_vectors:
        return
    try:
        _ = encoder.recipe
    except ModelUnavailable as error:
        if error.reason.startswith("model_"):  # missing or broken: waiting will not mend it
            return
    raise NotYet(RETRY_SECONDS)


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


def published_document(session: Session, translation_id: int) -> SearchDocument | None:
    """What the index holds of a translation; None when it is not published."""
    query = _documents().where(Translation.id == translation_id)
    row = session.execute(query).first()
    return _document(row) if row else None


def published_documents(session: Session) -> Iterator[SearchDocument]:
    """Every published translation as a document of the index."""
    for row in session.execute(_documents().order_by(Translation.id)):
        yield _document(row)


def count_published(session: Session) -> int:
    """How many documents the index should hold."""
    return session.scalar(select(func.count()).select_from(Publication)) or 0


def _documents() -> Any:
    return (
        select(
            Translation.id,
            Translation.locale,
            Translation.slug,
            Translation.article_id,
            Revision.title,
            Revision.summary,
            Revision.keywords,
            Revision.body,
            Revision.checked_on,
            Article.visibility,
            Category.key,
        )
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .join(Revision, Revision.id == Translation.published_id)
    )


def _document(row: Any) -> SearchDocument:
    head = "\n\n".join(part for part in (row.summary, ", ".join(row.keywords)) if part)
    return SearchDocument(
        id=str(row.id),
        lang=row.locale,
        title=row.title,
        text=f"{head}\n\n{row.body}" if head else row.body,
        url_path=f"/{row.locale}/articles/{row.slug}",
        category=row.key,
        group=str(row.article_id),
        visibility=row.visibility,
        updated_on=row.checked_on.isoformat() if row.checked_on else "",
    )
