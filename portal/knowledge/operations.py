"""What may happen to an article's text. Each act flushes, records an event and enqueues what
follows; none commits. How a text reaches its readers: publication_operations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from articles.slugs import slugify, unique_slug
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.knowledge.models import Article, Category, OldSlug, Revision, Translation
from portal.knowledge.publication_operations import (
    change_state,
    enqueue_index,
    enqueue_links,
)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What a person writes: everything of a revision but its number, author and time."""

    title: str
    body: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    checked_on: date | None = None
    checked_by: str = ""
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class EditConflict(Conflict):
    """A newer revision was saved since this edit began; `newest` is that revision."""

    def __init__(self, message: str, newest: Revision) -> None:
        super().__init__(message)
        self.newest = newest


def create_article(
    session: Session,
    *,
    key: str,
    category: Category,
    visibility: str = "public",
    source: str,
    actor_id: int | None,
    now: datetime,
) -> Article:
    """Add an article without any text yet; raises Invalid if `key` is taken."""
    if session.scalar(select(Article.id).where(Article.key == key)):
        raise Invalid("There is already an article with the key “%(key)s”.", key=key)
    article = Article(
        key=key, category=category, visibility=visibility, source=source, created_at=now
    )
    session.add(article)
    session.flush()
    record_event(session, "article.created", f"article:{article.id}", actor_id=actor_id, now=now)
    return article


def create_translation(
    session: Session,
    article: Article,
    locale: str,
    text: ArticleText,
    *,
    actor_id: int | None,
    now: datetime,
    path: str | None = None,
) -> Translation:
    """Add the `locale` of an article as a draft with its first revision."""
    taken = select(Translation.id).where(
        Translation.article_id == article.id, Translation.locale == locale
    )
    if session.scalar(taken):
        raise Invalid("This article already has a text in that language.")
    slug = _free_slug(session, locale, text.title or article.key)
    translation = Translation(
        article=article, locale=locale, slug=slug, title=text.title, changed_at=now, path=path
    )
    session.add(translation)
    session.flush()
    _add_revision(session, translation, text, note="", actor_id=actor_id, now=now)
    return translation


def save_revision(
    session: Session,
    translation: Translation,
    text: ArticleText,
    *,
    base: int,
    actor_id: int | None,
    now: datetime,
    note: str = "",
) -> Revision:
    """Save `text`, written on top of revision number `base`; raises EditConflict if that is no
    longer the newest. Saving what is already there adds nothing."""
    head = translation.head
    if head is None:
        raise Invalid("This revision does not exist.")
    if head.number != base:
        raise EditConflict("Somebody else saved this article while you were writing.", head)
    if text_of(head) == text:
        return head
    return _add_revision(session, translation, text, note=note, actor_id=actor_id, now=now)


def restore_revision(
    session: Session,
    translation: Translation,
    revision: Revision,
    *,
    base: int,
    actor_id: int | None,
    now: datetime,
) -> Revision:
    """Make an older revision's text the newest one, as a new revision."""
    return save_revision(
        session,
        translation,
        text_of(revision),
        base=base,
        actor_id=actor_id,
        now=now,
        note=f"= {revision.number}",
    )


def rename_slug(
    session: Session, translation: Translation, slug: str, *, actor_id: int | None, now: datetime
) -> None:
    """Give the page another address; the old one keeps leading there."""
    slug = slugify(slug)
    if slug == translation.slug:
        return
    if not slug or _slug_owner(session, translation.locale, slug) not in {None, translation.id}:
        raise Invalid("Another article has the address “%(slug)s”.", slug=slug)
    returning = session.get(OldSlug, (translation.locale, slug))
    if returning is not None:
        session.delete(returning)
    session.add(
        OldSlug(locale=translation.locale, slug=translation.slug, translation_id=translation.id)
    )
    translation.slug = slug
    session.flush()
    subject = f"translation:{translation.id}"
    record_event(session, "translation.renamed", subject, actor_id=actor_id, now=now, slug=slug)
    if translation.published_id is not None:
        enqueue_index(session, translation, now=now)
        enqueue_links(session, translation, now=now)


def text_of(revision: Revision) -> ArticleText:
    """What its author wrote."""
    return ArticleText(
        title=revision.title,
        body=revision.body,
        summary=revision.summary,
        keywords=tuple(revision.keywords),
        related=tuple(revision.related),
        checked_on=revision.checked_on,
        checked_by=revision.checked_by,
        extra=revision.extra,
    )


def mark_in_line(translation: Translation, other: Translation) -> None:
    """Note that `translation` now says what `other`'s newest text says."""
    translation.follows_id = other.head_id
    translation.outdated = False


def _add_revision(
    session: Session,
    translation: Translation,
    text: ArticleText,
    *,
    note: str,
    actor_id: int | None,
    now: datetime,
) -> Revision:
    newest = select(func.max(Revision.number)).where(Revision.translation_id == translation.id)
    revision = Revision(
        translation_id=translation.id,
        number=(session.scalar(newest) or 0) + 1,
        title=text.title,
        summary=text.summary,
        body=text.body,
        keywords=list(text.keywords),
        related=list(text.related),
        checked_on=text.checked_on,
        checked_by=text.checked_by,
        extra=dict(text.extra),
        note=note,
        author_id=actor_id,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    translation.head = revision
    translation.title = text.title
    change_state(session, translation, "draft", actor_id=actor_id, now=now)
    return revision


def _free_slug(session: Session, locale: str, title: str) -> str:
    slug = slugify(title, fallback="artikel" if locale == "de" else "article")
    like = f"{slug}%"
    taken = {
        *session.scalars(
            select(Translation.slug).where(
                Translation.locale == locale, Translation.slug.like(like)
            )
        ),
        *session.scalars(
            select(OldSlug.slug).where(OldSlug.locale == locale, OldSlug.slug.like(like))
        ),
    }
    return unique_slug(slug, taken)


def _slug_owner(session: Session, locale: str, slug: str) -> int | None:
    current = select(Translation.id).where(Translation.locale == locale, Translation.slug == slug)
    old = select(OldSlug.translation_id).where(OldSlug.locale == locale, OldSlug.slug == slug)
    return session.scalar(current) or session.scalar(old)
