"""The journey of a request: found by its cookie, begun when something is worth keeping.

A first page view writes nothing, since crawlers would fill the table: the visitor gets a cookie,
and the journey begins with the next act that brings it back (or at once with `ensure_journey`).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from flask import Flask, current_app, g, request
from flask.wrappers import Response
from limits import parse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.settings import Settings
from portal.journeys.models import Journey
from portal.journeys.operations import TOKEN_LENGTH, begin_journey, new_token, record
from portal.journeys.parts import Part
from portal.journeys.queries import journey_by_token
from portal.web.access import ANONYMOUS, current_reader, journey_cookie
from portal.web.limits import limiter, remote_network
from portal.web.locale import current_locale

COOKIE_SECONDS = 60 * 60 * 24 * 30
NEW_JOURNEYS = parse("120 per hour")
"""From one address, begun by opening pages: a script gets no table to fill (V9, F5)."""
_ROBOTS = re.compile(r"(?<!cu)bot|crawl|spider|slurp", re.IGNORECASE)  # Cubot makes phones

log = structlog.get_logger()


def nothing_before(session: Session, journey: Journey) -> None:
    """For a portal without a feature that knows where the visitor comes from."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the features above do: their `parts`, and what `begun` records of the page that the
    visitor was on before the journey began."""

    parts: tuple[Part, ...] = ()
    begun: Callable[[Session, Journey], None] = nothing_before


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
        hooks().begun(session, journey)
    return journey


def record_visit(kind: str, *, subject: str = "", text: str = "", **details: object) -> None:
    """Record what a GET request showed; call it when the page is built.

    One short transaction, and only for visitors: who is signed in, looks ahead or crawls leaves
    no trace. A page that cannot be recorded is shown all the same.
    """
    if not is_visit():
        return
    try:
        if current_journey(db.session) is None and not _may_begin():
            return
        with transaction(db.session) as session:
            journey = ensure_journey(session)
            record(session, journey, kind, subject=subject, text=text, now=now(), **details)
    except SQLAlchemyError as error:
        log.warning("journey.not_recorded", kind=kind, error=type(error).__name__)
        for name in ("journey", "journey_token"):
            g.pop(name, None)


def is_visit() -> bool:
    """Does somebody look at this page now, who is no agent, and no crawler without cookies?

    Browsers say when they fetch ahead (`Sec-Purpose`, Fetch standard; `Purpose` before it), and
    each sends Fetch Metadata or the languages it would like.
    """
    headers = request.headers
    if request.method == "HEAD" or current_reader() != ANONYMOUS:
        return False
    if any("prefetch" in headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz")):
        return False
    if _ROBOTS.search(headers.get("User-Agent", "")):
        return False
    return bool(visitor_token()) or "Sec-Fetch-Mode" in headers or "Accept-Language" in headers


def use_journey(journey: Journey | None, token: str) -> None:
    """From now on this request, and this browser by its cookie, are on `journey`; an empty token
    takes the cookie away."""
    g.journey, g.journey_token = journey, token


def visitor_token() -> str:
    """What the cookie says, if it looks like a token of ours; else ""."""
    token = request.cookies.get(journey_cookie(), "")
    return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""


def greeting() -> Iterable[tuple[str, str]]:
    """Headers for a visitor without a cookie on a page that is worth remembering."""
    yield ("Set-Cookie", _cookie(new_token()))


def hooks() -> Hooks:
    """What the features above have hung in."""
    found: Hooks = current_app.extensions["lotse.journeys"]
    return found


def init_journeys(app: Flask, above: Hooks = Hooks()) -> None:
    """Send the cookie of a journey that this request began, took over or left."""
    app.extensions["lotse.journeys"] = above

    @app.after_request
    def send_cookie(response: Response) -> Response:
        token = g.get("journey_token")
        if token is not None and token != request.cookies.get(journey_cookie(), ""):
            response.headers.add("Set-Cookie", _cookie(token))
        return response


def _may_begin() -> bool:
    return limiter.limiter.hit(NEW_JOURNEYS, "journey", remote_network())


def _cookie(token: str) -> str:
    # By hand: each first view of a kept page sends one, and a token needs no quoting.
    settings: Settings = current_app.extensions["lotse.settings"]
    seconds = COOKIE_SECONDS if token else 0
    secure = "; Secure" if settings.secure_cookies else ""
    pair = f"{journey_cookie()}={token}"
    return f"{pair}{secure}; HttpOnly; Max-Age={seconds}; Path=/; SameSite=Lax"
