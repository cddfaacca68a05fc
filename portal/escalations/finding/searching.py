"""Searching cases: by what is written in them, and by what they are about.

What has all the words of a query comes first; behind it what is like it. Whatever an index names
is a candidate until the database agrees that this reader may see it (A4); nothing else is counted,
and nothing is corrected or suggested, which could tell of words in other teams' cases (V12).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import case_for, own_queues, readable
from portal.escalations.finding.case_texts import visibilities
from portal.escalations.finding.word_search import cases_named, cases_with, is_filled
from portal.escalations.models import Escalation, Requester
from portal.web.access import Reader
from search.engine import SearchEngine
from search.request import Mode, SearchRequest

MOST = 200
"""Cases that have the words; a reader who is shown so many asks for more words."""
LIKE, LIKE_BESIDE = 25, 10
"""Cases that are about the same, alone and behind those that have the words."""
NO_WORDS = "case_words_missing"
"""Why only names and subjects were searched."""


@dataclass(frozen=True, slots=True)
class FoundCases:
    """Ids, best first: `exact` have all the words, `like` are about the same. `more`: there are
    more with the words. `missing` names what could not be used, "" when all could."""

    exact: tuple[int, ...]
    like: tuple[int, ...]
    more: bool
    missing: str


def find_cases(
    session: Session, engine: SearchEngine, text: str, reader: Reader, *, locale: str
) -> FoundCases:
    """Cases of any state that fit `text`, for this reader."""
    queues = [queue.id for queue in own_queues(session, reader)]
    if not queues:
        return FoundCases((), (), more=False, missing="")
    missing = ""
    if is_filled(session):
        with_words = cases_with(session, text, reader, limit=MOST + 1)
    else:
        with_words, missing = cases_named(session, text, reader, limit=MOST + 1), NO_WORDS
    request = SearchRequest(
        text=text, lang=locale, limit=2 * LIKE, visibilities=visibilities(queues), passages=0
    )
    result = engine.search(request)
    if result.fallback is not None:
        missing = missing or result.fallback.value
    ranked = [int(hit.id) for hit in result.hits]
    exact = _in_order(with_words[:MOST], ranked)
    has_words = set(exact)
    others = [id_ for id_ in ranked if id_ not in has_words]
    like = _readable(session, others, reader)[: LIKE_BESIDE if exact else LIKE]
    return FoundCases(tuple(exact), tuple(like), len(with_words) > MOST, missing)


def case_meant(session: Session, text: str, reader: Reader) -> str | None:
    """The public id of the one case whose number, or whose customer's mail address, was typed."""
    number = "".join(text.split()).removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        named = select(Escalation.public_id).where(Escalation.number == int(number))
        public_id = session.scalar(named)
        case = case_for(session, public_id, reader) if public_id else None
        return case.public_id if case else None
    if "@" not in text or len(text.split()) > 1:
        return None
    requester = select(Requester.id).where(Requester.email == text.lower())
    theirs = select(Escalation.public_id).where(
        Escalation.requester_id.in_(requester), readable(reader)
    )
    found = session.scalars(theirs.limit(2)).all()
    return found[0] if len(found) == 1 else None


def similar_ids(
    session: Session,
    engine: SearchEngine,
    text: str,
    reader: Reader,
    *,
    locale: str,
    limit: int,
    but: int,
) -> list[int]:
    """Ids of solved cases about the same, for this reader, without the case `but`."""
    queues = [queue.id for queue in own_queues(session, reader)]
    if not queues or not text.strip():
        return []
    request = SearchRequest(
        text=text,
        lang=locale,
        limit=3 * limit + 1,
        mode=Mode.HYBRID,
        visibilities=visibilities(queues, done_only=True),
        passages=0,
    )
    ranked = [int(hit.id) for hit in engine.search(request).hits if hit.id != str(but)]
    return _readable(session, ranked, reader)[:limit]


def _in_order(ids: Sequence[int], ranked: Sequence[int]) -> list[int]:
    """The best first, as far as they are ranked; the others newest first."""
    among = set(ids)
    first = [id_ for id_ in ranked if id_ in among]
    known = set(first)
    return [*first, *(id_ for id_ in ids if id_ not in known)]


def _readable(session: Session, ids: Sequence[int], reader: Reader) -> list[int]:
    """What the database lets this reader see of these, in their order."""
    query = select(Escalation.id).where(Escalation.id.in_(ids), readable(reader))
    seen = set(session.scalars(query)) if ids else set()
    return [id_ for id_ in ids if id_ in seen]
