"""What the editor's pages read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.knowledge.linking import link_names
from portal.knowledge.models import (
    STATES,
    Article,
    ArticleLink,
    Category,
    Revision,
    Translation,
)
from portal.web.access import Reader

PAGE_SIZE = 50
OUTDATED = "outdated"
LISTED_STATES = (*STATES, OUTDATED)


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What a list shows; an empty value does not narrow it. `page` counts from 1."""

    state: str = ""
    locale: str = ""
    category: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class LanguageState:
    """Where one language of an article stands; `published` = readers see some revision of it."""

    locale: str
    title: str
    state: str
    outdated: bool
    published: bool


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the list shows it."""

    public_id: str
    key: str
    category: str
    visibility: str
    languages: tuple[LanguageState, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision without its text."""

    number: int
    title: str
    note: str
    author: str
    created_at: datetime
    newest: bool
    published: bool


def list_articles(
    session: Session, wanted: ArticleFilter, reader: Reader
) -> tuple[list[ArticleRow], int]:
    """One page of the articles with a translation that fits all of the filter, newest change
    first, and how many there are."""
    matching = (
        select(Translation.article_id, func.max(Translation.changed_at).label("changed_at"))
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .where(*_conditions(wanted, reader))
        .group_by(Translation.article_id)
    )
    total = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    newest = matching.order_by(func.max(Translation.changed_at).desc(), Translation.article_id)
    offset = (max(wanted.page, 1) - 1) * PAGE_SIZE
    ids = list(session.scalars(newest.limit(PAGE_SIZE).offset(offset)))
    return _rows(session, ids), total


def count_by_state(session: Session, wanted: ArticleFilter, reader: Reader) -> Mapping[str, int]:
    """How many articles each state would show under the rest of the filter; "" counts all."""
    rest = ArticleFilter(locale=wanted.locale, category=wanted.category, text=wanted.text)
    articles = func.count(Translation.article_id.distinct())
    query = (
        select(articles)
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .where(*_conditions(rest, reader))
    )
    by_state = query.add_columns(Translation.state).group_by(Translation.state)
    counts = dict.fromkeys(LISTED_STATES, 0)
    counts.update({state: count for count, state in session.execute(by_state)})
    counts[OUTDATED] = session.scalar(query.where(Translation.outdated.is_(True))) or 0
    counts[""] = session.scalar(query) or 0
    return counts


def article_by_public_id(session: Session, public_id: str, reader: Reader) -> Article | None:
    """The article, if this reader may see it."""
    return session.scalar(
        select(Article)
        .options(joinedload(Article.category))
        .where(Article.public_id == public_id, Article.visibility.in_(reader.visibilities))
    )


def translations_of(session: Session, article: Article) -> dict[str, Translation]:
    """Its translations by locale, with their newest revisions."""
    query = (
        select(Translation)
        .options(joinedload(Translation.head))
        .where(Translation.article_id == article.id)
        .order_by(Translation.locale)
    )
    return {translation.locale: translation for translation in session.scalars(query)}


def categories(session: Session, locale: str) -> dict[str, str]:
    """Every topic's name by its key, in their order."""
    query = select(Category.key, Category.names).order_by(Category.position, Category.key)
    return {key: names.get(locale, key) for key, names in session.execute(query)}


def category_by_key(session: Session, key: str) -> Category | None:
    """The topic, or None."""
    return session.scalar(select(Category).where(Category.key == key))


def revision(session: Session, translation: Translation, number: int) -> Revision | None:
    """One revision by its number."""
    return session.scalar(
        select(Revision).where(Revision.translation_id == translation.id, Revision.number == number)
    )


def revisions(session: Session, translation: Translation) -> list[RevisionRow]:
    """All revisions, newest first."""
    query = (
        select(
            Revision.id,
            Revision.number,
            Revision.title,
            Revision.note,
            Person.name,
            Revision.created_at,
        )
        .outerjoin(Person, Person.id == Revision.author_id)
        .where(Revision.translation_id == translation.id)
        .order_by(Revision.number.desc())
    )
    return [
        RevisionRow(
            row.number,
            row.title,
            row.note,
            row.name or "",
            row.created_at,
            newest=row.id == translation.head_id,
            published=row.id == translation.published_id,
        )
        for row in session.execute(query)
    ]


def author_name(session: Session, written: Revision) -> str:
    """Who wrote a revision; empty for an import."""
    return session.scalar(select(Person.name).where(Person.id == written.author_id)) or ""


def published_keys(session: Session, keys: Iterable[str], locale: str) -> frozenset[str]:
    """Those of `keys` whose article is published in `locale`: what a link may lead to."""
    query = (
        select(Article.key)
        .join(Translation, Translation.article_id == Article.id)
        .where(
            Article.key.in_(list(keys)),
            Translation.locale == locale,
            Translation.published_id.is_not(None),
        )
    )
    return frozenset(session.scalars(query))


def count_linking(session: Session, translation: Translation) -> int:
    """How many published texts link to this one."""
    query = select(func.count(ArticleLink.translation_id.distinct())).where(
        ArticleLink.target.in_(link_names(translation)),
        ArticleLink.translation_id != translation.id,
        ArticleLink.found.is_(True),
    )
    return session.scalar(query) or 0


def _conditions(wanted: ArticleFilter, reader: Reader) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Article.visibility.in_(reader.visibilities)]
    if wanted.state == OUTDATED:
        conditions.append(Translation.outdated.is_(True))
    elif wanted.state:
        conditions.append(Translation.state == wanted.state)
    if wanted.locale:
        conditions.append(Translation.locale == wanted.locale)
    if wanted.category:
        conditions.append(Category.key == wanted.category)
    if wanted.text:
        # SQLite folds the case of ASCII only, so the usual spellings of an umlaut are asked for.
        spellings = {wanted.text, wanted.text.lower(), wanted.text.capitalize()}
        conditions.append(
            or_(
                Article.key.icontains(wanted.text, autoescape=True),
                *(Translation.title.icontains(word, autoescape=True) for word in spellings),
            )
        )
    return conditions


def _rows(session: Session, ids: list[int]) -> list[ArticleRow]:
    query = (
        select(Translation, Article, Category.key)
        .join(Article, Article.id == Translation.article_id)
        .join(Category, Category.id == Article.category_id)
        .where(Article.id.in_(ids))
        .order_by(Translation.locale)
    )
    found: dict[int, list[tuple[Translation, Article, str]]] = {}
    for translation, article, category in session.execute(query):
        found.setdefault(article.id, []).append((translation, article, category))
    return [_row(found[article_id]) for article_id in ids]


def _row(parts: list[tuple[Translation, Article, str]]) -> ArticleRow:
    _, article, category = parts[0]
    return ArticleRow(
        public_id=article.public_id,
        key=article.key,
        category=category,
        visibility=article.visibility,
        languages=tuple(
            LanguageState(
                translation.locale,
                translation.title,
                translation.state,
                translation.outdated,
                translation.published_id is not None,
            )
            for translation, _, _ in parts
        ),
        changed_at=max(translation.changed_at for translation, _, _ in parts),
    )
