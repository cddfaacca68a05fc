"""Who has a case open just now. Nothing here outlives the minute (forget_gone)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.escalations.models import one_of


class Writing(StrEnum):
    """What somebody is typing into: nothing, an answer to the customer, or a note."""

    NOTHING = ""
    REPLY = "reply"
    NOTE = "note"


class Presence(Base):
    """One person at one case, in whatever many windows."""

    __tablename__ = "case_presence"
    __table_args__ = (one_of("writing", Writing),)

    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
    writing: Mapped[str] = mapped_column(String(5))
