"""Flows with their versions, and customers' runs with their answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.types import Key

FLOW_STATES = ("draft", "review", "published", "archived")


class FlowRecord(Base):
    """The identity of a flow. Customers start its current version, if it is published."""

    __tablename__ = "flow"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(map(repr, FLOW_STATES))})", name="state"),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    current_id: Mapped[int | None] = mapped_column(ForeignKey("flow_version.id", use_alter=True))
    changed_at: Mapped[datetime]

    current: Mapped["FlowVersion | None"] = relationship(foreign_keys=current_id, post_update=True)


class FlowVersion(Base):
    """One text of a flow file, never changed: runs are pinned to it."""

    __tablename__ = "flow_version"
    __table_args__ = (UniqueConstraint("flow_id", "number"),)

    id: Mapped[Key]
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"))
    number: Mapped[int]
    source: Mapped[str]  # the YAML as it was published
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: from a file
    shipped: Mapped[bool] = mapped_column(default=False)  # came with Lotse

    flow: Mapped[FlowRecord] = relationship(foreign_keys=flow_id)


class FlowDraft(Base):
    """The text of a flow that is being written, one at a time for each flow; it may be broken.
    `revision` counts the saves, so that nobody writes over what somebody else saved since."""

    __tablename__ = "flow_draft"
    __table_args__ = (CheckConstraint("state IN ('draft', 'review')", name="state"),)

    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    source: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("flow_version.id"))  # begun from
    revision: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str] = mapped_column(default="")  # why it was returned
    changed_at: Mapped[datetime]

    flow: Mapped[FlowRecord] = relationship(foreign_keys=flow_id)


class Run(Base):
    """One customer's passage through one version of a flow; its address holds the token."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "changed_at"),)

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("flow_version.id"), index=True)
    locale: Mapped[str] = mapped_column(String(2))
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]  # when it last went over to newer versions
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(12))  # solved | escalate

    version: Mapped[FlowVersion] = relationship()


class RunAnswer(Base):
    """The reply to one question, with the wording that was shown. A changed answer is a new row;
    the old one stays, with `superseded_at`. Answers off the path lie dormant and come back."""

    __tablename__ = "run_answer"
    __table_args__ = (Index(None, "run_id", "step"),)

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    step: Mapped[str] = mapped_column(String(160))  # the answer key
    value: Mapped[list[Any]] = mapped_column(
        info={"personal": "free text", "retention": "journey"}
    )  # option ids, or the typed text as the only entry
    question: Mapped[str]
    label: Mapped[str] = mapped_column(info={"personal": "free text", "retention": "journey"})
    note: Mapped[str] = mapped_column(
        default="", info={"personal": "free text", "retention": "journey"}
    )
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class AssistedRun(Base):
    """An agent goes through a run for a caller; `begun`: they began it, and no browser of the
    caller's has a key to it."""

    __tablename__ = "assisted_run"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    begun: Mapped[bool]
    at: Mapped[datetime]


class RunReminder(Base):
    """One mail that a customer who waits at a step asked for; the address goes when it is sent."""

    __tablename__ = "run_reminder"
    __table_args__ = (UniqueConstraint("run_id", "step"),)

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    step: Mapped[str] = mapped_column(String(160))  # the key of the place
    email: Mapped[str] = mapped_column(
        String(254), info={"personal": "address", "retention": "journey"}
    )
    locale: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(60))
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class RunShare(Base):
    """An address under which anybody who was sent it may read what was done in a run, and no
    more. There is none until the customer sends it on."""

    __tablename__ = "run_share"

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class RemedyTime(Base):
    """How long customers took for a remedy: the median of the last months, measured by night."""

    __tablename__ = "remedy_time"

    remedy: Mapped[str] = mapped_column(String(80), primary_key=True)
    timed: Mapped[int]
    median_seconds: Mapped[int]
    updated_at: Mapped[datetime]


class EdgeCount(Base):
    """How many runs of a week went along an edge of a flow; `source` is "" for the way in. Nothing
    of it belongs to anybody: it stays when journeys are erased."""

    __tablename__ = "edge_count"
    __table_args__ = (UniqueConstraint("flow_id", "week", "source", "key", "target"),)

    id: Mapped[Key]
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"))
    week: Mapped[date]  # the Monday of the week in which the runs began
    source: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))  # see position.Walked
    target: Mapped[str] = mapped_column(String(60))
    runs: Mapped[int]


class CountedRun(Base):
    """Which edges of a run are among the counts, so that those it leaves are taken out again."""

    __tablename__ = "counted_run"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    edges: Mapped[list[Any]] = mapped_column(
        info={"personal": "free text", "retention": "journey"}
    )  # [flow id, source, key, target] each
