"""Who runs this portal: name, marks, contact data and opening hours, from one TOML file.

Nothing about the organisation stands in code or templates; `PORTAL_ORGANISATION_FILE` points to
the file that replaces the demo organisation.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
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
class Team:
    """A team that takes cases: `key` is what flows refer to, `names` are by locale."""

    key: str
    names: Mapping[str, str]


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
    time_zone: ZoneInfo
    country: str
    subdivision: str
    windows: tuple[Window, ...]
    first_answer_minutes: int
    featured: tuple[str, ...]
    customer_number: str
    teams: tuple[Team, ...]


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
    for day in service["hours"]:
        if day not in _DAYS:
            raise ValueError(f"service.hours.{day} is no day; give {', '.join(_DAYS)}")
    windows = tuple(
        Window(_DAYS.index(day), time.fromisoformat(start), time.fromisoformat(end))
        for day, spans in service["hours"].items()
        for start, end in spans
    )
    if not windows:
        raise ValueError("service.hours has no working minute")
    for window in windows:
        if window.start >= window.end:
            raise ValueError(f"service.hours.{_DAYS[window.weekday]} ends before it begins")
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
        time_zone=ZoneInfo(service["time_zone"]),
        country=service["country"],
        subdivision=service["subdivision"],
        windows=windows,
        first_answer_minutes=int(service["first_answer_minutes"]),
        featured=_list(data.get("featured", [])),
        customer_number=_pattern(texts.get("customer_number", "")),
        teams=_teams(data["teams"]),
    )


def _teams(value: object) -> tuple[Team, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("[[teams]] must name at least one team: the first takes what fits nowhere")
    return tuple(Team(entry["key"], {"de": entry["de"], "en": entry["en"]}) for entry in value)


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


def _list(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} must be a list of article keys")
    return tuple(str(item) for item in value)


def _texts(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise TypeError(f"{table!r} must be a table of texts")
    return {str(key): str(value) for key, value in table.items()}
