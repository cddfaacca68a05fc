"""The portal's search: what the engine found, checked against the database, in one list.

A hit is a candidate until the database agrees that it is published and this reader may see it.
Translations of one article become one hit in the reader's language; other sources (flows,
incidents) join through `SOURCES`, which `app` fills.
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
    # The same article in the other languages in which it was found as well.
    variants: tuple["Found", ...] = ()

    def in_language(self, locale: str) -> "Found | None":
        """This hit as found in `locale`, at the same place in the list."""
        same = (hit for hit in (self, *self.variants) if hit.locale == locale)
        return next((replace(hit, score=self.score) for hit in same), None)


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
    """Search for `text` as `reader`, whose language is `locale`."""
    result = engine.search(
        SearchRequest(
            text=text, lang=locale, limit=CANDIDATES, mode=mode, visibilities=reader.visibilities
        )
    )
    lines = lines_by_translation(session, (int(hit.id) for hit in result.hits), reader)
    found = _one_per_article(result.hits, lines, locale)
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


def _one_per_article(
    hits: Sequence[Hit], lines: dict[int, ArticleLine], locale: str
) -> list[Found]:
    """The best hit of each article, shown in the reader's language where both were found."""
    by_article: dict[int, list[Found]] = {}
    for hit in hits:
        line = lines.get(int(hit.id))
        if line is not None:  # else withdrawn or hidden since it was indexed
            by_article.setdefault(line.article_id, []).append(_found(hit, line, locale))
    merged = []
    for variants in by_article.values():
        shown = min(variants, key=lambda hit: hit.other_locale)
        others = tuple(hit for hit in variants if hit is not shown)
        merged.append(replace(shown, score=variants[0].score, variants=others))
    return merged


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
