"""Structured logs on stderr: one line an event, with the request's id, never with secrets."""

import logging
import sys
from functools import lru_cache

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET = ("password", "secret", "token", "cookie", "authorization", "smtp_url")


def configure_logs(log_format: str = "text") -> None:
    """Set up logging for this process; `log_format` is "text" or "json"."""
    renderer: Processor = as_text
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer()
    elif sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer()
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
        if _is_secret(key):
            event[key] = "…"
        elif isinstance(value, str) and key != "exception":
            event[key] = value.replace("\r", "\\r").replace("\n", "\\n")
    return event


def as_text(_: WrappedLogger, __: str, event: EventDict) -> str:
    """`time [level] event key=value …` for files and pipes; an exception follows on its own lines.

    Written for each request: structlog's renderer for terminals takes six times as long.
    """
    exception = event.pop("exception", None)
    head = f"{event.pop('timestamp')} [{event.pop('level')}] {_word(event.pop('event'))}"
    line = " ".join([head, *(f"{key}={_word(value)}" for key, value in event.items())])
    return f"{line}\n{exception}" if exception else line


@lru_cache(maxsize=256)
def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET)


def _word(value: object) -> str:
    text = str(value)
    return text if text.isprintable() else repr(text)
