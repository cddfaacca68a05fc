"""What the query log says about a period. It names no visitor, and no query that few asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.knowledge.query_log_rules import OTHERS
from portal.knowledge.search_models import QueryDay


@dataclass(frozen=True, slots=True)
class Counts:
    """How often something was asked and what came of it; see QueryDay."""

    searches: int = 0
    empty: int = 0
    opened: int = 0
    solved: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.searches + other.searches,
            self.empty + other.empty,
            self.opened + other.opened,
            self.solved + other.solved,
        )


@dataclass(frozen=True, slots=True)
class QueryCounts:
    """One query of a period."""

    query: str
    locale: str
    counts: Counts


def frequent_queries(session: Session, locale: str, *, limit: int) -> dict[str, int]:
    """The known queries of a language with how often each was asked, most frequent first."""
    count = func.sum(QueryDay.searches)
    query = (
        select(QueryDay.query, count)
        .where(QueryDay.locale == locale, QueryDay.query != OTHERS)
        .group_by(QueryDay.query)
        .order_by(count.desc(), QueryDay.query)
        .limit(limit)
    )
    return {text: int(searches) for text, searches in session.execute(query)}


def counts_by_day(
    session: Session, *, since: date, until: date, locale: str = ""
) -> dict[date, Counts]:
    """All searches of each day from `since` to before `until` that had any."""
    query = (
        select(QueryDay.day, *_SUMS)
        .where(QueryDay.day >= since, QueryDay.day < until)
        .group_by(QueryDay.day)
    )
    if locale:
        query = query.where(QueryDay.locale == locale)
    return {day: Counts(*map(int, sums)) for day, *sums in session.execute(query)}


def empty_queries(
    session: Session, *, since: date, locale: str = "", limit: int
) -> list[QueryCounts]:
    """Known queries that mostly found nothing, those that did so most often first."""
    empty = func.sum(QueryDay.empty)
    return _queries(session, since, locale, limit, 2 * empty > func.sum(QueryDay.searches), empty)


def unopened_queries(
    session: Session, *, since: date, locale: str = "", limit: int, most_opened: float = 0.3
) -> list[QueryCounts]:
    """Known queries that found something which hardly anybody opened."""
    shown = func.sum(QueryDay.searches) - func.sum(QueryDay.empty)
    opened = func.sum(QueryDay.opened)
    rarely = (opened <= most_opened * shown) & (2 * shown >= func.sum(QueryDay.searches))
    return _queries(session, since, locale, limit, rarely, shown - opened)


def days_of_queries(
    session: Session, queries: Collection[str], *, since: date
) -> dict[tuple[str, str, date], int]:
    """How often each of the queries was asked, by locale, query and day."""
    rows = session.execute(
        select(QueryDay.locale, QueryDay.query, QueryDay.day, QueryDay.searches).where(
            QueryDay.query.in_(queries), QueryDay.day >= since
        )
    )
    return {(locale, query, day): searches for locale, query, day, searches in rows}


def _queries(
    session: Session,
    since: date,
    locale: str,
    limit: int,
    having: ColumnElement[bool],
    order: ColumnElement[int],
) -> list[QueryCounts]:
    query = (
        select(QueryDay.query, QueryDay.locale, *_SUMS)
        .where(QueryDay.day >= since, QueryDay.query != OTHERS)
        .group_by(QueryDay.locale, QueryDay.query)
        .having(having)
        .order_by(order.desc(), QueryDay.query, QueryDay.locale)
        .limit(limit)
    )
    if locale:
        query = query.where(QueryDay.locale == locale)
    rows = session.execute(query)
    return [QueryCounts(text, lang, Counts(*map(int, sums))) for text, lang, *sums in rows]


_SUMS = (
    func.sum(QueryDay.searches),
    func.sum(QueryDay.empty),
    func.sum(QueryDay.opened),
    func.sum(QueryDay.solved),
)
