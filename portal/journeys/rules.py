"""When a journey goes on and when a new one begins, and which facts have a name. No I/O."""

from datetime import datetime, timedelta
from typing import Final

IDLE: Final = timedelta(days=14)
"""After that long without a visit the next one is about a new problem."""
MOST_EVENTS: Final = 500
"""A journey holds no more: it is one person's way, not a log that a script may fill (F5, V9)."""
LONGEST_TEXT: Final = 2_000

FACTS: Final = (
    "customer_number",
    "domain",
    "email_address",
    "device",
    "operating_system",
    "program",
    "browser",
    "router",
    "printer",
    "error_text",
    "since",
    "changed_before",
)
"""Names of data that any flow may ask for; what is known under one of them is not asked again."""


def goes_on(seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Does what happens `now` belong to the journey that was last seen at `seen_at`?"""
    return ended_at is None and now - seen_at <= IDLE
