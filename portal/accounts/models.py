"""People who sign in, their sessions, and the links by which they set a password."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.files import StoredFile
from portal.core.types import Key, PublicId
from portal.web.access import Reader, Role


class Person(Base):
    """Somebody of the organisation's team. `languages` are those they answer in (none: that of
    their pages), `skills` keys of topics, `hours` [weekday, opens, closes] in minutes after
    midnight (none: the hours of their teams)."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint(f"role IN ({', '.join(repr(role.value) for role in Role)})", name="role"),
        CheckConstraint("locale IN ('de', 'en')", name="locale"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    email: Mapped[str] = mapped_column(
        String(254), unique=True, info={"personal": "address", "retention": "account"}
    )
    name: Mapped[str] = mapped_column(
        String(120), info={"personal": "name", "retention": "account"}
    )
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(2), default="de")
    active: Mapped[bool] = mapped_column(default=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id))
    languages: Mapped[list[str]] = mapped_column(default=list)
    skills: Mapped[list[str]] = mapped_column(default=list)
    hours: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]

    queues: Mapped[list["Queue"]] = relationship(secondary="queue_member", lazy="selectin")
    picture: Mapped[StoredFile | None] = relationship()

    def as_reader(self) -> Reader:
        """This person as the Reader that queries take."""
        return Reader(
            user_id=self.id,
            role=Role(self.role),
            name=self.name,
            queues=frozenset(queue.id for queue in self.queues),
        )


class Queue(Base):
    """A team's cases. The organisation file names the queues; people belong to any number."""

    __tablename__ = "queue"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, Any]]
    position: Mapped[int]


class QueueMember(Base):
    """A person works on a queue's cases."""

    __tablename__ = "queue_member"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Absence(Base):
    """Somebody is not there from `starts_at` until before `ends_at`; the `deputy` was named, else
    it is whoever of the team has the least to do."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index(None, "person_id", "ends_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])


class SignIn(Base):
    """One signed-in browser. Ending the row ends the session, wherever the cookie is."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(
        String(60), default="", info={"personal": "device", "retention": "session"}
    )

    person: Mapped[Person] = relationship()


class PasswordLink(Base):
    """A mailed link that sets a new password once, before it expires."""

    __tablename__ = "password_link"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
