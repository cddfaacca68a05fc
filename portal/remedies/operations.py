"""Recording attempts. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.core.errors import TooMany
from portal.core.types import public_id
from portal.journeys.models import Journey
from portal.remedies.models import Attempt, Origin, Outcome

LONGEST_NOTE = 2_000
MOST_ATTEMPTS = 500
"""A journey holds no more rows, corrections included (F5, V9)."""


def record_attempt(
    session: Session,
    journey: Journey,
    *,
    remedy: str,
    outcome: Outcome,
    origin: Origin,
    title: str,
    before: bool = False,
    note: str = "",
    place: str = "",
    locale: str | None = None,
    version: int | None = None,
    wording: str | None = None,
    now: datetime,
) -> Attempt:
    """The remedy was done, with this outcome; what was said about it earlier is superseded.

    The same said twice is recorded once. The first attempt's time stays when only the outcome,
    the note or the wording is corrected. `locale`, `version` and `wording` say what was shown (see
    Attempt). Raises TooMany when the journey is full.
    """
    journey.seen_at = now
    session.flush()  # holds the journey's row: two requests at once take turns
    note = note.strip()[:LONGEST_NOTE]
    mine = (
        Attempt.journey_id == journey.id,
        Attempt.remedy == remedy,
        Attempt.superseded_at.is_(None),
    )
    present = session.scalar(select(Attempt).where(*mine))
    said = (outcome, note, before)
    if present is not None and (present.outcome, present.note, present.before) == said:
        return present
    if _rows(session, journey) >= MOST_ATTEMPTS:
        raise TooMany(
            "There is no room for more steps here. Talk to a person: we take it from here."
        )
    session.execute(update(Attempt).where(*mine).values(superseded_at=now))
    attempt = Attempt(
        public_id=public_id(),
        journey_id=journey.id,
        remedy=remedy,
        outcome=outcome,
        origin=origin,
        before=before,
        title=title,
        note=note,
        place=place,
        locale=locale,
        version=version,
        wording=wording or (present.wording if present is not None else None),
        at=present.at if present is not None else now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def withdraw_attempt(session: Session, journey: Journey, remedy: str, *, now: datetime) -> None:
    """The customer did not do it after all."""
    session.execute(
        update(Attempt)
        .where(
            Attempt.journey_id == journey.id,
            Attempt.remedy == remedy,
            Attempt.superseded_at.is_(None),
        )
        .values(superseded_at=now)
    )
    session.flush()


def erase_attempts(session: Session, journey_ids: Sequence[int]) -> None:
    """Delete every attempt of these journeys, the corrected ones as well."""
    session.execute(delete(Attempt).where(Attempt.journey_id.in_(journey_ids)))


def _rows(session: Session, journey: Journey) -> int:
    count = select(func.count()).where(Attempt.journey_id == journey.id)
    return session.scalar(count) or 0
