"""Trying a change of the synonyms: the first hits as they are and as they would be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy.orm import Session

from portal.insights.trial_rules import SHOWN, Move, Placed, compared
from portal.knowledge.queries import ArticleLine
from portal.knowledge.query_log_queries import frequent_queries
from portal.knowledge.searching import line_url, visible_lines
from portal.knowledge.sources import SourceLine
from portal.knowledge.steering import steered
from portal.web.access import ANONYMOUS
from search.engine import SearchEngine
from search.request import SearchRequest
from search.synonyms import Synonyms

LOOKED_AT = 200
TRIED = 4
CANDIDATES = 30

Line = ArticleLine | SourceLine


@dataclass(frozen=True, slots=True)
class TrialHit:
    """One line of a trial's list; `language` is set where it is not that of the trial."""

    title: str
    url: str
    language: str | None
    move: Move
    places: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One query before and after; `asked` says how often customers asked it, 0 if not known."""

    query: str
    asked: int
    before: tuple[TrialHit, ...]
    after: tuple[TrialHit, ...]

    @property
    def changed(self) -> bool:
        """Is any of the first hits another?"""
        return any(hit.move is not Move.STAYS for hit in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class Trials:
    """What a change does: `affected` of the `known` most frequent questions ask for one of the
    words; the first of them are tried."""

    tried: tuple[Trial, ...]
    known: int
    affected: int


def trials(
    session: Session,
    *,
    locale: str,
    before: Synonyms,
    after: Synonyms,
    query: str = "",
    words: tuple[str, ...] = (),
) -> Trials:
    """Try `query` and the most frequent questions that the change touches, as a customer sees
    them; without either, the words themselves."""
    known = frequent_queries(session, locale, limit=LOOKED_AT)
    affected = {
        text: count
        for text, count in known.items()
        if before.expand(text, locale) != after.expand(text, locale)
    }
    chosen = dict.fromkeys([query] if query else [], 0)
    chosen |= dict(list(affected.items())[:TRIED])
    if not chosen:
        chosen = dict.fromkeys(words[:TRIED], 0)
    tried = tuple(
        _trial(session, text, known.get(text, 0), locale, before, after) for text in chosen
    )
    return Trials(tried, len(known), len(affected))


def _trial(
    session: Session, query: str, asked: int, locale: str, before: Synonyms, after: Synonyms
) -> Trial:
    request = steered(
        session,
        SearchRequest(
            text=query,
            lang=locale,
            limit=CANDIDATES,
            visibilities=ANONYMOUS.visibilities,
            passages=0,
        ),
    )
    old = _found(session, replace(request, synonyms=before))
    new = _found(session, replace(request, synonyms=after))
    left, right = compared(list(old), list(new))
    lines = old | new
    return Trial(query, asked, _hits(left, lines, locale), _hits(right, lines, locale))


def _found(session: Session, request: SearchRequest) -> dict[str, Line]:
    """The first hits that a stranger may see, by id."""
    engine: SearchEngine = current_app.extensions["lotse.search"]()
    hits = engine.search(request).hits
    pairs = [(hit.kind, hit.id) for hit in hits]
    lines = visible_lines(session, pairs, ANONYMOUS, current_app.extensions["lotse.sources"])
    shown = [hit.id for hit in hits if hit.id in lines][:SHOWN]
    return {id_: lines[id_] for id_ in shown}


def _hits(placed: Iterable[Placed], lines: Mapping[str, Line], locale: str) -> tuple[TrialHit, ...]:
    found = ((one, lines[one.id]) for one in placed)
    return tuple(
        TrialHit(
            title=line.title,
            url=line_url(line),
            language=line.locale if line.locale != locale else None,
            move=one.move,
            places=one.places,
        )
        for one, line in found
    )
