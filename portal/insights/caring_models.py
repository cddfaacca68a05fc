"""How customers were cared for, counted by week and team: it says of nobody who it was."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key


class CaringCount(Base):
    """How often a `measure` (caring_rules.Measure) was counted in a team's week, which begins on
    that Monday of the organisation. `minutes` is 0 for all but Measure.WAITED."""

    __tablename__ = "caring_count"
    __table_args__ = (UniqueConstraint("week", "queue_id", "measure", "minutes"),)

    id: Mapped[Key]
    week: Mapped[date]
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    measure: Mapped[str] = mapped_column(String(12))
    minutes: Mapped[int] = mapped_column(default=0)
    number: Mapped[int]


class CountedCase(Base):
    """What of a case is among the counts, so that it can be taken out again."""

    __tablename__ = "counted_case"

    case_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), primary_key=True)
    cells: Mapped[list[Any]]  # [week, queue id, measure, minutes, number] each
