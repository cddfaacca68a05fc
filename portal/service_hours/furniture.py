"""What every page says about service: the first answer to expect, open or not, the hours.

A page speaks of the first team, which takes what nobody has looked at yet. When the database is
away, the organisation's file is asked instead: these words stand on error pages, too.
"""

from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_day_names, get_timezone_location
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from portal.core.db import db
from portal.core.organisation import Organisation
from portal.service_hours.queries import Service, file_service, first_answer_due, service_of
from portal.service_hours.rules import MIDNIGHT, DayWindow, Span, is_open
from portal.web.formatting import NO_BREAK, clock, moment
from portal.web.locale import current_time_zone


def first_answer(now: datetime, locale: str) -> str | None:
    """“First answer today by 15:00”, in the language of the request."""
    return first_answer_words(current_service(now), now)


def first_answer_words(service: Service, now: datetime) -> str:
    """The same for a team's service."""
    due = first_answer_due(service, now.replace(second=0, microsecond=0))
    zone = current_time_zone()
    if due.astimezone(zone).date() == now.astimezone(zone).date():
        return _("First answer today by %(time)s", time=clock(due))
    return _("First answer %(moment)s", moment=moment(due))


def open_now(now: datetime, locale: str) -> bool:
    """Is somebody there right now?"""
    return is_open(current_service(now).calendar, now)


def opening_hours(now: datetime, locale: str) -> tuple[tuple[str, str], ...]:
    """Rows such as ("Mo.–Fr.", "8:00–18:00 Uhr"): days with the same windows share one."""
    plan = current_service(now).plan
    return readers_hours(plan.spans, locale, plan.zone, now)


def readers_hours(
    spans: Iterable[Span], locale: str, zone: ZoneInfo, now: datetime
) -> tuple[tuple[str, str], ...]:
    """The same for the windows of a calendar in `zone`: whose clock is meant is said to a reader
    whose own shows another time."""
    rows = hours_rows(spans, locale)
    if now.astimezone(zone).utcoffset() == now.astimezone(current_time_zone()).utcoffset():
        return rows
    city = get_timezone_location(zone, locale=locale, return_city=True)
    return tuple(
        (days, _("%(hours)s (%(city)s time)", hours=hours, city=city)) for days, hours in rows
    )


def hours_rows(spans: Iterable[Span], locale: str) -> tuple[tuple[str, str], ...]:
    """The windows of a calendar, as its own clock shows them."""
    windows = sorted(spans, key=lambda span: (span.weekday, span.start))
    by_day = {
        day: tuple((span.start, span.end) for span in group)
        for day, group in groupby(windows, key=lambda span: span.weekday)
    }
    rows: list[tuple[list[int], tuple[DayWindow, ...]]] = []
    for day, times in by_day.items():
        if rows and rows[-1][1] == times and rows[-1][0][-1] == day - 1:
            rows[-1][0].append(day)
        else:
            rows.append(([day], times))
    return tuple((_days(days, locale), hours_words(times, locale)) for days, times in rows)


def hours_words(windows: Iterable[DayWindow], locale: str) -> str:
    """8:00–12:00, 13:00–18:00 Uhr."""
    texts = (
        f"{format_time(start, 'H:mm', locale=locale)}–{_closing(end, locale)}"
        for start, end in windows
    )
    suffix = f"{NO_BREAK}Uhr" if locale == "de" else ""
    return ", ".join(texts) + suffix


def current_service(now: datetime) -> Service:
    """The first team's service."""
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    try:
        return service_of(db.session, organisation, None, now)
    except SQLAlchemyError:
        db.session.rollback()
        return file_service(organisation, now)


def _closing(end: time, locale: str) -> str:
    return "24:00" if end == MIDNIGHT else format_time(end, "H:mm", locale=locale)


def _days(days: list[int], locale: str) -> str:
    if len(days) == 1:
        return get_day_names("wide", "stand-alone", locale)[days[0]]
    names = get_day_names("abbreviated", "format", locale)
    return f"{names[days[0]]}–{names[days[-1]]}"
