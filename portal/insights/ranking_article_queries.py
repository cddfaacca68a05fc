"""The queries that lead to an article, from the visitors' journeys and without the visitors."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.insights.ranking_pages import LeadingQuery
from portal.journeys.models import Journey, JourneyEvent
from portal.knowledge.models import Translation
from portal.knowledge.prior_queries import PLACE
from portal.knowledge.prior_rules import AFTER_SEARCH
from portal.knowledge.query_log_rules import LEAST_JOURNEYS, folded, may_be_kept

MOST = 50
MOST_JOURNEYS = 2_000
"""Of so many visits, the last ones: enough to see what leads to an article, and soon read."""


@dataclass(frozen=True, slots=True)
class Leading:
    """Queries that enough visitors asked, the most frequent first, and how many visitors came by
    all others together."""

    queries: tuple[LeadingQuery, ...]
    others: int


def leading_queries(session: Session, article_id: int) -> Leading:
    """After which queries visitors opened the article within half an hour, each visitor once.

    A query is shown when `LEAST_JOURNEYS` visitors came by it and it looks as if it named nobody.
    """
    texts = select(Translation.id).where(Translation.article_id == article_id)
    subjects = [f"{PLACE}{id_}" for id_ in session.scalars(texts)]
    visitors: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    rows = session.execute(_events(subjects).execution_options(yield_per=2_000))
    for journey, events in groupby(rows, key=lambda row: row.journey_id):
        for asked in _led_here(events, frozenset(subjects)):
            visitors[asked].add(journey)
    known = {
        asked: len(journeys)
        for asked, journeys in visitors.items()
        if len(journeys) >= LEAST_JOURNEYS and may_be_kept(asked[1])
    }
    others = set().union(*(found for asked, found in visitors.items() if asked not in known))
    shown = sorted(known.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return Leading(
        queries=tuple(LeadingQuery(query, locale, count) for (locale, query), count in shown),
        others=len(others),
    )


def _events(subjects: list[str]) -> Select[int, datetime, str, str, str, dict[str, object], str]:
    """What happened on the last journeys that came by one of these."""
    here = (
        select(JourneyEvent.journey_id)
        .where(JourneyEvent.kind == "opened", JourneyEvent.subject.in_(subjects))
        .order_by(JourneyEvent.id.desc())
        .limit(MOST_JOURNEYS)
    )
    return (
        select(
            JourneyEvent.journey_id,
            JourneyEvent.at,
            JourneyEvent.kind,
            JourneyEvent.subject,
            JourneyEvent.text,
            JourneyEvent.details,
            Journey.locale,
        )
        .join(Journey, Journey.id == JourneyEvent.journey_id)
        .where(JourneyEvent.journey_id.in_(here), JourneyEvent.kind.in_(("searched", "opened")))
        .order_by(JourneyEvent.journey_id, JourneyEvent.id)
    )


def _led_here(events: Iterable[Row], subjects: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(language, folded query) of each search after which one of `subjects` was opened."""
    search: Row | None = None
    for event in events:
        if event.kind == "searched":
            search = event
        elif (
            search is not None
            and event.subject in subjects
            and event.at - search.at <= AFTER_SEARCH
            and (query := folded(search.text))
        ):
            lang = search.details.get("lang")
            yield (lang if isinstance(lang, str) else search.locale), query
