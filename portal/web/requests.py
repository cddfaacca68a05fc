"""A number for each request, in every log line and on every error page."""

import re
import secrets
from inspect import iscoroutinefunction
from time import perf_counter

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

log = structlog.get_logger()
REQUEST_ID = "X-Request-Id"
_QUIET = ("/static/", "/healthz", "/readyz", "/metrics")
_SECRET_SEGMENT = re.compile(r"(/(?:runs|requests|together)/+)[^/]+")


def init_requests(app: Flask) -> None:
    """Name each request and log it when it ends: path without its query, which may be personal.

    Nothing here is asynchronous, so the hooks that are, of Flask-SQLAlchemy-Lite, have nothing to
    close. Each would cost a thread and an event loop a request.
    """
    app.teardown_appcontext_funcs[:] = [
        hook for hook in app.teardown_appcontext_funcs if not iscoroutinefunction(hook)
    ]

    @app.before_request
    def begin() -> None:
        g.started = perf_counter()
        g.request_id = begin_request()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.get("request_id", "")
        if "started" in g:
            log_request(request.method, request.path, response.status_code, g.started)
        return response


def begin_request() -> str:
    """A new number, for every line that this thread logs from now on."""
    request_id = secrets.token_hex(6)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_id)
    return request_id


def log_request(method: str, path: str, status: int, started: float) -> None:
    """Log how a request ended that began at `started` (`perf_counter`)."""
    if not path.startswith(_QUIET):
        ms = round((perf_counter() - started) * 1000, 1)
        log.info("request", method=method, path=loggable(path), status=status, ms=ms)


def has_secret(path: str) -> bool:
    """Does the address itself open a run or a request that a form to it can only be sent to by who
    was let in? Not so a claim: whoever began a run could let somebody else into it unasked (S1)."""
    return _SECRET_SEGMENT.search(path) is not None and not path.endswith("/claims")


def loggable(path: str) -> str:
    """`path` without the token that opens a run or a request: whoever reads the log could walk
    in (A12)."""
    return _SECRET_SEGMENT.sub(r"\1…", path)
