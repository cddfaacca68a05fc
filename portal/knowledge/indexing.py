"""Keeping the search index in line with the database: planned here, run by the worker.

The index is derived (docs/adr/0003): whatever is in it can be made again from the database.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.jobs import Handler, enqueue, reads_only
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
from search.encoder import Encoder
from search.engine import IndexWriter

log = structlog.get_logger()

RENDER_BATCH = 50


def index_handlers(index_dir: Path, encoder: Callable[[], Encoder | None]) -> dict[str, Handler]:
    """The jobs that change the index of this machine. `encoder` is None without a model."""

    @reads_only
    def index_translation(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        translation_id = int(payload["translation"])
        document = published_document(session, translation_id)
        with IndexWriter(index_dir) as writer:
            if document is None:
                writer.update([], [str(translation_id)], encoder())
            else:
                writer.update([document], [], encoder())

    @reads_only
    def rebuild_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        documents = list(published_documents(session))
        with IndexWriter(index_dir) as writer:
            report = writer.rebuild(documents, encoder())
        log.info("index.rebuilt", documents=len(documents), report=str(report))

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
