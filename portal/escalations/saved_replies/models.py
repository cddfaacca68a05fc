"""What is kept of a saved reply."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Queue
from portal.core.db import Base
from portal.core.types import Key, PublicId
from portal.escalations.models import one_of


class Shared(StrEnum):
    """Who inserts it: whoever wrote it · a team · everybody who answers customers."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


class SavedReply(Base):
    """A text for replies. `titles` and `bodies` are by locale, a language that nobody wrote is
    missing in both. `owner` wrote it; what came with the portal has none. `revision` grows with
    each change, `uses` with each insertion into a reply."""

    __tablename__ = "saved_reply"
    __table_args__ = (
        one_of("shared", Shared),
        CheckConstraint("(shared = 'team') = (queue_id IS NOT NULL)", name="team"),
        CheckConstraint("shared <> 'own' OR owner_id IS NOT NULL", name="owner"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    titles: Mapped[dict[str, Any]]
    bodies: Mapped[dict[str, Any]]
    shared: Mapped[str] = mapped_column(String(4))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    uses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    queue: Mapped[Queue | None] = relationship()
