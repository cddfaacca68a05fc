"""One published article at its address. The statements are built once: these pages are hot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.quick_reads import Reading
from portal.knowledge.models import Article, OldSlug, Translation
from portal.knowledge.tables import (
    PUBLISHED,
    articles,
    categories,
    publications,
    revisions,
    translations,
)
from portal.web.access import Reader


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


_AT_ADDRESS = (
    translations.c.locale == bindparam("locale"),
    translations.c.slug == bindparam("slug"),
)
_ARTICLE = (
    select(
        translations.c.id.label("translation_id"),
        publications.c.revision_id,
        articles.c.id.label("article_id"),
        articles.c.public_id,
        articles.c.key,
        translations.c.locale,
        translations.c.slug,
        revisions.c.title,
        revisions.c.summary,
        publications.c.html,
        publications.c.outline,
        publications.c.minutes,
        categories.c.key.label("category_key"),
        categories.c.names.label("category_names"),
        articles.c.visibility,
        revisions.c.related,
        revisions.c.checked_on,
        revisions.c.checked_by,
        publications.c.published_at,
        publications.c.first_published_at,
        publications.c.version,
        publications.c.remedies,
        translations.c.outdated,
    )
    .select_from(PUBLISHED)
    .where(*_AT_ADDRESS)
)
_others = translations.alias("other")
_VERSION = (
    select(
        translations.c.id,
        translations.c.article_id,
        publications.c.version,
        articles.c.visibility,
        _others.c.locale.label("other_locale"),
        _others.c.slug.label("other_slug"),
    )
    .select_from(
        translations.join(articles, articles.c.id == translations.c.article_id)
        .join(publications, publications.c.translation_id == translations.c.id)
        .join(_others, _others.c.article_id == translations.c.article_id)
    )
    .where(*_AT_ADDRESS, _others.c.published_id.is_not(None))
    .order_by(_others.c.locale)
)
