"""Every act leaves an event: who did what to which object, when. Ids only, no personal text."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session

from portal.core.db import Base
from portal.core.types import Key


class Event(Base):
    """One act. Append-only: nothing updates or deletes a row here but retention."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "subject", "id"),)

    id: Mapped[Key]
    at: Mapped[datetime]
    name: Mapped[str]
    subject: Mapped[str]
    actor_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]


def record_event(
    session: Session,
    name: str,
    subject: str,
    *,
    actor_id: int | None,
    now: datetime,
    **details: object,
) -> None:
    """Add the event `name` (such as "translation.published") about `subject` ("translation:7")."""
    session.add(Event(at=now, name=name, subject=subject, actor_id=actor_id, details=details))


def events_of(session: Session, subject: str) -> list[Event]:
    """All events about `subject`, oldest first."""
    return list(session.scalars(select(Event).where(Event.subject == subject).order_by(Event.id)))
