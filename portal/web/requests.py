"""A number for each request, in every log line and on every error page."""

import secrets
from inspect import iscoroutinefunction
from time import perf_counter

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

log = structlog.get_logger()
_QUIET = ("/static/", "/healthz", "/readyz", "/metrics")


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
        g.request_id = secrets.token_hex(6)
        g.started = perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if not request.path.startswith(_QUIET) and "started" in g:
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((perf_counter() - g.started) * 1000, 1),
            )
        return response
