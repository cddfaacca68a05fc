"""What the search index is told: every published text as a document."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.knowledge.models import Article, Category, Publication, Revision, Translation
from search.documents import SearchDocument


def published_documents_of(session: Session, translations: Collection[int]) -> list[SearchDocument]:
    """What the index holds of some translations; those that are not published are left out."""
    query = _documents().where(Translation.id.in_(translations)).order_by(Translation.id)
    return [_document(row) for row in session.execute(query)]


def next_documents(session: Session, after: int, count: int) -> list[SearchDocument]:
    """The next published translations by their ids."""
    query = _documents().where(Translation.id > after).order_by(Translation.id).limit(count)
    return [_document(row) for row in session.execute(query)]


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
