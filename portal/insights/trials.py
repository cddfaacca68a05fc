"""Trying a change of the synonyms: the first hits as they are and as they would be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from portal.insights.trial_rules import Move, Placed, compared
from portal.knowledge.query_log_queries import frequent_queries
from portal.knowledge.searching import Found, FoundList, find
from portal.web.access import ANONYMOUS
from search.synonyms import Synonyms

LOOKED_AT = 200
TRIED = 4


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
    """One query before and after; `asked` says how often customers asked it, 0 if not known.

    Where it was searched as it was meant and not as it is spelled, `before_as` and `after_as` say
    how; they are "" otherwise.
    """

    query: str
    asked: int
    before: tuple[TrialHit, ...]
    after: tuple[TrialHit, ...]
    before_as: str = ""
    after_as: str = ""

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
    old = _found(session, query, locale, before)
    new = _found(session, query, locale, after)
    left, right = compared([hit.id for hit in old.hits], [hit.id for hit in new.hits])
    found = {hit.id: hit for hit in (*old.hits, *new.hits)}
    return Trial(
        query,
        asked,
        _hits(left, found, locale),
        _hits(right, found, locale),
        before_as=old.corrected or "",
        after_as=new.corrected or "",
    )


def _found(session: Session, query: str, locale: str, synonyms: Synonyms) -> FoundList:
    """What a stranger finds."""
    return find(
        session,
        current_app.extensions["lotse.search"](),
        query,
        locale=locale,
        reader=ANONYMOUS,
        sources=current_app.extensions["lotse.sources"],
        synonyms=synonyms,
    )


def _hits(
    placed: Iterable[Placed], found: Mapping[str, Found], locale: str
) -> tuple[TrialHit, ...]:
    return tuple(
        TrialHit(
            title=hit.title,
            url=hit.url,
            language=hit.locale if hit.locale != locale else None,
            move=one.move,
            places=one.places,
        )
        for one, hit in ((one, found[one.id]) for one in placed)
    )
