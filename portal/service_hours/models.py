"""Service calendars, which team keeps which, and what each team promises by itself."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.types import Key
from portal.service_hours.rules import Priority

DEFAULT = "default"


class ServiceCalendar(Base):
    """When people are there. The one called DEFAULT is everybody's who has no other; `country`
    (ISO 3166-1) is "" where public holidays are working days. `revision` grows with each change."""

    __tablename__ = "service_calendar"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    time_zone: Mapped[str] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2))
    subdivision: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    windows: Mapped[list["ServiceWindow"]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by="(ServiceWindow.weekday, ServiceWindow.opens)",
    )
    special_days: Mapped[list["ServiceSpecialDays"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ServiceSpecialDays.id"
    )


class ServiceWindow(Base):
    """A stretch of service on one weekday (0 = Monday), in minutes after midnight; one that closes
    before it opens ends on the next day, 1440 is midnight."""

    __tablename__ = "service_window"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens BETWEEN 0 AND 1439 AND closes BETWEEN 1 AND 1440", name="minutes"),
        CheckConstraint("opens <> closes", name="length"),
    )

    id: Mapped[Key]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("service_calendar.id"), index=True)
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]


class ServiceSpecialDays(Base):
    """Days with hours of their own: `windows` is a list of [opens, closes], empty when closed."""

    __tablename__ = "service_special_days"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="order"),)

    id: Mapped[Key]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("service_calendar.id"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    yearly: Mapped[bool]
    label: Mapped[str] = mapped_column(String(80))
    windows: Mapped[list[Any]]


class TeamService(Base):
    """The calendar a team keeps; a team without a row keeps the default one."""

    __tablename__ = "team_service"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"), primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("service_calendar.id"), index=True)
    revision: Mapped[int] = mapped_column(default=1)

    calendar: Mapped[ServiceCalendar] = relationship()


class ServiceTarget(Base):
    """What a team promises by itself, in working minutes; without a row the organisation's."""

    __tablename__ = "service_target"
    __table_args__ = (
        CheckConstraint(
            f"priority IN ({', '.join(repr(priority.value) for priority in Priority)})",
            name="priority",
        ),
        CheckConstraint("first_answer_minutes > 0 AND next_update_minutes > 0", name="minutes"),
    )

    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"), primary_key=True)
    priority: Mapped[str] = mapped_column(String(8), primary_key=True)
    first_answer_minutes: Mapped[int]
    next_update_minutes: Mapped[int]
