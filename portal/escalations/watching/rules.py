"""When a promise needs somebody's eye. Pure, without a clock."""

from dataclasses import dataclass
from datetime import datetime

from portal.service_hours.rules import (
    Calendar,
    add_working_minutes,
    subtract_working_minutes,
    working_minutes_between,
)

HALF, MOST = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Marks:
    """The instants of one promise: half and most of its working time is gone; from `notice` on it
    is about to break, and the customer hears of it."""

    half: datetime
    most: datetime
    notice: datetime


def marks_of(calendar: Calendar, made_at: datetime, due_at: datetime, notice_minutes: int) -> Marks:
    """The marks in working time; `notice_minutes` before it is due, for a short promise when
    MOST of it is gone. Where no working time lies in between, since the calendar has changed
    meanwhile or it was promised for a closed day, time is time."""
    total = working_minutes_between(calendar, made_at, due_at)
    if total <= 0:
        whole = due_at - made_at
        return Marks(made_at + whole * HALF, made_at + whole * MOST, made_at + whole * MOST)
    notice = min(float(notice_minutes), total * (1 - MOST))
    return Marks(
        half=min(add_working_minutes(calendar, made_at, total * HALF), due_at),
        most=min(add_working_minutes(calendar, made_at, total * MOST), due_at),
        notice=max(made_at, subtract_working_minutes(calendar, due_at, notice)),
    )
