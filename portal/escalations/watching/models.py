"""Whom we have told that a promise needs them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key
from portal.escalations.models import one_of


class Stage(StrEnum):
    """Why somebody is warned: half and most of the time is gone · the customer had to be told that
    it takes longer · the promise is broken."""

    HALF = "half"
    MOST = "most"
    EXTENDED = "extended"
    BROKEN = "broken"


class PromiseWarning(Base):
    """Somebody of the team hears that a promise needs them: each stage once. Until `mailed_at` it
    waits for the next digest."""

    __tablename__ = "promise_warning"
    __table_args__ = (
        one_of("stage", Stage),
        UniqueConstraint("promise_id", "stage", "person_id"),
        Index(None, "person_id", "mailed_at"),
    )

    id: Mapped[Key]
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    stage: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
