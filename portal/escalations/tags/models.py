"""Tags, and which cases have them."""

from datetime import datetime

from sqlalchemy import Connection, ForeignKey, Index, String, event, inspect, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.core.db import Base
from portal.core.types import Key, PublicId
from portal.escalations.models import Escalation

LONGEST_NAME = 40


class Tag(Base):
    """A word for cases, the same for all teams. `key` is the name as it is compared (rules)."""

    __tablename__ = "tag"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    key: Mapped[str] = mapped_column(String(LONGEST_NAME * 3), unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class CaseTag(Base):
    """A case has a tag. `queue_id`, `status` and `at` are the case's, kept here so that the list of
    a tag walks an index in its order: `at` is when the open promise is due, or when it was solved
    (`copied_of`)."""

    __tablename__ = "case_tag"
    __table_args__ = (
        Index("ix_case_tag_list", "tag_id", "queue_id", "status", "at", "escalation_id"),
    )

    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    status: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime | None]

    tag: Mapped[Tag] = relationship()


_COPIED = ("queue_id", "status", "due_at", "solved_at")


def copied_of(case: Escalation) -> dict[str, object]:
    """What a row keeps of its case."""
    return {
        "queue_id": case.queue_id,
        "status": case.status,
        "at": case.solved_at if case.due_at is None else case.due_at,
    }


@event.listens_for(Escalation, "after_update")
def _keep_in_step(_mapper: Mapper[Escalation], connection: Connection, case: Escalation) -> None:
    """Whatever act changes a case, its place in the lists of its tags changes with it."""
    state = inspect(case)
    if any(state.attrs[name].history.has_changes() for name in _COPIED):
        mine = update(CaseTag).where(CaseTag.escalation_id == case.id)
        connection.execute(mine.values(**copied_of(case)))
