"""What the help centre's pages read besides articles."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.events import Event
from portal.core.files import StoredFile
from portal.core.quick_reads import Reading
from portal.knowledge.models import Article, ArticleImage, Feedback, Publication, Translation
from portal.knowledge.queries import ArticleLine, articles_by_key
from portal.web.access import Permission, Reader


def content_version(reading: Reading, reader: Reader) -> tuple[object, ...]:
    """Something that changes whenever a list of published articles could look different: every
    act on an article leaves an event, and the last ones are found without counting."""
    return reading.execute(_LAST_EVENTS).scalar(), reader.role


def asked_articles(
    session: Session,
    locale: str,
    reader: Reader,
    featured: Sequence[str],
    *,
    since: datetime,
    limit: int,
) -> list[ArticleLine]:
    """The articles that most readers judged since then, filled up with the featured ones."""
    votes = func.count(Feedback.id)
    query = (
        select(Article.key)
        .join(Translation, Translation.article_id == Article.id)
        .join(Feedback, Feedback.translation_id == Translation.id)
        .where(Feedback.created_at >= since)
        .group_by(Article.key)
        .having(votes >= 3)
        .order_by(votes.desc(), Article.key)
        .limit(limit)
    )
    keys = list(dict.fromkeys([*session.scalars(query), *featured]))
    return articles_by_key(session, keys, locale, reader)[:limit]


def visible_file(session: Session, public_id: str, reader: Reader) -> StoredFile | None:
    """The picture, if it stands in an article that this reader may see.

    A picture that only a draft shows is for those who write, even if the article is published.
    """
    query = (
        select(StoredFile)
        .join(ArticleImage, ArticleImage.file_id == StoredFile.id)
        .join(Translation, Translation.id == ArticleImage.translation_id)
        .join(Article, Article.id == Translation.article_id)
        .where(StoredFile.public_id == public_id, Article.visibility.in_(reader.visibilities))
    )
    if not reader.may(Permission.WRITE_ARTICLES):
        shown = Publication.html.contains(f'"/media/{public_id}"', autoescape=True)
        query = query.join(Publication, Publication.translation_id == Translation.id).where(shown)
    return session.scalar(query.limit(1))


# Of the table and built once: every list asks this at each request. The sum of several, since a
# transaction that ends later may have the lower number.
_last = select(Event.__table__.c.id).order_by(Event.__table__.c.id.desc()).limit(64).subquery()
_LAST_EVENTS = select(func.sum(_last.c.id))
