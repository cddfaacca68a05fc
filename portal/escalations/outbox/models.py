"""A reply between the press on “Send” and the customer, and files that were not sent yet."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.core.db import Base
from portal.core.files import StoredFile
from portal.core.types import Key, PublicId
from portal.escalations.models import Escalation, one_of


class State(StrEnum):
    """waiting: goes out at `send_at` · returned: its author has it again, and nobody else does."""

    WAITING = "waiting"
    RETURNED = "returned"


class Why(StrEnum):
    """Why a reply came back. called_back: by its author, or who leads the team · news: somebody
    acted on the case meanwhile · too_late: the time that it promises has passed."""

    NOT = ""
    CALLED_BACK = "called_back"
    NEWS = "news"
    TOO_LATE = "too_late"


class FilePurpose(StrEnum):
    """What a file is for."""

    REPLY = "reply"
    NOTE = "note"


class UnsentReply(Base):
    """A reply that nobody has got yet. `public_id` is the key of its form and becomes the
    message's; `form` holds the form as it was typed, so that it can come back as it was. It was
    written on the case's `revision`, after the event `seen`; `counted` are the kinds of findings
    that it goes out with, and whether it gives a reason for each."""

    __tablename__ = "unsent_reply"
    __table_args__ = (
        one_of("state", State),
        one_of("why", Why),
        Index(
            "uq_unsent_reply_waiting",
            "escalation_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_unsent_reply_author", "author_id", "state"),
        Index("ix_unsent_reply_escalation_id", "escalation_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(8))
    why: Mapped[str] = mapped_column(String(12), default=Why.NOT.value)
    form: Mapped[dict[str, Any]] = mapped_column(
        info={"personal": "free text", "retention": "case"}
    )
    counted: Mapped[list[Any]] = mapped_column(default=list)
    due_at: Mapped[datetime | None]
    revision: Mapped[int]
    seen: Mapped[int]
    pressed_at: Mapped[datetime]
    send_at: Mapped[datetime]

    author: Mapped[Person] = relationship()
    escalation: Mapped[Escalation] = relationship()


class ReplyFile(Base):
    """A file that somebody has added to what they write about a case. It waits in their composer,
    or with the reply (`unsent_id`) that it goes out with."""

    __tablename__ = "reply_file"
    __table_args__ = (
        one_of("purpose", FilePurpose),
        Index("ix_reply_file_escalation_id", "escalation_id", "person_id"),
        Index("ix_reply_file_unsent_id", "unsent_id"),
        Index("ix_reply_file_added_at", "added_at"),
    )

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str] = mapped_column(String(8))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    unsent_id: Mapped[int | None] = mapped_column(ForeignKey("unsent_reply.id"))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship()
