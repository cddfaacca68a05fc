"""When something is due, in as few words as a line of a list has room for."""

from datetime import datetime, timedelta
from enum import StrEnum

from babel.dates import format_date, format_time, get_day_names
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.escalations.inbox.queries import InboxRow
from portal.escalations.models import Status
from portal.escalations.rules import PromiseKind
from portal.web.formatting import NO_BREAK
from portal.web.locale import current_locale, current_time_zone

_MINUTE, _HOUR = 60, 3600
_QUARTERS = ("", "¼", "½", "¾")


class DueGroup(StrEnum):
    """The groups of the inbox, in its order."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"


def due_group(due_at: datetime, now: datetime) -> DueGroup:
    """Where a promise stands in the inbox, by the reader's day."""
    if due_at < now:
        return DueGroup.OVERDUE
    days = _days_from(now, due_at)
    if days == 0:
        return DueGroup.TODAY
    return DueGroup.TOMORROW if days == 1 else DueGroup.LATER


def group_title(group: DueGroup, now: datetime) -> str:
    """The heading of a group: "Tomorrow, Tuesday"."""
    if group is DueGroup.TOMORROW:
        tomorrow = now.astimezone(current_time_zone()) + timedelta(days=1)
        names = get_day_names("wide", "stand-alone", current_locale())
        return _("Tomorrow, %(day)s", day=names[tomorrow.weekday()])
    titles = {
        DueGroup.OVERDUE: _("Overdue"),
        DueGroup.TODAY: _("Today"),
        DueGroup.LATER: _("Later"),
    }
    return titles[group]


def next_words(row: InboxRow) -> str:
    """What the case waits for: what was promised; of a first answer and of a call that the customer
    arranged, which are promised in the same words each time, that it is one."""
    if row.promise_kind is PromiseKind.FIRST_ANSWER:
        return _("First call") if row.by_phone else _("First answer")
    if row.promise_kind is PromiseKind.CALL:
        return _("Callback")
    return row.promise or ""


def time_words(row: InboxRow, at: datetime, now: datetime, *, is_late: bool) -> tuple[str, str]:
    """When a row is due, or was solved, and how far away that is where it says more; `at` is the
    one of the two by which it is sorted."""
    if is_late:
        return late_time(at, now)
    away = ""
    if row.status is Status.WAITING and row.due_at is not None and row.due_at <= now:
        away = _("reminded")
    elif row.due_at is not None and due_group(row.due_at, now) is DueGroup.TODAY:
        away = distance(row.due_at, now)
    return list_time(at, now), away


def full_time(row: InboxRow, at: datetime, now: datetime) -> str:
    """Day, time and distance, for whoever points at the few words of the column."""
    full = short_moment(at, now)
    return f"{full}, {distance(at, now)}" if row.due_at is not None else full


def bare_time(moment: datetime) -> str:
    """16:30, without a word."""
    return format_time(_local(moment), "H:mm", locale=_babel())


def short_day(moment: datetime, now: datetime) -> str:
    """ "today", "tomorrow", "yesterday", "Thu." within a week, else "27 Nov."."""
    days = _days_from(now, moment)
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    if abs(days) < 7:
        return format_date(_local(moment), "EEE", locale=_babel())
    return format_date(_local(moment), "d. MMM" if current_locale() == "de" else "d MMM", _babel())


def short_moment(moment: datetime, now: datetime) -> str:
    """today 16:30 · tomorrow 10:00 · Thu 9:00 · 27 Nov 9:00."""
    return f"{short_day(moment, now)}{NO_BREAK}{bare_time(moment)}"


def list_time(due_at: datetime, now: datetime) -> str:
    """The time of a row: the day stands in the group's heading unless it is further away."""
    near = due_group(due_at, now) in {DueGroup.TODAY, DueGroup.TOMORROW}
    today = _days_from(now, due_at) == 0
    return bare_time(due_at) if near or today else short_moment(due_at, now)


def late_time(due_at: datetime, now: datetime) -> tuple[str, str]:
    """A time that has passed and how long ago that is, in the room of one column: of yesterday the
    time says enough, of the days before the day does."""
    days = _days_from(due_at, now)
    if days == 1:
        return short_moment(due_at, now), ""
    time = short_day(due_at, now) if days else bare_time(due_at)
    return time, distance(due_at, now)


def distance(due_at: datetime, now: datetime) -> str:
    """in 15 min · in 2 ¾ h · for 11 min · for 2 days."""
    late = due_at < now
    words = _duration(abs((due_at - now).total_seconds()))
    return _("for %(duration)s", duration=words) if late else _("in %(duration)s", duration=words)


def _duration(seconds: float) -> str:
    """Minutes up to an hour and a half, quarters of hours up to ten, then hours, then days."""
    minutes = int(seconds // _MINUTE)
    if minutes <= 90:
        return _("%(minutes)s min", minutes=minutes)
    quarters = round(seconds / (_HOUR / 4))
    if quarters < 40:
        hours, rest = divmod(quarters, 4)
        figure = f"{hours}{NO_BREAK}{_QUARTERS[rest]}" if rest else str(hours)
        return _("%(hours)s h", hours=figure)
    hours = int(seconds // _HOUR)
    if hours < 36:
        return _("%(hours)s h", hours=hours)
    return ngettext("%(num)s day", "%(num)s days", round(hours / 24))


def _days_from(now: datetime, moment: datetime) -> int:
    return (_local(moment).date() - _local(now).date()).days


def _local(moment: datetime) -> datetime:
    return moment.astimezone(current_time_zone())


def _babel() -> str:
    return "en_GB" if current_locale() == "en" else current_locale()
