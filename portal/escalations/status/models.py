"""What a customer corrects, and whom they thank."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.types import Key
from portal.escalations.models import ContextLine


class Correction(Base):
    """A line of the context as it stood before its customer corrected it; the line itself holds
    what is right now. `wrong` says that it stands as wrong from now on, without another wording."""

    __tablename__ = "context_correction"

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("context_line.id"), index=True)
    text: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    outcome: Mapped[str] = mapped_column(String(12))
    was_wrong: Mapped[bool]
    at: Mapped[datetime]

    line: Mapped[ContextLine] = relationship()


class Thanks(Base):
    """What a customer wrote to those who helped them. It may be changed once (`changed_at`)."""

    __tablename__ = "thanks"

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), unique=True)
    words: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]


class ThanksTo(Base):
    """One of those who helped; `mailed_at` is when their digest told them."""

    __tablename__ = "thanks_to"
    __table_args__ = (UniqueConstraint("thanks_id", "person_id"),)

    id: Mapped[Key]
    thanks_id: Mapped[int] = mapped_column(ForeignKey("thanks.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mailed_at: Mapped[datetime | None]

    thanks: Mapped[Thanks] = relationship()
