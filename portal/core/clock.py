"""The one place that asks the operating system what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The instant of the running app's clock; tests put their own clock there."""
    clock: Clock = current_app.extensions["lotse.clock"]
    return clock()
