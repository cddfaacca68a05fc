"""An act on several cases that is under way, or was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.core.db import Base
from portal.core.types import Key, PublicId


class BulkRun(Base):
    """One act on many cases. `items` holds for each case its id, the revision that was shown, the
    key of its text, and what became of it (`items.Item`); `wanted` what was chosen in the form.
    `words` are kept only until the run is finished: then they stand in the cases."""

    __tablename__ = "bulk_run"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    act: Mapped[str] = mapped_column(String(12))
    wanted: Mapped[dict[str, Any]]
    words: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    reason: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    items: Mapped[list[Any]]
    done: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
