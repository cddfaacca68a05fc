"""How dates, times and numbers read: in the reader's language and time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask

from portal.web.locale import current_locale, current_time_zone

NO_BREAK = "\N{NO-BREAK SPACE}"
_LONG = {"de": "d. MMMM y", "en": "d MMMM y"}
_WEEKDAY = {"de": "EEE, d. MMMM", "en": "EEE, d MMMM"}


def init_formatting(app: Flask) -> None:
    """Make the formats filters: `{{ page.checked_on|day }}`."""
    app.jinja_env.filters.update(day=day, moment=moment, clock=clock, number=number)


def day(value: date) -> str:
    """12. November 2026 · 12 November 2026."""
    if isinstance(value, datetime):
        value = value.astimezone(current_time_zone()).date()
    return day_words(value, current_locale())


def day_words(value: date, locale: str) -> str:
    """The same in a language that need not be the reader's."""
    return format_date(value, _LONG[locale], locale=_babel(locale))


def moment(value: datetime, locale: str | None = None, zone: ZoneInfo | None = None) -> str:
    """Mo., 23. November, 9:30 Uhr · Mon, 23 November, 9:30; the reader's if not said otherwise."""
    locale, zone = locale or current_locale(), zone or current_time_zone()
    weekday = format_datetime(value.astimezone(zone), _WEEKDAY[locale], locale=_babel(locale))
    return f"{weekday}, {clock(value, locale, zone)}"


def clock(value: datetime, locale: str | None = None, zone: ZoneInfo | None = None) -> str:
    """9:30 Uhr · 9:30; never broken across lines."""
    locale, zone = locale or current_locale(), zone or current_time_zone()
    text = format_time(value.astimezone(zone), "H:mm", locale=_babel(locale))
    return f"{text}{NO_BREAK}Uhr" if locale == "de" else text


def number(value: float) -> str:
    """1.234 · 1,234."""
    return format_decimal(value, locale=_babel(current_locale()))


def _babel(locale: str) -> str:
    return "en_GB" if locale == "en" else locale
