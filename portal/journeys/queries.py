"""Reading journeys."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.journeys.models import Journey, JourneyEvent, JourneyFact, JourneyKey
from portal.journeys.operations import token_hash
from portal.journeys.rules import goes_on


def journey_by_token(session: Session, token: str, *, now: datetime) -> Journey | None:
    """The running journey that `token` opens, or None."""
    journey = session.scalar(
        select(Journey)
        .join(JourneyKey, JourneyKey.journey_id == Journey.id)
        .where(JourneyKey.token_hash == token_hash(token))
    )
    if journey is None or not goes_on(journey.seen_at, journey.ended_at, now):
        return None
    return journey


def events(session: Session, journey: Journey) -> list[JourneyEvent]:
    """What happened, oldest first."""
    mine = JourneyEvent.journey_id == journey.id
    return list(session.scalars(select(JourneyEvent).where(mine).order_by(JourneyEvent.id)))


def facts(session: Session, journey: Journey) -> Mapping[str, str]:
    """The known data by name."""
    rows = select(JourneyFact.name, JourneyFact.value).where(JourneyFact.journey_id == journey.id)
    return dict(session.execute(rows.order_by(JourneyFact.at)).tuples())
