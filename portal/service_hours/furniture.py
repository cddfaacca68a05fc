"""What every page says about service: the first answer to expect, open or not, the hours."""

from datetime import datetime, time
from itertools import groupby

from babel.dates import format_time, get_day_names
from flask import current_app
from flask_babel import gettext as _

from portal.core.organisation import Organisation
from portal.service_hours.queries import first_answer_due, organisation_calendar
from portal.service_hours.rules import is_open
from portal.web.formatting import NO_BREAK, clock, moment
from portal.web.locale import current_time_zone


def first_answer(now: datetime, locale: str) -> str | None:
    """“First answer today by 15:00”, in the language of the request."""
    due = first_answer_due(_organisation(), now)
    zone = current_time_zone()
    if due.astimezone(zone).date() == now.astimezone(zone).date():
        return _("First answer today by %(time)s", time=clock(due))
    return _("First answer %(moment)s", moment=moment(due))


def open_now(now: datetime, locale: str) -> bool:
    """Is somebody there right now?"""
    return is_open(organisation_calendar(_organisation(), now.year), now)


def opening_hours(locale: str) -> tuple[tuple[str, str], ...]:
    """Rows such as ("Mo.–Fr.", "8:00–18:00 Uhr"): days with the same windows share one."""
    windows = sorted(_organisation().windows, key=lambda window: (window.weekday, window.start))
    by_day = {
        day: tuple((window.start, window.end) for window in group)
        for day, group in groupby(windows, key=lambda window: window.weekday)
    }
    rows: list[tuple[list[int], tuple[tuple[time, time], ...]]] = []
    for day, spans in by_day.items():
        if rows and rows[-1][1] == spans and rows[-1][0][-1] == day - 1:
            rows[-1][0].append(day)
        else:
            rows.append(([day], spans))
    return tuple((_days(days, locale), _spans(spans, locale)) for days, spans in rows)


def _days(days: list[int], locale: str) -> str:
    if len(days) == 1:
        return get_day_names("wide", "stand-alone", locale)[days[0]]
    names = get_day_names("abbreviated", "format", locale)
    return f"{names[days[0]]}–{names[days[-1]]}"


def _spans(spans: tuple[tuple[time, time], ...], locale: str) -> str:
    texts = (
        f"{format_time(start, 'H:mm', locale=locale)}–{format_time(end, 'H:mm', locale=locale)}"
        for start, end in spans
    )
    suffix = f"{NO_BREAK}Uhr" if locale == "de" else ""
    return ", ".join(texts) + suffix


def _organisation() -> Organisation:
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    return organisation
