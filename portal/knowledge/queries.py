"""Lists of articles and topics. Every query takes the Reader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.knowledge.models import Article, Category, Publication, Revision, Translation
from portal.knowledge.tables import (
    PUBLISHED,
    articles,
    categories,
    publications,
    revisions,
    translations,
)
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
class Topic:
    """A category with the number of its articles in one language."""

    key: str
    name: str
    description: str
    articles: int


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


def topics_by_article(
    session: Session, keys: Iterable[str], locale: str, reader: Reader
) -> dict[str, str]:
    """By article key: its category, of those that are published and that this reader may see."""
    query = _lines(reader).add_columns(Article.key.label("of"), Category.key.label("topic"))
    wanted = (Article.key.in_(list(keys)), Translation.locale == locale)
    return {row.of: row.topic for row in session.execute(query.where(*wanted))}


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
    fields: tuple[Any, ...] = tuple(row)[: len(_LINES.selected_columns)]
    return ArticleLine(*fields)


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


_LINES = select(
    translations.c.id.label("translation_id"),
    translations.c.article_id,
    translations.c.locale,
    translations.c.slug,
    revisions.c.title,
    revisions.c.summary,
    categories.c.key.label("category"),
    revisions.c.checked_on,
    publications.c.minutes,
    publications.c.published_at.label("changed_at"),
).select_from(PUBLISHED)
_LINES_BY_KEY = _LINES.add_columns(articles.c.key).where(
    translations.c.locale == bindparam("locale"),
    articles.c.key.in_(bindparam("keys", expanding=True)),
    articles.c.visibility.in_(bindparam("visibilities", expanding=True)),
)
