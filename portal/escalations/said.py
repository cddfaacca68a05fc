"""What people of the team write, as it is read: beside the field while it is written, in the
conversation, on the customer's page and in the mail. One function for all of them (R12)."""

from collections.abc import Callable

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from articles.messages import RenderedMessage, render_message
from portal.escalations.desk.text import said_html
from portal.escalations.models import Message
from portal.knowledge.models import Article, Translation

ARTICLE = "article:"


def rendered(session: Session, body: str, locale: str, *, base_url: str = "") -> RenderedMessage:
    """Markdown that goes to a customer who reads `locale`. `article:<key>` leads to the article if
    it is published for everybody, below `base_url` where there is no page around it."""
    if ARTICLE not in body:
        return render_message(body, language=locale)
    resolve = _public_articles(session, locale, base_url)
    return render_message(body, language=locale, resolve_link=resolve)


def message_html(session: Session, message: Message, locale: str) -> Markup:
    """A message as a page shows it; what is no Markdown, as it was typed."""
    if not message.markdown:
        return said_html(message.body)
    return rendered(session, message.body, locale).html


def _public_articles(session: Session, locale: str, base_url: str) -> Callable[[str], str | None]:
    def resolve(target: str) -> str | None:
        key, _hash, anchor = target.removeprefix(ARTICLE).partition("#")
        if not target.startswith(ARTICLE):
            return None
        slug = session.scalar(
            select(Translation.slug)
            .join(Article, Article.id == Translation.article_id)
            .where(
                Article.key == key,
                Article.visibility == "public",
                Translation.locale == locale,
                Translation.published_id.is_not(None),
            )
        )
        if slug is None:
            return None
        return f"{base_url}/{locale}/articles/{slug}{f'#{anchor}' if anchor else ''}"

    return resolve
