"""The portal's search: what the engine found, checked against the database, in one list.

A hit is a candidate until the database agrees that it is published and this reader may see it.
The engine makes translations of one article one hit in the reader's language; what else it finds
(flows, incidents) is for its source to confirm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from portal.knowledge.correcting import as_typed, corrected_query
from portal.knowledge.queries import ArticleLine, lines_by_translation
from portal.knowledge.sources import ARTICLE, Source, SourceLine, lines_of_sources
from portal.knowledge.steering import steered
from portal.knowledge.title_search import search_titles
from portal.web.access import Reader
from search.engine import SearchEngine
from search.request import Mode, SearchRequest
from search.results import FallbackReason, Hit, Passage, SearchResult
from search.synonyms import Synonyms

CANDIDATES = 100
FEW = 3


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
    """All that was found, best first. `fallback` says what could not be used, if anything.

    `correction` is what the reader may have meant; where that was searched in place of the query,
    which found nothing, it stands in `corrected` instead. `titles_only`: there was no index to
    search, only the titles in the database.
    """

    hits: tuple[Found, ...]
    answer: Found | None
    mode: Mode
    fallback: FallbackReason | None
    correction: str | None = None
    corrected: str | None = None
    titles_only: bool = False


def find(
    session: Session,
    engine: SearchEngine,
    text: str,
    *,
    locale: str,
    reader: Reader,
    sources: Sequence[Source] = (),
    mode: Mode = Mode.HYBRID,
    exact: bool = False,
    synonyms: Synonyms | None = None,
) -> FoundList:
    """Search for `text` as `reader`, who wants to read `locale` first.

    A query that seems misspelled is searched as it was meant, unless it is to be `exact`.
    `synonyms` are tried in place of those that hold.
    """

    def asked(request: SearchRequest) -> SearchResult:
        wanted = steered(session, request)
        return engine.search(wanted if synonyms is None else replace(wanted, synonyms=synonyms))

    request = SearchRequest(
        text=text, lang=locale, limit=CANDIDATES, mode=mode, visibilities=reader.visibilities
    )
    if exact:
        request = replace(request, text=as_typed(text, engine.correction(text)))
    result = asked(request)
    if _nothing_searched(result):
        titles = search_titles(
            session, text, locale=locale, reader=reader, sources=sources, limit=CANDIDATES
        )
        hits = tuple(Hit(hit.id, "", hit.score, kind=hit.kind) for hit in titles)
        result = replace(result, hits=hits, mode=Mode.KEYWORD, answer=None)
        return _confirmed(session, result, locale, reader, sources, titles_only=True)
    found = _confirmed(session, result, locale, reader, sources)
    correction = corrected_query(session, engine, request, reader) if _poor(result.hits) else None
    if correction is None:
        return found
    if exact:
        return replace(found, correction=correction)
    better = asked(replace(request, text=correction))
    meant = _confirmed(session, better, locale, reader, sources)
    understood = not found.hits or [hit.id for hit in found.hits[:1]] == [
        hit.id for hit in meant.hits[:1]
    ]
    if meant.hits and understood:
        return replace(meant, corrected=correction)
    return replace(found, correction=correction)


def with_passages(
    engine: SearchEngine, text: str, hits: Sequence[Found], *, locale: str, mode: Mode
) -> tuple[Found, ...]:
    """The hits that a page shows, those without a passage looked up: only the first have one."""
    bare = [hit.id for hit in hits if hit.passage is None and hit.kind == ARTICLE]
    if not bare:
        return tuple(hits)
    passages = engine.passages(SearchRequest(text=text, lang=locale, mode=mode), bare)
    return tuple(replace(hit, passage=hit.passage or passages.get(hit.id)) for hit in hits)


def _nothing_searched(result: SearchResult) -> bool:
    """Was there neither an index of words nor one of meaning?"""
    if result.fallback is FallbackReason.INDEX_MISSING:
        return True
    lost = result.fallback is FallbackReason.KEYWORD_INDEX_MISSING
    return lost and result.mode is not Mode.SEMANTIC


def _poor(hits: Sequence[Hit]) -> bool:
    """So little, or so far from the words, that they may be misspelled?"""
    return len(hits) <= FEW or not any(hit.keyword_score for hit in hits)


def _confirmed(
    session: Session,
    result: SearchResult,
    locale: str,
    reader: Reader,
    sources: Sequence[Source],
    *,
    titles_only: bool = False,
) -> FoundList:
    """What of a result this reader may see, as the database knows it."""
    lines = visible_lines(session, [(hit.kind, hit.id) for hit in result.hits], reader, sources)
    found = tuple(
        _found(hit, lines[hit.id], locale)
        for hit in result.hits
        if hit.id in lines  # else withdrawn or hidden since it was indexed
    )
    answer = result.answer
    if answer is not None and (answer.kind != ARTICLE or answer.id not in lines):
        answer = None  # what is quoted as an answer is a text that somebody checked
    return FoundList(
        hits=found,
        answer=_found(answer, lines[answer.id], locale) if answer else None,
        mode=result.mode,
        fallback=result.fallback,
        titles_only=titles_only,
    )


def visible_lines(
    session: Session,
    found: Sequence[tuple[str, str]],
    reader: Reader,
    sources: Sequence[Source],
) -> dict[str, ArticleLine | SourceLine]:
    """What this reader may see of (kind, id) pairs, by id."""
    articles = (int(id_) for kind, id_ in found if kind == ARTICLE)
    lines: dict[str, ArticleLine | SourceLine] = {
        str(id_): line for id_, line in lines_by_translation(session, articles, reader).items()
    }
    lines.update(lines_of_sources(session, sources, found))
    return lines


def line_url(line: ArticleLine | SourceLine) -> str:
    """The path of what a line names."""
    if isinstance(line, SourceLine):
        return line.url
    return f"/{line.locale}/articles/{line.slug}"


def _found(hit: Hit, line: ArticleLine | SourceLine, locale: str) -> Found:
    article = line if isinstance(line, ArticleLine) else None
    return Found(
        kind=hit.kind,
        title=line.title,
        url=line_url(line),
        locale=line.locale,
        category=article.category if article else "",
        score=hit.score,
        passage=hit.passage,
        summary=article.summary if article else "",
        checked_on=article.checked_on if article else None,
        minutes=line.minutes,
        id=hit.id,
        other_locale=line.locale != locale,
    )
