"""How a case went from one person to another, and codes that are read out on the phone."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key


class Handover(Base):
    """A case was given to somebody else, or to another team; `reason` is what its customer was
    told."""

    __tablename__ = "handover"

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    to_queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    reason: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})


class CaseCode(Base):
    """A short code that leads to a case until it expires. Only its HMAC is kept."""

    __tablename__ = "case_code"

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
