"""What is offered while somebody types: titles, and questions that led others to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.knowledge.search_models import QueryDay
from portal.knowledge.searching import line_url, visible_lines
from portal.knowledge.sources import Source
from portal.knowledge.title_search import search_titles
from portal.web.access import Reader
from search.engine import SearchEngine
from search.request import SearchRequest
from search.spelling import fold

QUERY = "query"
WINDOW = timedelta(days=28)
LEAST_VISITORS = 3
"""As many asked the same (k-anonymity), or nobody is offered it."""
MOST_QUERIES = 3
_FREQUENT = 2_000


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that fits what has been typed so far. For a question (`kind` is "query") there is
    no address: to choose it is to ask it."""

    title: str
    url: str
    kind: str
    locale: str


def suggest(
    session: Session,
    engine: SearchEngine,
    text: str,
    *,
    locale: str,
    reader: Reader,
    today: date,
    sources: Sequence[Source] = (),
    limit: int = 8,
) -> list[Offer]:
    """Titles for the search field, each confirmed by the database, and then frequent questions."""
    request = SearchRequest(text, locale, limit=limit, visibilities=reader.visibilities)
    found = engine.suggest(request)
    pairs = [(entry.kind, entry.id) for entry in found]
    if not pairs and engine.status().documents == 0:
        titles = search_titles(
            session, text, locale=locale, reader=reader, sources=sources, limit=limit
        )
        pairs = [(title.kind, title.id) for title in titles]
    lines = visible_lines(session, pairs, reader, sources)
    offers = [
        Offer(line.title, line_url(line), kind, line.locale)
        for kind, id_ in pairs
        if (line := lines.get(id_)) is not None
    ]
    asked = _asked(session, text, locale, today)
    titles_now = {fold(offer.title) for offer in offers}
    further = [Offer(query, "", QUERY, locale) for query in asked if fold(query) not in titles_now]
    return [*offers[: limit - len(further)], *further]


def _asked(session: Session, text: str, locale: str, today: date) -> list[str]:
    """Questions that begin like this and that mostly ended with something opened."""
    typed = fold(text).split()
    if not typed or len(fold(text)) < 3:
        return []
    journeys = func.sum(QueryDay.journeys)
    query = (
        select(QueryDay.query)
        .where(
            QueryDay.locale == locale,
            QueryDay.day > today - WINDOW,
            QueryDay.query != "",
        )
        .group_by(QueryDay.query)
        .having(
            journeys >= LEAST_VISITORS,
            func.sum(QueryDay.empty) == 0,
            func.sum(QueryDay.opened) * 2 >= journeys,
        )
        .order_by(journeys.desc(), QueryDay.query)
        .limit(_FREQUENT)
    )
    found = [query for query in session.scalars(query) if _continues(typed, query)]
    return found[:MOST_QUERIES]


def _continues(typed: Sequence[str], query: str) -> bool:
    """Does `query` begin with the typed words, the last of which may not be finished?"""
    words = fold(query).split()
    *whole, last = typed
    rest = words[len(whole) :]
    return words[: len(whole)] == whole and bool(rest) and rest[0].startswith(last)
