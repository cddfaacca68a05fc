"""Waiting for a remedy to take effect: until when, and when a reminder may come. Pure.

That a customer waits is kept like an answer, under the key of the remedy's step: the only entry is
the moment (ISO 8601, UTC) from which looking is worth while.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING, EVENING = time(8), time(20)
"""Reminders come between these, where the reader is."""
MOST_MINUTES = 7 * 24 * 60
"""A journey that nobody comes back to ends after twice that (`journeys.rules.IDLE`)."""


def waited_until(reply: Sequence[str]) -> datetime | None:
    """The moment that is kept as a reply; None if it is none, or was taken back."""
    if len(reply) != 1:
        return None
    try:
        moment = datetime.fromisoformat(reply[0])
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def reply_for(until: datetime) -> str:
    """How a moment is kept."""
    return until.astimezone(UTC).isoformat(timespec="minutes")


def end_of_wait(now: datetime, minutes: int) -> datetime:
    """When it is over that begins now: on the next full five minutes."""
    until = now + timedelta(minutes=minutes)
    rest = timedelta(minutes=until.minute % 5, seconds=until.second, microseconds=until.microsecond)
    return until + (timedelta(minutes=5) - rest if rest else timedelta())


def by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment`, or the next morning if it is night in `zone`: nobody is woken by a reminder."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
