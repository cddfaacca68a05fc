"""Filters of the inbox that somebody has kept under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Queue
from portal.core.db import Base
from portal.core.types import Key, PublicId

LONGEST_NAME = 60


class SavedFilter(Base):
    """A filter under a name: its owner's, or everybody's of a team (`queue_id`). `wanted` is its
    address, as the parameters of `filters.parameters_of`; whoever opens it sees only cases of
    their own teams. `name_key` is the name as it is compared."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        Index(
            "uq_saved_filter_own",
            "owner_id",
            "name_key",
            unique=True,
            sqlite_where=text("queue_id IS NULL"),
            postgresql_where=text("queue_id IS NULL"),
        ),
        Index(
            "uq_saved_filter_team",
            "queue_id",
            "name_key",
            unique=True,
            sqlite_where=text("queue_id IS NOT NULL"),
            postgresql_where=text("queue_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    queue_id: Mapped[int | None] = mapped_column(ForeignKey("queue.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(String(LONGEST_NAME * 3))
    wanted: Mapped[dict[str, Any]]
    position: Mapped[int]
    created_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()
    queue: Mapped[Queue | None] = relationship()
