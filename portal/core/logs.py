"""Structured logs on stderr: one line an event, with the request's id, never with secrets."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET = ("password", "secret", "token", "cookie", "authorization", "smtp_url")


def configure_logs(log_format: str = "text") -> None:
    """Set up logging for this process; `log_format` is "text" or "json"."""
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Blank every field whose name says that it is a secret, and keep each line one line."""
    for key, value in event.items():
        if any(word in key.lower() for word in _SECRET):
            event[key] = "…"
        elif isinstance(value, str) and key != "exception":
            event[key] = value.replace("\r", "\\r").replace("\n", "\\n")
    return event
