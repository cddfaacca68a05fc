"""What of the help centre goes into a visitor's journey."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from flask import request, url_for
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import db
from portal.journeys.models import Journey
from portal.journeys.operations import record
from portal.journeys.visits import ensure_journey, is_visit, record_visit, visitor_token
from portal.knowledge.article_queries import published_article
from portal.knowledge.queries import lines_by_translation
from portal.web.access import ANONYMOUS, current_reader
from portal.web.locale import current_locale

_ARTICLE = re.compile(r"https?://([^/?#]+)/(de|en)/articles/([^/?#]+)(?:[?#].*)?")
_WORD = re.compile(r"\w")


def record_search(query: str, hits: int, shown: Sequence[str] = ()) -> None:
    """Somebody looked for something, and saw these documents first; signs alone are no question."""
    if _WORD.search(query):
        language = current_locale()
        record_visit("searched", text=query, hits=hits, shown=list(shown), lang=language)


def record_opened(translation_id: int) -> None:
    """Somebody opened an article. The first view of a stranger leaves no trace: see ADR 7."""
    if not visitor_token() or not is_visit():
        return
    line = lines_by_translation(db.session, [translation_id], ANONYMOUS).get(translation_id)
    if line is not None:
        url = article_url(line.locale, line.slug)
        record_visit("opened", subject=subject(translation_id), text=line.title, url=url)


def record_not_helped(session: Session, translation_id: int) -> None:
    """Somebody says that an article did not help; within the transaction of their vote."""
    line = lines_by_translation(session, [translation_id], ANONYMOUS).get(translation_id)
    if line is None or current_reader() != ANONYMOUS:
        return
    record(
        session,
        ensure_journey(session),
        "not_helped",
        subject=subject(translation_id),
        text=line.title,
        now=now(),
        url=article_url(line.locale, line.slug),
    )


def record_page_before(session: Session, journey: Journey) -> None:
    """The article that the visitor comes from, which nobody recorded: the journey begins only now.

    Browsers name it within one site (`Referer`, RFC 9110).
    """
    address = _ARTICLE.fullmatch(request.referrer or "")
    if address is None or address[1] != request.host:
        return
    locale, slug = address[2], unquote(address[3])
    article = published_article(session, locale, slug, ANONYMOUS) if slug.isprintable() else None
    if article is not None:
        record(
            session,
            journey,
            "opened",
            subject=subject(article.translation_id),
            text=article.title,
            now=now(),
            url=article_url(locale, slug),
        )


def subject(translation_id: int) -> str:
    """How events and attempts name an article."""
    return f"article:{translation_id}"


def article_url(locale: str, slug: str) -> str:
    """The path of an article in its own language."""
    return url_for("helpcenter.article", lang=locale, slug=slug)
