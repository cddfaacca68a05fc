"""The portal's search: what the engine found, checked against the database, in one list.

A hit is a candidate until the database agrees that it is published and this reader may see it.
The engine makes translations of one article one hit in the reader's language; other sources
(flows, incidents) join through `sources`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from portal.knowledge.queries import ArticleLine, lines_by_translation
from portal.web.access import Reader
from search.engine import SearchEngine
from search.request import Mode, SearchRequest
from search.results import FallbackReason, Hit, Passage

CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the result list."""

    kind: str
    title: str
    url: str
    locale: str
    category: str
    score: float
    passage: Passage | None
    summary: str
    checked_on: date | None
    minutes: int
    id: str
    other_locale: bool


@dataclass(frozen=True, slots=True)
class FoundList:
    """All that was found, best first. `fallback` says what could not be used, if anything."""

    hits: tuple[Found, ...]
    answer: Found | None
    mode: Mode
    fallback: FallbackReason | None
    correction: str | None


Source = Callable[[Session, str, str, Reader], Sequence[Found]]


def find(
    session: Session,
    engine: SearchEngine,
    text: str,
    *,
    locale: str,
    reader: Reader,
    sources: Sequence[Source] = (),
    mode: Mode = Mode.HYBRID,
) -> FoundList:
    """Search for `text` as `reader`, who wants to read `locale` first."""
    result = engine.search(
        SearchRequest(
            text=text, lang=locale, limit=CANDIDATES, mode=mode, visibilities=reader.visibilities
        )
    )
    lines = lines_by_translation(session, (int(hit.id) for hit in result.hits), reader)
    found = [
        _found(hit, lines[int(hit.id)], locale)
        for hit in result.hits
        if int(hit.id) in lines  # else withdrawn or hidden since it was indexed
    ]
    for source in sources:
        found.extend(source(session, text, locale, reader))
    found.sort(key=lambda hit: -hit.score)
    answer = None
    if result.answer is not None and int(result.answer.id) in lines:
        answer = _found(result.answer, lines[int(result.answer.id)], locale)
    return FoundList(tuple(found), answer, result.mode, result.fallback, result.correction)


def with_passages(
    engine: SearchEngine, text: str, hits: Sequence[Found], *, locale: str, mode: Mode
) -> tuple[Found, ...]:
    """The hits that a page shows, those without a passage looked up: only the first have one."""
    bare = [hit.id for hit in hits if hit.passage is None and hit.kind == "article"]
    if not bare:
        return tuple(hits)
    passages = engine.passages(SearchRequest(text=text, lang=locale, mode=mode), bare)
    return tuple(replace(hit, passage=hit.passage or passages.get(hit.id)) for hit in hits)


def _found(hit: Hit, line: ArticleLine, locale: str) -> Found:
    return Found(
        kind="article",
        title=line.title,
        url=f"/{line.locale}/articles/{line.slug}",
        locale=line.locale,
        category=line.category,
        score=hit.score,
        passage=hit.passage,
        summary=line.summary,
        checked_on=line.checked_on,
        minutes=line.minutes,
        id=hit.id,
        other_locale=line.locale != locale,
    )
