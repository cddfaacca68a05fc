"""Who runs this portal: name, marks, contact data and opening hours, from one TOML file.

Nothing about the organisation stands in code or templates; `PORTAL_ORGANISATION_FILE` points to
the file that replaces the demo organisation.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.core.settings import SettingsError

DEMO_FILE = Path(__file__).with_name("organisation.toml")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of service on a weekday (0 = Monday); `end` is exclusive."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A day of each year with hours of its own (none: closed), such as Christmas Eve."""

    month: int
    day: int
    name: str
    windows: tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are there: [service] for everybody, or one of [[calendars]] for some teams."""

    key: str
    name: str
    time_zone: ZoneInfo
    country: str
    subdivision: str
    windows: tuple[Window, ...]
    special_days: tuple[YearlyDay, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A team that takes cases: `key` is what flows refer to, `names` are by locale; `calendar` is
    the key of its hours, "" for those of [service]."""

    key: str
    names: Mapping[str, str]
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation as pages and mails show it."""

    name: str
    short_name: str
    legal_name: str
    address: str
    phone: str
    email: str
    source_url: str
    logo: Path | None
    colours: Mapping[str, str]
    imprint: Mapping[str, str]
    hours: Hours
    calendars: tuple[Hours, ...]
    first_answer_minutes: int
    next_update_minutes: int
    late_notice_minutes: int
    close_after_days: int
    featured: tuple[str, ...]
    customer_number: str
    teams: tuple[Team, ...]

    @property
    def time_zone(self) -> ZoneInfo:
        """Where the organisation is."""
        return self.hours.time_zone


def load_organisation(path: Path | None = None) -> Organisation:
    """Read the file; raises SettingsError that names the entry to mend."""
    path = path or DEMO_FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"PORTAL_ORGANISATION_FILE: {path} does not exist") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}") from error
    try:
        return _organisation(data, path)
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{path}: {error!r}; compare with {DEMO_FILE.name}") from error


def _organisation(data: Mapping[str, object], path: Path) -> Organisation:
    texts = {key: value for key, value in data.items() if isinstance(value, str)}
    service = data["service"]
    if not isinstance(service, dict):
        raise TypeError("[service] must be a table")
    hours = _hours(service, "service")
    calendars = tuple(
        _hours(table, f"calendars.{table['key']}", hours) for table in _tables(data, "calendars")
    )
    first_answer = int(service["first_answer_minutes"])
    logo = texts.get("logo", "")
    return Organisation(
        name=texts["name"],
        short_name=texts["short_name"],
        legal_name=texts["legal_name"],
        address=texts["address"],
        phone=texts["phone"],
        email=texts["email"],
        source_url=_web_address(texts.get("source_url", "")),
        logo=path.parent / logo if logo else None,
        colours=_texts(data.get("colours", {})),
        imprint=_texts(data.get("imprint", {})),
        hours=hours,
        calendars=calendars,
        first_answer_minutes=first_answer,
        next_update_minutes=int(service.get("next_update_minutes", first_answer)),
        late_notice_minutes=int(service.get("late_notice_minutes", 15)),
        close_after_days=_at_least_one(service.get("close_after_days", 7), "close_after_days"),
        featured=_list(data.get("featured", [])),
        customer_number=_pattern(texts.get("customer_number", "")),
        teams=_teams(data["teams"], {hours.key for hours in calendars}),
    )


def _hours(table: Mapping[str, Any], place: str, basis: Hours | None = None) -> Hours:
    """What a table says; without a zone or country of its own it has those of `basis`."""
    for day in table["hours"]:
        if day not in _DAYS:
            raise ValueError(f"{place}.hours.{day} is no day; give {', '.join(_DAYS)}")
    windows = tuple(
        Window(_DAYS.index(day), start, end)
        for day, spans in table["hours"].items()
        for start, end in _spans(spans, f"{place}.hours.{day}")
    )
    if not windows:
        raise ValueError(f"{place}.hours has no working minute")
    own_zone, own_country = table.get("time_zone"), table.get("country")
    return Hours(
        key=str(table.get("key", "")),
        name=str(table.get("name", "")),
        time_zone=basis.time_zone if basis and not own_zone else ZoneInfo(table["time_zone"]),
        country=basis.country if basis and own_country is None else str(table["country"]),
        subdivision=(
            basis.subdivision if basis and own_country is None else str(table["subdivision"])
        ),
        windows=windows,
        special_days=tuple(
            _yearly_day(day, f"{place}.special_days") for day in _tables(table, "special_days")
        ),
    )


def _yearly_day(table: Mapping[str, Any], place: str) -> YearlyDay:
    try:
        day = date.fromisoformat(f"2024-{table['day']}")  # a leap year: it knows 29 February
    except ValueError as error:
        raise ValueError(f'{place}: {table["day"]!r} is no day; write "12-24"') from error
    spans = _spans(table.get("hours", []), f"{place} {table['day']}")
    return YearlyDay(day.month, day.day, str(table.get("name", "")), spans)


def _spans(spans: Sequence[Sequence[str]], place: str) -> tuple[tuple[time, time], ...]:
    found = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans)
    if any(start >= end for start, end in found):
        raise ValueError(f"{place} ends before it begins")
    return found


def _tables(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise TypeError(f"{key} must be written as [[{key}]]")
    return found


def _teams(value: object, calendars: Set[str]) -> tuple[Team, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("[[teams]] must name at least one team: the first takes what fits nowhere")
    for entry in value:
        if entry.get("calendar", "") not in {"", *calendars}:
            raise ValueError(f"team {entry['key']}: no [[calendars]] has key {entry['calendar']!r}")
    return tuple(
        Team(entry["key"], {"de": entry["de"], "en": entry["en"]}, entry.get("calendar", ""))
        for entry in value
    )


def _web_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError(f"source_url is {value!r}; give an address that begins with https://")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"customer_number is no regular expression: {error}") from error
    return value


def _at_least_one(value: object, name: str) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"service.{name} is {value!r}; give a number of days, 1 or more")
    return value


def _list(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} must be a list of article keys")
    return tuple(str(item) for item in value)


def _texts(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise TypeError(f"{table!r} must be a table of texts")
    return {str(key): str(value) for key, value in table.items()}
