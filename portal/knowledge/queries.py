"""What pages read of articles. Every query takes the Reader.

What the article page asks at each request is built once, of tables instead of classes: building
such a statement and looking through it for ORM entities costs more than the database needs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.core.db import Reading
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


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """What is at an address now: enough to compare an ETag. `slugs` holds, by locale, every
    published translation of the article."""

    translation_id: int
    article_id: int
    version: str
    slugs: dict[str, str]


def published_article(
    session: Session, locale: str, slug: str, reader: Reader
) -> ArticleView | None:
    """The article at this address, if this reader may see it: one query, no ORM object."""
    row = session.execute(_ARTICLE, {"locale": locale, "slug": slug}).first()
    if row is None or row.visibility not in reader.visibilities:
        return None
    return ArticleView(**row._mapping)


def published_version(
    reading: Reading, locale: str, slug: str, reader: Reader
) -> PublishedVersion | None:
    """What is published at this address, if this reader may see it."""
    rows = reading.execute(_VERSION, {"locale": locale, "slug": slug}).all()
    if not rows or rows[0].visibility not in reader.visibilities:
        return None
    slugs = {row.other_locale: row.other_slug for row in rows}
    return PublishedVersion(rows[0].id, rows[0].article_id, rows[0].version, slugs)


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


def articles_by_key(
    session: Session, keys: Iterable[str], locale: str, reader: Reader
) -> list[ArticleLine]:
    """Published articles in the order of `keys`; those this reader may not see are left out."""
    order = {key: position for position, key in enumerate(keys)}
    if not order:
        return []
    wanted = {"locale": locale, "keys": list(order), "visibilities": list(reader.visibilities)}
    rows = session.execute(_LINES_BY_KEY, wanted).all()
    return [_line(row) for row in sorted(rows, key=lambda row: order[row.key])]


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
    query: Select[Any] = _LINES
    return query.where(Article.visibility.in_(reader.visibilities))


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


_categories, _articles, _translations, _publications, _revisions = (
    model.__table__ for model in (Category, Article, Translation, Publication, Revision)
)
_PUBLISHED = (
    _translations.join(_articles, _articles.c.id == _translations.c.article_id)
    .join(_categories, _categories.c.id == _articles.c.category_id)
    .join(_publications, _publications.c.translation_id == _translations.c.id)
    .join(_revisions, _revisions.c.id == _publications.c.revision_id)
)
_AT_ADDRESS = (
    _translations.c.locale == bindparam("locale"),
    _translations.c.slug == bindparam("slug"),
)
_ARTICLE = (
    select(
        _translations.c.id.label("translation_id"),
        _publications.c.revision_id,
        _articles.c.id.label("article_id"),
        _articles.c.public_id,
        _articles.c.key,
        _translations.c.locale,
        _translations.c.slug,
        _revisions.c.title,
        _revisions.c.summary,
        _publications.c.html,
        _publications.c.outline,
        _publications.c.minutes,
        _categories.c.key.label("category_key"),
        _categories.c.names.label("category_names"),
        _articles.c.visibility,
        _revisions.c.related,
        _revisions.c.checked_on,
        _revisions.c.checked_by,
        _publications.c.published_at,
        _publications.c.first_published_at,
        _publications.c.version,
        _publications.c.remedies,
        _translations.c.outdated,
    )
    .select_from(_PUBLISHED)
    .where(*_AT_ADDRESS)
)
_others = _translations.alias("other")
_VERSION = (
    select(
        _translations.c.id,
        _translations.c.article_id,
        _publications.c.version,
        _articles.c.visibility,
        _others.c.locale.label("other_locale"),
        _others.c.slug.label("other_slug"),
    )
    .select_from(
        _translations.join(_articles, _articles.c.id == _translations.c.article_id)
        .join(_publications, _publications.c.translation_id == _translations.c.id)
        .join(_others, _others.c.article_id == _translations.c.article_id)
    )
    .where(*_AT_ADDRESS, _others.c.published_id.is_not(None))
    .order_by(_others.c.locale)
)
_LINES = select(
    _translations.c.id.label("translation_id"),
    _translations.c.article_id,
    _translations.c.locale,
    _translations.c.slug,
    _revisions.c.title,
    _revisions.c.summary,
    _categories.c.key.label("category"),
    _revisions.c.checked_on,
    _publications.c.minutes,
    _publications.c.published_at.label("changed_at"),
).select_from(_PUBLISHED)
_LINES_BY_KEY = _LINES.add_columns(_articles.c.key).where(
    _translations.c.locale == bindparam("locale"),
    _articles.c.key.in_(bindparam("keys", expanding=True)),
    _articles.c.visibility.in_(bindparam("visibilities", expanding=True)),
)
