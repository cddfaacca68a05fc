"""The attempts: remedies that somebody did, with what came of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.types import Key, PublicId


class Outcome(StrEnum):
    """What came of a remedy; `unknown` is done with the result not said."""

    SOLVED = "solved"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    COULD_NOT = "could_not"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Where an attempt was recorded."""

    FLOW = "flow"
    ARTICLE = "article"
    INTAKE = "intake"
    AGENT = "agent"


def _values(values: type[StrEnum]) -> str:
    return ", ".join(repr(value.value) for value in values)


class Attempt(Base):
    """A remedy done. A correction is a new row; the old one stays, with `superseded_at`.

    `title` is the wording that was shown, in the language `locale`; `place` is where ("article:7",
    "run:3", "intake"). `wording` is what stood below the title (Markdown), `version` that of the
    flow, or the number of the article's revision; None where nothing stood there.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({_values(Outcome)})", name="outcome"),
        CheckConstraint(f"origin IN ({_values(Origin)})", name="origin"),
        Index(None, "journey_id", "remedy"),
        Index("ix_attempt_outcomes", "remedy", "outcome", "before", "superseded_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"))
    remedy: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(12))
    before: Mapped[bool]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(
        default="", info={"personal": "free text", "retention": "journey"}
    )
    place: Mapped[str] = mapped_column(String(40), default="")
    locale: Mapped[str | None] = mapped_column(String(2))
    version: Mapped[int | None]
    wording: Mapped[str | None]
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
