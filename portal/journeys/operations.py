"""What can happen to a journey. None of these commits."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.core.types import public_id
from portal.journeys.models import Journey, JourneyEvent, JourneyFact, JourneyKey
from portal.journeys.parts import Part
from portal.journeys.rules import LONGEST_TEXT, MOST_EVENTS

TOKEN_LENGTH = 28


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """134 random bits for a cookie."""
    return public_id(TOKEN_LENGTH)


def begin_journey(session: Session, token: str, *, locale: str, now: datetime) -> Journey:
    """A new journey that `token` opens; an older one that it opened goes on no more."""
    journey = Journey(locale=locale, started_at=now, seen_at=now)
    session.add(journey)
    session.flush()
    add_key(session, journey, token, now=now)
    return journey


def add_key(session: Session, journey: Journey, token: str, *, now: datetime) -> None:
    """Let one more browser in; from now on it goes on with this journey."""
    hashed = token_hash(token)
    same = (JourneyKey.token_hash == hashed, JourneyKey.journey_id == journey.id)
    session.execute(delete(JourneyKey).where(*same))
    key = JourneyKey(token_hash=hashed, journey_id=journey.id, created_at=now)
    session.add(key)
    session.flush()


def record(
    session: Session,
    journey: Journey,
    kind: str,
    *,
    subject: str = "",
    text: str = "",
    now: datetime,
    **details: Any,
) -> None:
    """Add an event; the same thing twice in a row stands there once.

    `kind` is one of models.EVENT_KINDS. A journey that is full takes no more.
    """
    journey.seen_at = now
    session.flush()  # holds the journey's row: two requests at once take turns
    last = session.scalar(
        select(JourneyEvent)
        .where(JourneyEvent.journey_id == journey.id)
        .order_by(JourneyEvent.id.desc())
        .limit(1)
    )
    text = text[:LONGEST_TEXT]
    if last is not None and (last.kind, last.subject, last.text) == (kind, subject, text):
        return
    if _events(session, journey) >= MOST_EVENTS:
        return
    session.add(
        JourneyEvent(
            journey_id=journey.id, at=now, kind=kind, subject=subject, text=text, details=details
        )
    )
    session.flush()


def state_fact(session: Session, journey: Journey, name: str, value: str, *, now: datetime) -> None:
    """Keep a datum; a later value takes the place of the earlier, an empty one takes it away."""
    journey.seen_at = now
    session.flush()  # holds the journey's row: two requests at once take turns
    fact = session.scalar(
        select(JourneyFact).where(JourneyFact.journey_id == journey.id, JourneyFact.name == name)
    )
    value = value.strip()[:LONGEST_TEXT]
    if not value:
        if fact is not None:
            session.delete(fact)
    elif fact is None:
        session.add(JourneyFact(journey_id=journey.id, name=name, value=value, at=now))
    else:
        fact.value, fact.at = value, now
    session.flush()


def end_journey(session: Session, journey: Journey, *, now: datetime) -> None:
    """What happens after this belongs to a new journey."""
    journey.ended_at = now
    session.flush()


def erase_journeys(
    session: Session, ids: Sequence[int], parts: Iterable[Part], *, now: datetime
) -> None:
    """Delete journeys with all that was kept for them; a case keeps its own snapshot."""
    mine = select(Journey.id).where(Journey.id.in_(ids)).order_by(Journey.id)
    session.execute(mine.with_for_update())  # as every act does first: another tab takes its turn
    for part in parts:
        part.erase(session, ids, now)
    for table in (JourneyFact, JourneyEvent, JourneyKey):
        session.execute(delete(table).where(table.journey_id.in_(ids)))
    session.execute(delete(Journey).where(Journey.id.in_(ids)))
    session.flush()


def _events(session: Session, journey: Journey) -> int:
    count = select(func.count()).where(JourneyEvent.journey_id == journey.id)
    return session.scalar(count) or 0
