"""Keeping the search index in line with the database: planned here, run by the worker.

The index is derived (docs/adr/0003): whatever is in it can be made again from the database.
"""

from collections.abc import Iterator, Mapping, Sequence
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
from portal.knowledge.sources import Source
from search.documents import SearchDocument
from search.embedding import Encoder, ModelUnavailable
from search.engine import IndexWriter
from search.fingerprints import vector_recipe
from search.generations import read_manifest

log = structlog.get_logger()

RENDER_BATCH = 50
SLICE = 8
RETRY_SECONDS = 3.0


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
        for source in sources:
            yield from source.documents(session)

    @reads_only
    def index_translation(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        translation_id = int(payload["translation"])
        document = published_document(session, translation_id)
        changed = [document] if document else []
        gone = [] if document else [str(translation_id)]
        with IndexWriter(index_dir) as writer:
            if writer.needs_rebuild(None):
                writer.rebuild(everything(session), None)
            report = writer.update(changed, gone, _usable(encoder))
        if report.without_vectors and _may_come(encoder):
            raise NotYet(RETRY_SECONDS)

    @reads_only
    def index_sources(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        documents = [document for source in sources for document in source.documents(session)]
        gone = [id_ for source in sources for id_ in source.gone(session)]
        with IndexWriter(index_dir) as writer:
            if writer.needs_rebuild(None):
                writer.rebuild(everything(session), None)
            report = writer.update(documents, gone, _usable(encoder))
        if report.without_vectors and _may_come(encoder):
            raise NotYet(RETRY_SECONDS)

    @reads_only
    def rebuild_index(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        with IndexWriter(index_dir) as writer:
            first = writer.needs_rebuild(None)
            usable = None if first else _usable(encoder)
            report = writer.rebuild(everything(session), usable)
        log.info("index.built", documents=report.documents, without_vectors=report.without_vectors)

    def _rebuilt_for_model(session: Session, usable: Encoder) -> bool:
        """Another model than the index was made with: build all of it anew beside the old."""
        manifest = read_manifest(index_dir)
        if manifest is None or manifest.recipe in {"", vector_recipe(usable.recipe)}:
            return False
        with IndexWriter(index_dir) as writer:
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
        slice_ = _documents().where(Translation.id > after).order_by(Translation.id).limit(SLICE)
        documents = [_document(row) for row in session.execute(slice_)]
        if not documents:
            with IndexWriter(index_dir) as writer:
                further = (document for source in sources for document in source.documents(session))
                writer.update(list(further), [], usable)
            log.info("index.vectors_complete")
            return
        with IndexWriter(index_dir) as writer:
            writer.update(documents, [], usable)
        raise NotYet(0, {"after": int(documents[-1].id)})

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
        "index_sources": index_sources,
        "rebuild_index": rebuild_index,
        "complete_vectors": complete_vectors,
        "refresh_links": refresh_links,
        "render_stale": render_stale,
    }


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
    return SearchDocument(
        id=str(row.id),
        lang=row.locale,
        title=row.title,
        text=f"{row.summary}\n\n{row.body}" if row.summary else row.body,
        url_path=f"/{row.locale}/articles/{row.slug}",
        category=row.key,
        group=str(row.article_id),
        visibility=row.visibility,
        updated_on=row.checked_on.isoformat() if row.checked_on else "",
        keywords=", ".join(row.keywords),
    )
