"""When a promise may fall due, and which times to propose. Pure, without a clock."""

from datetime import date, datetime, time, timedelta

from portal.core.errors import Invalid
from portal.service_hours.rules import (
    Calendar,
    NoWorkingTime,
    is_open,
    next_opening,
    windows_within,
)

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(days=60)
PROPOSALS = 3
_TODAY, _NEXT_DAYS = time(16, 0), time(10, 0)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def proposals(calendar: Calendar, now: datetime) -> list[datetime]:
    """Three times within service hours: today 16:00 if that is not too soon, and 10:00 on the
    next days of service. Where nobody is here at that hour, an hour before today's last closing,
    and an hour after the first opening of the other days."""
    today = now.astimezone(calendar.zone).date()
    found: list[datetime] = []
    for offset in range(LONGEST.days):
        day = today + timedelta(days=offset)
        begins, ends = (datetime.combine(on, time(0), calendar.zone) for on in (day, day + _DAY))
        windows = windows_within(calendar, max(begins, now), ends)
        if not windows:
            continue
        if day == today:
            usual, other = _TODAY, windows[-1][1] - _HOUR
        else:
            usual, other = _NEXT_DAYS, min(windows[0][0] + _HOUR, windows[0][1])
        moment = datetime.combine(day, usual, calendar.zone)
        if not is_open(calendar, moment):
            moment = other.astimezone(calendar.zone)
        if moment - now >= SHORTEST * 2:
            found.append(moment)
        if len(found) == PROPOSALS:
            break
    return found


def check_due(calendar: Calendar, due_at: datetime, now: datetime) -> None:
    """Raise Invalid unless somebody is there at `due_at` to keep the promise, soon enough."""
    if due_at - now < SHORTEST:
        raise Invalid("This time has passed or is too close. Choose a later one.")
    if due_at - now > LONGEST:
        raise Invalid("Choose a time within the next 60 days.")
    if not (is_open(calendar, due_at) or is_open(calendar, due_at - timedelta(minutes=1))):
        raise Invalid("Nobody is here at that time. Choose one within the service hours.")


def closing(calendar: Calendar, reminded_at: datetime, days: int) -> datetime:
    """When a request is closed for now if its customer stays silent: on the `days`-th day of
    service after that of our reminder, at ten, or when we open if nobody is here then.

    Raises NoWorkingTime if the next LONGEST days do not hold that many.
    """
    first = reminded_at.astimezone(calendar.zone).date()
    for offset in range(1, LONGEST.days + 1):
        day = first + timedelta(days=offset)
        begins, ends = (datetime.combine(on, time(0), calendar.zone) for on in (day, day + _DAY))
        windows = windows_within(calendar, begins, ends)
        days -= bool(windows)
        if windows and not days:
            usual = datetime.combine(day, _NEXT_DAYS, calendar.zone)
            return usual if is_open(calendar, usual) else windows[0][0]
    raise NoWorkingTime(f"no {days} more days of service within {LONGEST.days} days")


def reminder(calendar: Calendar, day: date, now: datetime) -> datetime:
    """When we remind a customer: as soon as we are here on `day` or after it.

    Raises Invalid for a day that has passed or is too far away.
    """
    start = datetime.combine(day, time(0, 0), calendar.zone)
    if day <= now.astimezone(calendar.zone).date():
        raise Invalid("Choose a day after today.")
    if start - now > LONGEST:
        raise Invalid("Choose a day within the next 60 days.")
    try:
        return next_opening(calendar, start)
    except NoWorkingTime as error:
        raise Invalid("Choose a day within the next 60 days.") from error
