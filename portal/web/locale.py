"""Two languages: `/de/…` and `/en/…` for customers, the person's own for agents.

Messages are English in the code; `portal/translations/<locale>/LC_MESSAGES/<feature>.po` holds
one catalogue a feature, so that each feature's words stand on one screen.
"""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, Flask, current_app, g, has_request_context, request
from flask_babel import Babel

from portal.core.organisation import Organisation

LOCALES = ("de", "en")
DEFAULT_LOCALE = "de"
LANGUAGE_COOKIE = "language"
TIME_ZONE_COOKIE = "time_zone"
_TRANSLATIONS = Path(__file__).parents[1] / "translations"


def init_locale(app: Flask) -> None:
    """Set up Flask-Babel with every feature's catalogue."""
    domains = sorted(path.stem for path in _TRANSLATIONS.glob("de/LC_MESSAGES/*.po")) or ["web"]
    Babel(
        app,
        default_locale=DEFAULT_LOCALE,
        default_domain=";".join(domains),
        default_translation_directories=";".join([str(_TRANSLATIONS)] * len(domains)),
        locale_selector=current_locale,
        timezone_selector=lambda: current_time_zone().key,
    )


def app_of_languages(organisation: Organisation) -> Flask:
    """An app that knows the languages and nothing else: for mails written outside of a request,
    within its context."""
    app = Flask(__name__, static_folder=None)
    app.extensions["lotse.organisation"] = organisation
    init_locale(app)
    return app


def localised(blueprint: Blueprint) -> Blueprint:
    """Give every route of `blueprint` its language: the `lang` in the path, also for `url_for`."""

    @blueprint.url_value_preprocessor
    def take_language(_: str | None, values: dict[str, Any] | None) -> None:
        if values is not None and "lang" in values:
            g.locale = values.pop("lang")

    @blueprint.url_defaults
    def give_language(_: str, values: dict[str, Any]) -> None:
        values.setdefault("lang", current_locale())

    return blueprint


def current_locale() -> str:
    """The language of this request: path, signed-in person, cookie, Accept-Language, German."""
    if not has_request_context():
        return str(g.get("locale", DEFAULT_LOCALE)) if g else DEFAULT_LOCALE
    if "locale" not in g:
        first = request.path[1:3] if request.path[3:4] == "/" else ""
        g.locale = first if first in LOCALES else negotiated_locale()
    return str(g.locale)


def negotiated_locale() -> str:
    """What the cookie says, else what the browser asks for, else German."""
    cookie = request.cookies.get(LANGUAGE_COOKIE)
    if cookie in LOCALES:
        return str(cookie)
    return request.accept_languages.best_match(LOCALES) or DEFAULT_LOCALE


def current_time_zone() -> ZoneInfo:
    """The reader's zone as their browser reported it, else the organisation's."""
    name = request.cookies.get(TIME_ZONE_COOKIE, "") if has_request_context() else ""
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    zone: ZoneInfo = current_app.extensions["lotse.organisation"].time_zone
    return zone
