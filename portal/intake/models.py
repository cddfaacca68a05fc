"""What a customer wrote at the beginning, what we made of it, and what they confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key


class Intake(Base):
    """The text of one journey; writing it again replaces it.

    `place` is where it was written ("flow:mail-send-fails", "contact", "search", or "").
    `found` is what was recognised (understanding.py says its shape), `confirmed` what the customer
    let stand of it: `{"facts": {name: value}}`. `former` holds hashes of the texts before this
    one. `revision` grows with each text, so that an old page confirms nothing of a new one.
    """

    __tablename__ = "intake"

    id: Mapped[Key]
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), unique=True)
    locale: Mapped[str] = mapped_column(String(2))
    place: Mapped[str] = mapped_column(String(90))
    text: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "journey"})
    found: Mapped[dict[str, Any]] = mapped_column(
        info={"personal": "free text", "retention": "journey"}
    )
    confirmed: Mapped[dict[str, Any]] = mapped_column(
        default=dict, info={"personal": "free text", "retention": "journey"}
    )
    former: Mapped[list[str]] = mapped_column(
        default=list, info={"personal": "free text", "retention": "journey"}
    )
    revision: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
