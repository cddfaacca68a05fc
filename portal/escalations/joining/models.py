"""Which cases belong together."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key
from portal.escalations.models import one_of


class LinkKind(StrEnum):
    """related: an agent says so · split: the one with the higher id was part of the other."""

    RELATED = "related"
    SPLIT = "split"


class CaseLink(Base):
    """Two cases that belong together, without an order: the lower id stands first."""

    __tablename__ = "case_link"
    __table_args__ = (
        one_of("kind", LinkKind),
        CheckConstraint("low_id < high_id", name="order"),
        UniqueConstraint("low_id", "high_id"),
    )

    id: Mapped[Key]
    low_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
