"""The journey of a request: found by its cookie, begun when something is worth keeping.

A first page view writes nothing, since crawlers would fill the table: the visitor gets a cookie,
and the journey begins with the next act that brings it back (or at once with `ensure_journey`).
"""

from collections.abc import Iterable

from flask import Flask, current_app, g, request
from flask.wrappers import Response
from sqlalchemy.orm import Session
from werkzeug.http import dump_cookie

from portal.core.clock import now
from portal.core.settings import Settings
from portal.journeys.models import Journey
from portal.journeys.operations import TOKEN_LENGTH, begin_journey, new_token
from portal.journeys.queries import journey_by_token
from portal.web.access import JOURNEY_COOKIE
from portal.web.locale import current_locale

COOKIE_SECONDS = 60 * 60 * 24 * 30


def current_journey(session: Session) -> Journey | None:
    """The running journey of this visitor, or None. Looked up once a request."""
    if "journey" not in g:
        token = visitor_token()
        g.journey = journey_by_token(session, token, now=now()) if token else None
    journey: Journey | None = g.journey
    return journey


def ensure_journey(session: Session) -> Journey:
    """The running journey, else a new one; call it within a write transaction. The response sets
    the cookie if the visitor had none."""
    journey = current_journey(session)
    if journey is None:
        token = visitor_token() or new_token()
        journey = begin_journey(session, token, locale=current_locale(), now=now())
        use_journey(journey, token)
    return journey


def use_journey(journey: Journey | None, token: str) -> None:
    """From now on this request, and this browser by its cookie, are on `journey`."""
    g.journey, g.journey_token = journey, token


def visitor_token() -> str:
    """What the cookie says, if it looks like a token of ours; else ""."""
    token = request.cookies.get(JOURNEY_COOKIE, "")
    return token if len(token) == TOKEN_LENGTH and token.isalnum() else ""


def greeting() -> Iterable[tuple[str, str]]:
    """Headers for a visitor without a cookie on a page that is worth remembering."""
    yield ("Set-Cookie", _cookie(new_token()))


def init_journeys(app: Flask) -> None:
    """Send the cookie of a journey that this request began, took over or left."""

    @app.after_request
    def send_cookie(response: Response) -> Response:
        token = g.get("journey_token")
        if token is not None and token != request.cookies.get(JOURNEY_COOKIE):
            response.headers.add("Set-Cookie", _cookie(token))
        return response


def _cookie(token: str) -> str:
    settings: Settings = current_app.extensions["lotse.settings"]
    return dump_cookie(
        JOURNEY_COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
