"""What stands around every page: bar, person button, other language, incident line, foot.

Features above `web` fill the slots through `app`, so that a customer page can show the expected
first answer without `web` knowing service hours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.organisation import Organisation
from portal.web.access import Reader, current_reader
from portal.web.locale import LOCALES, current_locale, current_time_zone

THEME_COOKIE = "theme"
DETAIL_COOKIE = "detail"
MOST_PROMISES = 64
Hours = tuple[tuple[str, str], ...]
"""Rows such as ("Mon–Fri", "8:00–18:00")."""


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """The organisation in the reader's language."""

    name: str
    short_name: str
    legal_name: str
    address: str
    phone: str
    email: str
    source_url: str
    logo_url: str
    opening_hours: Hours = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the agents' bar; `count` says how much waits there."""

    label: str
    url: str
    current: bool
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Slots:
    """Functions that features hang into the furniture; each takes (now, locale)."""

    first_answer: Callable[[datetime, str], str | None] = lambda _now, _locale: None
    open_now: Callable[[datetime, str], bool] = lambda _now, _locale: False
    opening_hours: Callable[[datetime, str], Hours] = lambda _now, _locale: ()
    incident: Callable[[datetime, str], object | None] = lambda _now, _locale: None
    tabs: Callable[[Reader], tuple[Tab, ...]] = lambda _reader: ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What the service hours say in one minute: the first answer to expect, open or not, and the
    hours themselves."""

    first_answer: str | None
    open_now: bool
    opening_hours: Hours


@dataclass(frozen=True, slots=True)
class Furniture:
    """The context of layout.html."""

    organisation: OrganisationView
    reader: Reader
    agent: Reader | None
    home_url: str
    search_url: str
    person_url: str
    first_answer: str | None
    open_now: bool
    incident: object | None
    theme: str | None
    detail: str
    time_zone: str
    query: str = ""
    path: str = "/"
    alternate_url: str | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    canonical_url: str | None = None
    indexable: bool = True
    json_ld: Mapping[str, Any] | None = None
    tabs: tuple[Tab, ...] = ()
    requests_url: str | None = None
    footer_links: tuple[tuple[str, str], ...] = ()


def furnish(**changes: Any) -> None:
    """Let a view set parts of this request's furniture, such as `query` or `alternates`."""
    g.furniture_changes = {**g.get("furniture_changes", {}), **changes}


def furniture() -> Furniture:
    """The furniture of this request."""
    locale = current_locale()
    base_url = current_app.extensions["lotse.settings"].base_url
    slots: Slots = current_app.extensions["lotse.slots"]
    reader = current_reader()
    promise = current_promise()
    basis = Furniture(
        organisation=replace(organisation_view(locale), opening_hours=promise.opening_hours),
        reader=reader,
        agent=reader if reader.role else None,
        home_url=f"/{locale}/",
        search_url=f"/{locale}/search",
        person_url=f"/{locale}/contact",
        first_answer=promise.first_answer,
        open_now=promise.open_now,
        incident=slots.incident(now(), locale),
        theme=theme(),
        detail=detail(),
        time_zone=current_time_zone().key,
        path=request.path,
        tabs=slots.tabs(reader) if reader.role else (),
        alternate_url=_in_other_language(locale),
        alternates=tuple((other, base_url + path) for other, path in _languages()),
        canonical_url=base_url + request.path if _languages() else None,
        footer_links=(
            (_("Your steps so far"), f"/{locale}/journey"),
            (_("Privacy"), f"/{locale}/privacy"),
            (_("Imprint"), f"/{locale}/imprint"),
            (_("Accessibility"), f"/{locale}/accessibility"),
        ),
    )
    return replace(basis, **g.get("furniture_changes", {}))


def current_promise() -> Promise:
    """The promise of this minute in the reader's language and time zone; made once a minute."""
    minute, locale = now().replace(second=0, microsecond=0), current_locale()
    key = (minute, locale, current_time_zone().key)
    promises: dict[object, Promise] = current_app.extensions.setdefault("lotse.promises", {})
    found = promises.get(key)
    if found is None:
        slots: Slots = current_app.extensions["lotse.slots"]
        found = Promise(
            slots.first_answer(minute, locale),
            slots.open_now(minute, locale),
            slots.opening_hours(minute, locale),
        )
        if len(promises) >= MOST_PROMISES:
            promises.clear()
        promises[key] = found
    return found


def organisation_view(locale: str) -> OrganisationView:
    """The organisation's texts for `locale`, without what changes; made once a locale and
    process."""
    cache: dict[str, OrganisationView] = current_app.extensions.setdefault(
        "lotse.organisation_views", {}
    )
    if locale not in cache:
        data: Organisation = current_app.extensions["lotse.organisation"]
        cache[locale] = OrganisationView(
            name=data.name,
            short_name=data.short_name,
            legal_name=data.legal_name,
            address=data.address,
            phone=data.phone,
            email=data.email,
            source_url=data.source_url,
            logo_url=url_for("web.logo") if data.logo else "",
        )
    return cache[locale]


def theme() -> str | None:
    """The theme the reader chose, or None to follow the system."""
    value = request.cookies.get(THEME_COOKIE)
    return value if value in {"light", "dark"} else None


def detail() -> str:
    """How much of an article the reader wants to see: "short" or "detailed"."""
    return "short" if request.cookies.get(DETAIL_COOKIE) == "short" else "detailed"


def _languages() -> tuple[tuple[str, str], ...]:
    """This page's path in each language, if its address has a language."""
    if not request.path.startswith(("/de/", "/en/")):
        return ()
    return tuple((locale, f"/{locale}{request.path[3:]}") for locale in LOCALES)


def _in_other_language(locale: str) -> str | None:
    """Where the link to the other language leads: the same page with the same question."""
    path = next((path for other, path in _languages() if other != locale), None)
    if path is None or request.method not in {"GET", "HEAD"}:
        return path and f"/{path[1:3]}/"
    question = request.query_string.decode("ascii", "ignore")
    return f"{path}?{question}" if question else path
