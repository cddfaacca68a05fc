"""What visitors did, as the rules of the prior read it. Nobody is named: journeys are numbers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.journeys.models import JourneyEvent
from portal.knowledge.models import Feedback, Publication, Translation
from portal.knowledge.prior_rules import (
    WINDOW,
    Opening,
    Search,
    Solution,
    Visit,
    Vote,
    visits_of,
)
from portal.remedies.models import Attempt, Origin, Outcome

PLACE = "article:"
"""How events and attempts name a translation: this and its id."""
ROWS_AT_ONCE = 2_000
_DAY = 86_400.0


def days_online(session: Session, *, now: datetime) -> dict[int, float]:
    """For how many days each published article could be found, by its id."""
    query = (
        select(Translation.article_id, func.min(Publication.first_published_at))
        .join(Publication, Publication.translation_id == Translation.id)
        .group_by(Translation.article_id)
    )
    return {
        article: max((now - since).total_seconds() / _DAY, 0.0)
        for article, since in session.execute(query)
    }


def votes(session: Session, *, now: datetime) -> Iterator[Vote]:
    """What readers answered to "Did this help?", of the window."""
    query = (
        select(Translation.article_id, Feedback.created_at, Feedback.helpful)
        .join(Translation, Translation.id == Feedback.translation_id)
        .where(Feedback.created_at >= now - timedelta(days=WINDOW))
    )
    for article, at, helpful in session.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
        yield Vote(article, at, helpful)


def visits(session: Session, *, now: datetime) -> Iterator[Visit]:
    """What each journey of the window says about the articles it came by."""
    articles = _articles_by_place(session)
    since = now - timedelta(days=WINDOW)
    solutions = _solutions(session, articles, since)
    query = (
        select(
            JourneyEvent.journey_id,
            JourneyEvent.at,
            JourneyEvent.kind,
            JourneyEvent.subject,
            JourneyEvent.details,
        )
        .where(JourneyEvent.at >= since, JourneyEvent.kind.in_(("searched", "opened")))
        .order_by(JourneyEvent.journey_id, JourneyEvent.id)
    )
    rows = session.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
    for journey, events in groupby(rows, key=lambda row: row.journey_id):
        read = [
            event
            for row in events
            if (event := _event(row.at, row.kind, row.subject, row.details, articles)) is not None
        ]
        yield from visits_of(read, solutions.pop(journey, ()))
    for said in solutions.values():
        yield from visits_of((), said)


def _solutions(
    session: Session, articles: Mapping[str, int], since: datetime
) -> dict[int, list[Solution]]:
    """By journey: what customers say that it solved their problem, while they helped themselves."""
    query = select(Attempt.journey_id, Attempt.at, Attempt.place).where(
        Attempt.at >= since,
        Attempt.outcome == Outcome.SOLVED,
        Attempt.origin.in_((Origin.ARTICLE, Origin.FLOW)),
        Attempt.before.is_(False),
        Attempt.superseded_at.is_(None),
    )
    found: defaultdict[int, list[Solution]] = defaultdict(list)
    for journey, at, place in session.execute(query):
        found[journey].append(Solution(at, articles.get(place)))
    return found


def _event(
    at: datetime,
    kind: str,
    subject: str,
    details: Mapping[str, object],
    articles: Mapping[str, int],
) -> Search | Opening | None:
    if kind == "searched":
        shown = details.get("shown")
        ids = shown if isinstance(shown, list) else ()
        return Search(at, tuple(articles.get(f"{PLACE}{id_}", 0) for id_ in ids))
    article = articles.get(subject)
    return Opening(at, article) if article is not None else None


def _articles_by_place(session: Session) -> dict[str, int]:
    rows = session.execute(select(Translation.id, Translation.article_id))
    return {f"{PLACE}{translation}": article for translation, article in rows}
