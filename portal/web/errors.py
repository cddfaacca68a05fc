"""Error pages in the reader's language that say what to do and never lose what was typed.

A form that fails is shown again by its own view. What ends here (a session that ended, a limit, a
fault of ours) carries the typed fields back as a copyable text, unless they are secrets.
"""

from dataclasses import dataclass
from typing import ClassVar

import structlog
from flask import Flask, Response, g, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal.core.db import db
from portal.core.errors import PortalError
from portal.web.access import current_reader
from portal.web.furniture import furnish
from portal.web.locale import current_locale
from portal.web.pages import Page, render
from portal.web.requests import loggable

log = structlog.get_logger()
_SECRET_FIELDS = ("password", "token", "code", "secret")
_LONGEST = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """What went wrong, what to do, and what had been typed."""

    template: ClassVar[str] = "errors/error.html"

    status: int
    message: str
    typed: tuple[tuple[str, str], ...]
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentErrorPage(ErrorPage):
    """The same among the agents' rooms, for who is signed in."""

    template: ClassVar[str] = "errors/agent_error.html"


def init_errors(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(PortalError, _portal_error)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(StaleDataError, _gone)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def error_response(status: int, message: str) -> Response:
    """The error as a page, or as JSON for an API path; `message` is already translated."""
    if request.path.startswith("/api/"):
        response = jsonify({"status": status, "message": message})
        response.status_code = status
        return response
    _furnish()
    kind = AgentErrorPage if _is_agents() else ErrorPage
    page = kind(
        title=_title(status),
        status=status,
        message=message,
        typed=typed_fields(),
        request_id=g.get("request_id", ""),
    )
    response = render(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def typed_fields() -> tuple[tuple[str, str], ...]:
    """The text fields of this request's form, without secrets; empty for any other request."""
    if request.method != "POST" or request.mimetype == "application/json":
        return ()
    try:
        form = request.form
    except HTTPException:  # the body itself was refused
        return ()
    return tuple(
        (name, value[:_LONGEST])
        for name, value in form.items()
        if value.strip() and not is_secret(name)
    )


def is_secret(name: str) -> bool:
    """Does a form's field of this name hold something that no page may show again?"""
    return any(word in name.lower() for word in _SECRET_FIELDS)


def _is_agents() -> bool:
    return request.path.startswith("/agent/") and current_reader().role is not None


def _furnish() -> None:
    """No address of its own; a path that cannot stand in a page stands nowhere."""
    furnish(canonical_url=None, alternates=(), indexable=False)
    if not request.path.isprintable():
        locale = current_locale()
        furnish(path=f"/{locale}/", alternate_url="/en/" if locale == "de" else "/de/")


def _portal_error(error: PortalError) -> Response:
    return error_response(error.status, _(error.message, **error.parameters))


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response(request.environ)  # type: ignore[return-value]
    response = error_response(error.code, _message(error.code))
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _unstorable(error: DataError) -> Response:
    """What the database cannot hold, such as a NUL in PostgreSQL, came with the request."""
    log.warning("request.unstorable", path=loggable(request.path), error=type(error.orig).__name__)
    return error_response(422, _message(422))


def _gone(error: StaleDataError) -> Response:
    """What this request wanted to change was deleted at the same moment, in another tab."""
    log.warning("request.gone", path=loggable(request.path), error=type(error).__name__)
    return error_response(409, _message(409))


def _fault(error: Exception) -> Response:
    log.error("request.fault", path=loggable(request.path), exc_info=error)
    db.session.rollback()  # PostgreSQL answers nothing more in a transaction that has failed
    return error_response(500, _message(500))


def _title(status: int) -> str:
    titles = {
        403: _("That is not allowed here"),
        404: _("We cannot find this page"),
        409: _("Somebody else was quicker"),
        413: _("That is too large"),
        429: _("That was a lot at once"),
    }
    if status in titles:
        return titles[status]
    if status >= 500:
        return _("Something went wrong on our side")
    return _("We could not take that")


def _message(status: int) -> str:
    messages = {
        404: _("The address may be mistyped, or the page has moved. Search for what you need."),
        405: _("This address does not take that kind of request. Go back and use the form."),
        413: _("What you sent is larger than we accept. Send a smaller file or a shorter text."),
        429: _("Wait a minute, then try again. What you typed is below."),
    }
    if status in messages:
        return messages[status]
    if status >= 500 and _is_agents():
        return _("We have noted the fault. Try again; if it comes back, report it with its number.")
    if status >= 500:
        return _("We have noted the fault. Try again, or talk to a person: we are there for you.")
    return _("Go back, check what you entered, and send it again.")
