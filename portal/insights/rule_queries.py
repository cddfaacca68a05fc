"""Reading the rules of queries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.knowledge.models import Article, Translation
from portal.knowledge.search_models import SearchRule
from portal.web.access import Reader

MOST_ROWS = 2**31
"""PostgreSQL's integer goes no further."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule with who made it ("" if that person is gone) and what the article is called."""

    id: int
    action: str
    locale: str
    query: str
    article_id: int
    article: str
    title: str
    title_locale: str
    published: bool
    by: str
    at: datetime


def rule_lines(
    session: Session,
    reader: Reader,
    *,
    locale: str | None = None,
    query: str | None = None,
    article_id: int | None = None,
) -> list[RuleLine]:
    """All rules, or those of a query or an article, in the order in which they hold."""
    wanted = _lines().where(Article.visibility.in_(reader.visibilities))
    if query is not None:
        wanted = wanted.where(SearchRule.query == query, SearchRule.locale == locale)
    if article_id is not None:
        wanted = wanted.where(SearchRule.article_id == article_id)
    rows = session.execute(wanted).all()
    titles = _titles(session, {rule.article_id for rule, *_ in rows})
    return [
        _line(rule, public_id, name, titles.get(rule.article_id, {}))
        for rule, public_id, name in rows
    ]


def rule_by_id(session: Session, id_: int, reader: Reader) -> SearchRule | None:
    """A rule about an article that this reader may see."""
    if not 0 < id_ < MOST_ROWS:
        return None
    query = (
        select(SearchRule)
        .join(Article, Article.id == SearchRule.article_id)
        .where(SearchRule.id == id_, Article.visibility.in_(reader.visibilities))
    )
    return session.scalar(query)


def article_by_public_id(session: Session, public_id: str, reader: Reader) -> Article | None:
    """The article, if this reader may see it."""
    mine = (Article.public_id == public_id, Article.visibility.in_(reader.visibilities))
    return session.scalar(select(Article).where(*mine))


def title_of(session: Session, article_id: int, locale: str) -> tuple[str, str]:
    """(title, its language): in `locale` if there is such a text."""
    return _title(_titles(session, {article_id}).get(article_id, {}), locale)[:2]


def _lines() -> Select[SearchRule, str, str]:
    return (
        select(SearchRule, Article.public_id, Person.name)
        .join(Article, Article.id == SearchRule.article_id)
        .outerjoin(Person, Person.id == SearchRule.created_by_id)
        .order_by(
            SearchRule.locale,
            func.lower(SearchRule.query),
            SearchRule.action.desc(),
            SearchRule.position,
        )
    )


def _titles(session: Session, articles: set[int]) -> dict[int, dict[str, tuple[str, bool]]]:
    """Title and whether it can be read, by article and language."""
    found: dict[int, dict[str, tuple[str, bool]]] = {}
    query = select(
        Translation.article_id, Translation.locale, Translation.title, Translation.published_id
    ).where(Translation.article_id.in_(articles))
    for article, locale, title, published in session.execute(query):
        found.setdefault(article, {})[locale] = (title, published is not None)
    return found


def _title(by_locale: dict[str, tuple[str, bool]], locale: str) -> tuple[str, str, bool]:
    shown = locale if locale in by_locale else next(iter(by_locale), locale)
    title, _ = by_locale.get(shown, ("", False))
    return title, shown, any(published for _, published in by_locale.values())


def _line(
    rule: SearchRule, public_id: str, name: str | None, by_locale: dict[str, tuple[str, bool]]
) -> RuleLine:
    title, title_locale, published = _title(by_locale, rule.locale)
    return RuleLine(
        id=rule.id,
        action=rule.action,
        locale=rule.locale,
        query=rule.query,
        article_id=rule.article_id,
        article=public_id,
        title=title,
        title_locale=title_locale,
        published=published,
        by=name or "",
        at=rule.created_at,
    )
