"""Questions that several visitors asked and that mostly led them to an answer."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.jobs import Job
from portal.knowledge.query_log import COUNT
from portal.knowledge.query_log_rules import OTHERS
from portal.knowledge.search_models import QueryDay
from search.spelling import fold

WINDOW = timedelta(days=28)
LEAST_VISITORS = 3
"""As many asked the same (k-anonymity), or nobody is offered it."""
LEAST_LETTERS = 3
MOST_KEPT = 2_000


def frequent(session: Session, text: str, *, locale: str, today: date) -> list[str]:
    """Questions with every typed word or beginning of one: those that begin with them come first,
    then those that were asked more often.

    Each process keeps the questions until they are counted again.
    """
    typed = fold(text).split()
    if len(fold(text)) < LEAST_LETTERS or not typed:
        return []
    first = f" {typed[0]}"
    fitting = [one for one in _kept_for(session, locale, today) if first in one.folded]
    fitting = [one for one in fitting if all(f" {word}" in one.folded for word in typed)]
    begin = f" {' '.join(typed)}"
    fitting.sort(key=lambda one: not one.folded.startswith(begin))
    return [one.query for one in fitting if one.folded != begin]


class _Stamp(NamedTuple):
    """Differs after every counting."""

    today: date
    next_count: datetime | None
    newest: int | None


@dataclass(frozen=True, slots=True)
class _Question:
    """`folded` has a space before each word."""

    query: str
    folded: str


_kept: WeakKeyDictionary[object, tuple[_Stamp, dict[str, Sequence[_Question]]]] = (
    WeakKeyDictionary()
)
_lock = threading.Lock()


def _kept_for(session: Session, locale: str, today: date) -> Sequence[_Question]:
    database = session.get_bind()
    waiting = select(func.max(Job.run_at)).where(
        Job.dedupe_key == COUNT, Job.done_at.is_(None), Job.failed_at.is_(None)
    )
    newest = select(func.max(QueryDay.id))
    row = session.execute(select(waiting.scalar_subquery(), newest.scalar_subquery())).one()
    stamp = _Stamp(today, *row)
    with _lock:
        before, by_locale = _kept.get(database, (None, {}))
    if before == stamp and locale in by_locale:
        return by_locale[locale]
    found = _read(session, locale, today)
    with _lock:
        _kept[database] = (stamp, {**(by_locale if before == stamp else {}), locale: found})
    return found


def _read(session: Session, locale: str, today: date) -> Sequence[_Question]:
    journeys = func.sum(QueryDay.journeys)
    query = (
        select(QueryDay.query)
        .where(
            QueryDay.locale == locale,
            QueryDay.day > today - WINDOW,
            QueryDay.query != OTHERS,
        )
        .group_by(QueryDay.query)
        .having(
            journeys >= LEAST_VISITORS,
            func.sum(QueryDay.empty) == 0,
            func.sum(QueryDay.opened) * 2 >= journeys,
        )
        .order_by(journeys.desc(), QueryDay.query)
        .limit(MOST_KEPT)
    )
    return [_Question(text, f" {fold(text)}") for text in session.scalars(query)]
