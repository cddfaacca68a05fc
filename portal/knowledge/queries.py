"""What pages read of articles. Every query takes the Reader; the hot ones use Core."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.knowledge.models import Article, Category, OldSlug, Publication, Revision, Translation
from portal.web.access import Reader
from portal.web.locale import LOCALES


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as lists and links show it."""

    translation_id: int
    article_id: int
    locale: str
    slug: str
    title: str
    summary: str
    category: str
    checked_on: date | None
    minutes: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A published article, as its page shows it."""

    translation_id: int
    revision_id: int
    article_id: int
    public_id: str
    key: str
    locale: str
    slug: str
    title: str
    summary: str
    html: str
    outline: Sequence[dict[str, Any]]
    minutes: int
    category_key: str
    category_names: dict[str, str]
    visibility: str
    related: Sequence[str]
    checked_on: date | None
    checked_by: str
    published_at: datetime
    first_published_at: datetime
    version: str
    remedies: Sequence[str]
    outdated: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A category with the number of its articles in one language."""

    key: str
    name: str
    description: str
    articles: int


def published_article(
    session: Session, locale: str, slug: str, reader: Reader
) -> ArticleView | None:
    """The article at this address, if this reader may see it: one query, no ORM object."""
    query = (
        select(
            Translation.id.label("translation_id"),
            Publication.revision_id,
            Article.id.label("article_id"),
            Article.public_id,
            Article.key,
            Translation.locale,
            Translation.slug,
            Revision.title,
            Revision.summary,
            Publication.html,
            Publication.outline,
            Publication.minutes,
            Category.key.label("category_key"),
            Category.names.label("category_names"),
            Article.visibility,
            Revision.related,
            Revision.checked_on,
            Revision.checked_by,
            Publication.published_at,
            Publication.first_published_at,
            Publication.version,
            Publication.remedies,
            Translation.outdated,
        )
        .select_from(Translation)
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .join(Revision, Revision.id == Publication.revision_id)
        .where(
            Translation.locale == locale,
            Translation.slug == slug,
            Article.visibility.in_(reader.visibilities),
        )
    )
    row = session.execute(query).first()
    return ArticleView(**row._mapping) if row else None


def publication_version(
    session: Session, locale: str, slug: str, reader: Reader
) -> tuple[int, int, str] | None:
    """(translation, article, version) of the page at this address: enough to compare an ETag."""
    query = (
        select(Translation.id, Translation.article_id, Publication.version)
        .join(Article, Article.id == Translation.article_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .where(
            Translation.locale == locale,
            Translation.slug == slug,
            Article.visibility.in_(reader.visibilities),
        )
    )
    row = session.execute(query).first()
    return (row[0], row[1], row[2]) if row else None


def moved_slug(session: Session, locale: str, slug: str, reader: Reader) -> str | None:
    """The present slug of a published article that had `slug` before."""
    query = (
        select(Translation.slug)
        .join(OldSlug, OldSlug.translation_id == Translation.id)
        .join(Article, Article.id == Translation.article_id)
        .where(
            OldSlug.locale == locale,
            OldSlug.slug == slug,
            Translation.published_id.is_not(None),
            Article.visibility.in_(reader.visibilities),
        )
    )
    return session.scalar(query)


def other_languages(session: Session, article_id: int) -> dict[str, str]:
    """Slug by locale of every published translation of an article."""
    query = select(Translation.locale, Translation.slug).where(
        Translation.article_id == article_id, Translation.published_id.is_not(None)
    )
    return {row.locale: row.slug for row in session.execute(query)}


def articles_by_key(
    session: Session, keys: Iterable[str], locale: str, reader: Reader
) -> list[ArticleLine]:
    """Published articles in the order of `keys`; those this reader may not see are left out."""
    order = {key: position for position, key in enumerate(keys)}
    if not order:
        return []
    query = _lines(reader).where(Translation.locale == locale, Article.key.in_(order))
    rows = sorted(session.execute(query.add_columns(Article.key)), key=lambda row: order[row.key])
    return [_line(row) for row in rows]


def articles_of_topic(
    session: Session, category: str, locale: str, reader: Reader, limit: int = 500
) -> list[ArticleLine]:
    """The published articles of a category, by title."""
    query = (
        _lines(reader)
        .where(Category.key == category, Translation.locale == locale)
        .order_by(func.lower(Revision.title))
        .limit(limit)
    )
    return [_line(row) for row in session.execute(query)]


def lines_by_translation(
    session: Session, ids: Iterable[int], reader: Reader
) -> dict[int, ArticleLine]:
    """The lines of those that are published and that this reader may see."""
    query = _lines(reader).where(Translation.id.in_(list(ids)))
    return {row.translation_id: _line(row) for row in session.execute(query)}


def recent_articles(session: Session, locale: str, reader: Reader, limit: int) -> list[ArticleLine]:
    """The newest changes first, for the feed."""
    query = (
        _lines(reader)
        .where(Translation.locale == locale)
        .order_by(Publication.published_at.desc(), Translation.id)
        .limit(limit)
    )
    return [_line(row) for row in session.execute(query)]


def topics(session: Session, locale: str, reader: Reader) -> list[Topic]:
    """All categories that have a published article in this language, in their order."""
    query = (
        select(Category.key, Category.names, Category.descriptions, func.count(Translation.id))
        .join(Article, Article.category_id == Category.id)
        .join(Translation, Translation.article_id == Article.id)
        .where(
            Translation.locale == locale,
            Translation.published_id.is_not(None),
            Article.visibility.in_(reader.visibilities),
        )
        .group_by(Category.id, Category.key, Category.position)
        .order_by(Category.position, Category.key)
    )
    return [
        Topic(key, names.get(locale, key), descriptions.get(locale, ""), count)
        for key, names, descriptions, count in session.execute(query)
    ]


def topic_by_key(session: Session, key: str, locale: str, reader: Reader) -> Topic | None:
    """A category that has a published article in any language this reader may see."""
    for language in (locale, *(other for other in LOCALES if other != locale)):
        for topic in topics(session, language, reader):
            if topic.key == key:
                names = category_names(session, locale)
                count = topic.articles if language == locale else 0
                return replace(topic, name=names[key], articles=count)
    return None


def _lines(reader: Reader) -> Select[Any]:
    return (
        select(
            Translation.id.label("translation_id"),
            Translation.article_id,
            Translation.locale,
            Translation.slug,
            Revision.title,
            Revision.summary,
            Category.key.label("category"),
            Revision.checked_on,
            Publication.minutes,
            Publication.published_at.label("changed_at"),
        )
        .select_from(Translation)
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .join(Revision, Revision.id == Publication.revision_id)
        .where(Article.visibility.in_(reader.visibilities))
    )


def _line(row: Row[Any]) -> ArticleLine:
    return ArticleLine(*row[:10])


def category_names(session: Session, locale: str) -> dict[str, str]:
    """Every category's name in a language, by key."""
    rows = session.execute(select(Category.key, Category.names))
    return {key: names.get(locale, key) for key, names in rows}


def public_addresses(session: Session) -> list[tuple[int, str, str, datetime]]:
    """(article, locale, slug, changed) of everything that strangers may read."""
    query = (
        select(
            Translation.article_id, Translation.locale, Translation.slug, Publication.published_at
        )
        .join(Article, Article.id == Translation.article_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .where(Article.visibility == "public")
        .order_by(Translation.article_id, Translation.locale)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
