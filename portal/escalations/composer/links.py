"""Links in a reply that its customer could not open."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.escalations.composer.findings import Span
from portal.escalations.composer.wording import links
from portal.knowledge.models import Article, OldSlug, Translation

_ARTICLE = re.compile(r"/(de|en)/articles/([^/]+)/?")
_AGENTS = "/agent/"


def closed_links(session: Session, body: str, base_url: str) -> Iterator[tuple[Span, str]]:
    """Each link to an article that is not published for everybody, or to a page of the team, with
    the article's or the page's name."""
    seen = set()
    for span in links(body):
        address = body[span.start : span.end]
        closed = _closed(session, address, base_url)
        if closed and closed not in seen:
            seen.add(closed)
            yield span, closed


def _closed(session: Session, address: str, base_url: str) -> str:
    scheme, _, key = address.partition(":")
    if scheme == "article":
        return "" if _is_public(session, Article.key == key) else key
    try:
        ours, theirs = urlsplit(base_url), urlsplit(address)
    except ValueError:
        return ""
    if theirs.netloc.lower() != ours.netloc.lower():
        return ""
    if theirs.path.startswith(_AGENTS):
        return "agent"
    found = _ARTICLE.fullmatch(theirs.path)
    if found is None:
        return ""
    locale, slug = found[1], unquote(found[2])
    now = (Translation.locale == locale) & (Translation.slug == slug)
    before = select(OldSlug.translation_id).where(OldSlug.locale == locale, OldSlug.slug == slug)
    return "" if _is_public(session, now | Translation.id.in_(before)) else slug


def _is_public(session: Session, which: ColumnElement[bool]) -> bool:
    query = (
        select(Translation.id)
        .join(Article, Article.id == Translation.article_id)
        .where(which, Article.visibility == "public", Translation.published_id.is_not(None))
    )
    return session.scalar(query.limit(1)) is not None
