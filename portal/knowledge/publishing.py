"""Turning a revision into what readers get: HTML, outline and plain text, made once and stored."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from articles.rendering import RENDERER_VERSION, RenderedArticle, render_article
from portal.knowledge.linking import Links, image_resolver
from portal.knowledge.models import Article, ArticleLink, Publication, Revision, Translation
from portal.remedies.catalogue import remedy_minutes

WORDS_PER_MINUTE = 180


def render_body(
    session: Session,
    translation: Translation,
    *,
    title: str,
    body: str,
    links: Links | None = None,
) -> RenderedArticle:
    """Render a text as it would be published in `translation`: page and preview are one call."""
    links = links or Links(session, translation)
    return render_article(
        body,
        language=translation.locale,
        title=title,
        resolve_link=links.resolve,
        resolve_image=image_resolver(session, translation),
        remedy_minutes=remedy_minutes(),
    )


def render_publication(
    session: Session, translation: Translation, revision: Revision, *, now: datetime
) -> Publication:
    """Store what readers get of `revision`, with the links its text holds."""
    links = Links(session, translation)
    rendered = render_body(
        session, translation, title=revision.title, body=revision.body, links=links
    )
    related = _related(session, translation, revision, links)
    place = f"{translation.article.category_id} {translation.article.visibility}"
    publication = session.get(Publication, translation.id)
    if publication is None:
        publication = Publication(translation_id=translation.id, first_published_at=now)
        session.add(publication)
    publication.revision_id = revision.id
    publication.html = str(rendered.html)
    publication.text = rendered.text
    publication.outline = [asdict(entry) for entry in rendered.outline]
    publication.remedies = list(rendered.remedies)
    publication.minutes = max(1, ceil(len(rendered.text.split()) / WORDS_PER_MINUTE))
    publication.renderer = RENDERER_VERSION
    publication.published_at = now
    publication.version = _version(publication, revision, place, translation.slug, related)
    _store_links(session, translation, links)
    return publication


def stale_publications(session: Session, limit: int) -> list[int]:
    """Ids of translations whose page was made by another version of the renderer."""
    query = (
        select(Publication.translation_id)
        .where(Publication.renderer != RENDERER_VERSION)
        .order_by(Publication.translation_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _related(
    session: Session, translation: Translation, revision: Revision, links: Links
) -> list[str]:
    """Address and title of each related article, as the foot of the page shows them.

    Asking `links` for them has the page made anew when one of them changes.
    """
    query = (
        select(Article.key, Revision.title)
        .join(Translation, Translation.article_id == Article.id)
        .join(Revision, Revision.id == Translation.published_id)
        .where(Article.key.in_(revision.related), Translation.locale == translation.locale)
    )
    titles = {row.key: row.title for row in session.execute(query)}
    return [
        f"{links.resolve(f'article:{key}') or ''} {titles.get(key, '')}" for key in revision.related
    ]


def _store_links(session: Session, translation: Translation, links: Links) -> None:
    session.flush()
    session.execute(delete(ArticleLink).where(ArticleLink.translation_id == translation.id))
    session.add_all(
        ArticleLink(translation_id=translation.id, target=target, found=url is not None)
        for target, url in links.asked.items()
    )
    session.flush()


def _version(
    publication: Publication,
    revision: Revision,
    place: str,
    slug: str,
    related: list[str],
) -> str:
    seen = (
        publication.html,
        revision.title,
        revision.summary,
        f"{revision.checked_on} {revision.checked_by}",
        place,
        slug,
        *related,
    )
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()[:20]
