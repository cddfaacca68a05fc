"""What is offered while somebody types: titles, flows, and questions that led to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.knowledge.frequent_queries import frequent
from portal.knowledge.searching import line_url, visible_lines
from portal.knowledge.sources import ARTICLE, Source
from portal.knowledge.steering import steered_while_typing
from portal.knowledge.title_search import search_titles
from portal.web.access import Reader
from search.engine import SearchEngine
from search.request import SearchRequest
from search.spelling import fold

QUERY = "query"
MOST_QUERIES = 3
LOOKED_AT = 3
"""So many times what is shown is looked at, for what stands beside articles."""


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
    """Titles for the search field, each confirmed by the database, and then frequent questions.

    Where a flow fits, one is among them.
    """
    request = SearchRequest(text, locale, limit=LOOKED_AT * limit, visibilities=reader.visibilities)
    found = engine.suggest(steered_while_typing(session, request))
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
    titles_now = {fold(offer.title) for offer in offers}
    further = [
        Offer(query, "", QUERY, locale)
        for query in frequent(session, text, locale=locale, today=today)
        if fold(query) not in titles_now
    ][:MOST_QUERIES]
    return [*_mixed(offers, limit - len(further)), *further]


def _mixed(offers: Sequence[Offer], room: int) -> list[Offer]:
    """The first ones; the last place is for something beside articles, if there is any."""
    first, rest = list(offers[:room]), offers[room:]
    if first and all(offer.kind == ARTICLE for offer in first):
        first[-1:] = [next((offer for offer in rest if offer.kind != ARTICLE), first[-1])]
    return first
