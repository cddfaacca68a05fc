"""A journey, the keys that open it, what happened on it, and the facts it brought to light."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key, PublicId

EVENT_KINDS = ("searched", "opened", "not_helped", "started")


class Journey(Base):
    """One visitor's way with one problem. It ends when it is handed over or begun anew."""

    __tablename__ = "journey"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    locale: Mapped[str] = mapped_column(String(2))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class JourneyKey(Base):
    """A cookie that opens a journey; a second device gets a key of its own. The newest journey of
    a cookie goes on; it opens the earlier ones too, so that their owner can read and delete them.
    Only hashes stand here, so that nobody who reads the table can walk in."""

    __tablename__ = "journey_key"
    __table_args__ = (UniqueConstraint("token_hash", "journey_id"),)

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64))
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), index=True)
    created_at: Mapped[datetime]


class JourneyEvent(Base):
    """One thing the visitor did: append-only. `subject` names what it was about ("article:7",
    "flow:internet-slow"); `text` is what they typed or the title they saw."""

    __tablename__ = "journey_event"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, EVENT_KINDS))})", name="kind"),
        Index(None, "journey_id", "id"),
    )

    id: Mapped[Key]
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(
        default="", info={"personal": "free text", "retention": "journey"}
    )
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class JourneyFact(Base):
    """A known datum, such as the customer number: asked once, the newest value holds."""

    __tablename__ = "journey_fact"
    __table_args__ = (UniqueConstraint("journey_id", "name"),)

    id: Mapped[Key]
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"))
    name: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "journey"})
    at: Mapped[datetime]
