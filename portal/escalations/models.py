"""The hand-over: a draft that the customer reviews, the case, its messages and promises."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person, Queue
from portal.core.db import Base
from portal.core.files import StoredFile
from portal.core.types import Key, PublicId
from portal.service_hours.rules import Priority


class Status(StrEnum):
    """new: nobody answered yet · open · waiting: on the customer · solved · closed."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"


OPEN_STATUSES = (Status.NEW, Status.OPEN, Status.WAITING)


class MessageKind(StrEnum):
    """Who wrote it to whom; a note never leaves the team."""

    REPLY = "reply"
    NOTE = "note"
    CUSTOMER = "customer"


class PromiseState(StrEnum):
    """void: the case ended before it was due."""

    OPEN = "open"
    KEPT = "kept"
    MOVED = "moved"
    BROKEN = "broken"
    VOID = "void"


class Basis(StrEnum):
    """On which grounds a time was promised. target: the team's calendar and targets · chosen: by a
    person · callback: the slot that the customer chose · reminder: when we remind the customer ·
    extension: by the portal itself, before a promise broke."""

    TARGET = "target"
    CHOSEN = "chosen"
    CALLBACK = "callback"
    REMINDER = "reminder"
    EXTENSION = "extension"


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The constraint that a column holds one of these."""
    allowed = ", ".join(repr(value.value) for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


class Draft(Base):
    """What the customer changed on the review page before sending, one row a journey.

    `changes` maps a line's key ("attempt:7", "fact:device") to {"text": …} or {"left_out": true}.
    """

    __tablename__ = "escalation_draft"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), unique=True)
    words: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "journey"})
    name: Mapped[str] = mapped_column(
        String(120), info={"personal": "name", "retention": "journey"}
    )
    email: Mapped[str] = mapped_column(
        String(254), info={"personal": "address", "retention": "journey"}
    )
    phone: Mapped[str] = mapped_column(
        String(40), info={"personal": "address", "retention": "journey"}
    )
    channel: Mapped[str] = mapped_column(String(12))  # mail | callback
    callback_wish: Mapped[str] = mapped_column(
        info={"personal": "free text", "retention": "journey"}
    )
    changes: Mapped[dict[str, Any]] = mapped_column(
        info={"personal": "free text", "retention": "journey"}
    )
    queue_key: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]


class Requester(Base):
    """A customer's mail address. Until it is confirmed, only neutral mails go there (M1). A caller
    who gave none has a row of their own without one."""

    __tablename__ = "requester"

    id: Mapped[Key]
    email: Mapped[str | None] = mapped_column(
        String(254), unique=True, info={"personal": "address", "retention": "case"}
    )
    confirmed_at: Mapped[datetime | None]
    neutral_mail_at: Mapped[datetime | None]  # the last one: at most one in 24 hours
    created_at: Mapped[datetime]


class Escalation(Base):
    """A case. Its public address is `public_id` with an HMAC (links.py); `number` is only for
    reading. `revision` grows with each act, so that two agents notice each other. `due_at` is the
    open promise's (None without one), kept here so that lists walk an index in its order. While
    the contact person is not there, the `deputy` answers; `runarounds` counts how often the
    customer was passed on or asked again (contact_persons.runaround). What was `merged_into`
    another case goes on there (joining)."""

    __tablename__ = "escalation"
    __table_args__ = (
        one_of("status", Status),
        one_of("priority", Priority),
        CheckConstraint("channel IN ('mail', 'callback')", name="channel"),
        Index("ix_escalation_queue", "queue_id", "status", "due_at"),
        Index("ix_escalation_contact", "contact_id", "queue_id", "status", "due_at"),
        Index("ix_escalation_solved", "queue_id", "status", "solved_at"),
        Index("ix_escalation_priority", "priority", "queue_id", "status", "due_at"),
        Index("ix_escalation_deputy", "deputy_id", "queue_id", "status", "due_at"),
        Index(
            "ix_escalation_runarounds",
            "queue_id",
            "status",
            "due_at",
            sqlite_where=text("runarounds >= 2"),
            postgresql_where=text("runarounds >= 2"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    number: Mapped[int] = mapped_column(unique=True)
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"), index=True)
    requester_id: Mapped[int] = mapped_column(ForeignKey("requester.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), info={"personal": "name", "retention": "case"})
    phone: Mapped[str] = mapped_column(
        String(40), info={"personal": "address", "retention": "case"}
    )
    channel: Mapped[str] = mapped_column(String(12))
    callback_wish: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    locale: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(
        String(200), info={"personal": "free text", "retention": "case"}
    )
    words: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    runarounds: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("escalation.id"), index=True)
    status: Mapped[str] = mapped_column(String(12))
    priority: Mapped[str] = mapped_column(String(8), default=Priority.NORMAL.value)
    revision: Mapped[int] = mapped_column(default=1)
    # When its sender showed that they read the address's mails. The address alone may be known to
    # be good from another case, and this one be by a stranger who only typed it.
    confirmed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]  # or closed for now: `status` says which
    solution_confirmed_at: Mapped[datetime | None]  # by the customer: silence never is

    queue: Mapped[Queue] = relationship()
    contact: Mapped[Person | None] = relationship(foreign_keys=[contact_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])
    requester: Mapped[Requester] = relationship()


class ContextLine(Base):
    """One line of the snapshot that travelled with the case, in the wording the customer saw.

    `section` is attempt, fact, answer, searched or opened; `outcome`, `remedy`, `note` and
    `before` belong to attempts. The customer may correct a line later, or say that it is `wrong`
    (status.models.Correction has what stood there). An attempt told `from_message` was written
    later, the words that say so are its note (tried_since).
    """

    __tablename__ = "context_line"

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), index=True)
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime | None]
    label: Mapped[str]
    text: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    url: Mapped[str] = mapped_column(default="")
    remedy: Mapped[str] = mapped_column(String(80), default="")
    outcome: Mapped[str] = mapped_column(String(12), default="")
    before: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(
        default="", info={"personal": "free text", "retention": "case"}
    )
    wrong: Mapped[bool] = mapped_column(default=False)
    from_message: Mapped[bool] = mapped_column(default=False)


class Message(Base):
    """A public reply, an internal note, or what the customer wrote; never changed. A deputy wrote
    it `in_place_of` the contact person. What people of the team write is `markdown`; everything
    else is plain text."""

    __tablename__ = "message"
    __table_args__ = (one_of("kind", MessageKind), Index(None, "escalation_id", "id"))

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"))
    kind: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    in_place_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    markdown: Mapped[bool] = mapped_column(default=False)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outbound_mail.id"))
    created_at: Mapped[datetime]

    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    in_place_of: Mapped[Person | None] = relationship(foreign_keys=[in_place_of_id])


class CaseFile(Base):
    """A file of a draft, of a case, or of one message of it. Of a log, `removed` counts by kind
    what was taken out before it was kept; it is `withheld` until its customer agrees to it."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR escalation_id IS NOT NULL", name="owner"),
    )

    id: Mapped[Key]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("escalation_draft.id"), index=True)
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalation.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    removed: Mapped[dict[str, Any] | None]
    withheld: Mapped[bool] = mapped_column(default=False)

    file: Mapped[StoredFile] = relationship()


class Promise(Base):
    """What happens next, by whom (`by`; None: the team, or the customer), by when, on which grounds
    (`basis`). One open promise a case: the database sees to it.

    `moved_from` is the promise in whose place this one came by an act that told the customer why
    (`reason`). A default one counts its minutes from `counted_from`. `look_at` is when the
    watch has to look at it next, None when it never has to again (watching.rules).
    """

    __tablename__ = "promise"
    __table_args__ = (
        one_of("state", PromiseState),
        Index(
            "uq_promise_open",
            "escalation_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        one_of("basis", Basis),
        Index("ix_promise_due", "state", "due_at"),
        Index("ix_promise_look", "state", "look_at"),
    )

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # first_answer | next_update | call | your_answer
    text: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "case"})
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str] = mapped_column(String(10), default=Basis.CHOSEN.value)
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    reason: Mapped[str] = mapped_column(
        default="", info={"personal": "free text", "retention": "case"}
    )
    counted_from: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(8))
    closed_at: Mapped[datetime | None]

    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    moved_from: Mapped["Promise | None"] = relationship(remote_side="Promise.id")
