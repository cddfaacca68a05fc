"""Reading journeys."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.journeys.models import Journey, JourneyEvent, JourneyFact, JourneyKey
from portal.journeys.operations import token_hash
from portal.journeys.parts import Part
from portal.journeys.rules import goes_on


def journey_by_token(session: Session, token: str, *, now: datetime) -> Journey | None:
    """The running journey that `token` opens, or None."""
    opened = JourneyKey.token_hash == token_hash(token)
    query = select(Journey).join(JourneyKey, JourneyKey.journey_id == Journey.id).where(opened)
    journey = session.scalar(query.order_by(JourneyKey.id.desc()).limit(1))
    if journey is None or not goes_on(journey.seen_at, journey.ended_at, now):
        return None
    return journey


def journeys_of_token(session: Session, token: str) -> list[Journey]:
    """All journeys that `token` opens, those that ended as well; the newest first."""
    opened = JourneyKey.token_hash == token_hash(token)
    query = select(Journey).join(JourneyKey, JourneyKey.journey_id == Journey.id).where(opened)
    return list(session.scalars(query.order_by(JourneyKey.id.desc())))


def forgettable_journeys(
    session: Session, parts: Iterable[Part], *, unseen_since: datetime, limit: int
) -> list[int]:
    """Ids of journeys that nobody has seen since then and that no feature needs, oldest first."""
    query = select(Journey.id).where(Journey.seen_at < unseen_since)
    for part in parts:
        kept = part.keeps()
        if kept is not None:
            query = query.where(Journey.id.not_in(kept))
    return list(session.scalars(query.order_by(Journey.seen_at).limit(limit)))


def events(session: Session, journey: Journey) -> list[JourneyEvent]:
    """What happened, oldest first."""
    mine = JourneyEvent.journey_id == journey.id
    return list(session.scalars(select(JourneyEvent).where(mine).order_by(JourneyEvent.id)))


def fact_rows(session: Session, journey: Journey) -> list[JourneyFact]:
    """The known data with their times, oldest first."""
    mine = JourneyFact.journey_id == journey.id
    return list(
        session.scalars(select(JourneyFact).where(mine).order_by(JourneyFact.at, JourneyFact.id))
    )


def facts(session: Session, journey: Journey) -> Mapping[str, str]:
    """The known data by name."""
    rows = select(JourneyFact.name, JourneyFact.value).where(JourneyFact.journey_id == journey.id)
    return dict(session.execute(rows.order_by(JourneyFact.at)).all())
