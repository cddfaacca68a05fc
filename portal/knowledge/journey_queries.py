"""What each visitor asked, kept beside the journey, and summed up for the query log."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.journeys.models import Journey, JourneyEvent
from portal.journeys.parts import Part
from portal.knowledge.query_log_rules import LEAST_JOURNEYS, OTHERS, Asked, Step, asked_on
from portal.knowledge.search_models import LOCALES, JourneyQuery
from portal.remedies.models import Attempt, Origin, Outcome

JOURNEYS_AT_ONCE = 500
COUNTS = ("journeys", "searches", "empty", "opened", "solved")


def refresh(session: Session, *, seen_since: datetime, first: date, zone: ZoneInfo) -> int:
    """Count anew what journeys asked that were seen since then, from the day `first` on.

    Some hundred journeys at a time, each in a short transaction. Returns how many there were.
    """
    begin = datetime.combine(first, time(), zone)
    seen = select(Journey.id).where(Journey.seen_at >= max(begin, seen_since))
    journeys = session.scalars(seen.order_by(Journey.id)).all()
    for start in range(0, len(journeys), JOURNEYS_AT_ONCE):
        ids = journeys[start : start + JOURNEYS_AT_ONCE]
        rows = list(_rows(session, ids, begin, zone))
        with transaction(session):
            # Whoever deletes a journey holds it first; one that is gone must not come back.
            held = select(Journey.id).where(Journey.id.in_(ids)).order_by(Journey.id)
            there = set(session.scalars(held.with_for_update(key_share=True)))
            session.execute(delete(JourneyQuery).where(JourneyQuery.journey_id.in_(ids)))
            kept = [row for row in rows if row["journey_id"] in there]
            if kept:
                session.execute(insert(JourneyQuery), kept)
    return len(journeys)


def forget_days(session: Session, *, before: date) -> None:
    """Delete what was asked on days before `before`."""
    session.execute(delete(JourneyQuery).where(JourneyQuery.day < before))


def counted(session: Session, *, first: date) -> dict[Asked, dict[str, int]]:
    """All visitors together, by `COUNTS`. What fewer than `LEAST_JOURNEYS` of them asked since
    the day `first` stands under OTHERS."""
    row = JourneyQuery
    visitors = func.count(row.journey_id.distinct())
    known = (
        select(row.locale, row.query)
        .where(row.day >= first, row.query != OTHERS)
        .group_by(row.locale, row.query)
        .having(visitors >= LEAST_JOURNEYS)
        .subquery()
    )
    query = func.coalesce(known.c.query, OTHERS)
    sums = [func.sum(getattr(row, name)) for name in COUNTS[1:]]
    found = session.execute(
        select(row.day, row.locale, query, visitors, *sums)
        .outerjoin(known, (known.c.locale == row.locale) & (known.c.query == row.query))
        .where(row.day >= first)
        .group_by(row.day, row.locale, query)
    )
    return {
        (day, locale, text): dict(zip(COUNTS, map(int, numbers), strict=True))
        for day, locale, text, *numbers in found
    }


def _erase(session: Session, ids: Sequence[int], _now: datetime) -> None:
    session.execute(delete(JourneyQuery).where(JourneyQuery.journey_id.in_(ids)))


QUERIES = Part(erase=_erase)
"""The steps of a journey tell its owner each search already."""


def _rows(
    session: Session, ids: Sequence[int], begin: datetime, zone: ZoneInfo
) -> Iterator[dict[str, object]]:
    solved = _solved(session, ids, begin)
    events = session.execute(
        select(
            JourneyEvent.journey_id,
            JourneyEvent.at,
            JourneyEvent.kind,
            JourneyEvent.text,
            JourneyEvent.details,
            Journey.locale,
        )
        .join(Journey, Journey.id == JourneyEvent.journey_id)
        .where(
            JourneyEvent.journey_id.in_(ids),
            JourneyEvent.at >= begin,
            JourneyEvent.kind.in_(("searched", "opened", "started")),
        )
        .order_by(JourneyEvent.journey_id, JourneyEvent.id)
    )
    for journey, own in groupby(events, key=lambda event: event.journey_id):
        steps = [_step(one.at, one.kind, one.text, one.details, one.locale) for one in own]
        for (day, locale, query), tally in asked_on(steps, solved.get(journey), zone).items():
            yield {
                "journey_id": journey,
                "day": day,
                "locale": locale,
                "query": query,
                "searches": tally.searches,
                "empty": tally.empty,
                "opened": tally.opened,
                "solved": tally.solved,
            }


def _solved(session: Session, ids: Sequence[int], begin: datetime) -> dict[int, datetime]:
    """When each journey's visitor last said that something we showed had solved the problem."""
    query = (
        select(Attempt.journey_id, func.max(Attempt.at))
        .where(
            Attempt.journey_id.in_(ids),
            Attempt.at >= begin,
            Attempt.outcome == Outcome.SOLVED,
            Attempt.origin.in_((Origin.ARTICLE, Origin.FLOW)),
            Attempt.before.is_(False),
            Attempt.superseded_at.is_(None),
        )
        .group_by(Attempt.journey_id)
    )
    return dict(session.execute(query).all())


def _step(at: datetime, kind: str, text: str, details: Mapping[str, object], locale: str) -> Step:
    if kind != "searched":
        return Step(at)
    hits, shown_in = details.get("hits"), details.get("lang")
    return Step(
        at,
        query=text,
        locale=shown_in if isinstance(shown_in, str) and shown_in in LOCALES else locale,
        hits=hits if isinstance(hits, int) else 1,
    )
