"""The line of a page that says what has changed: its template's part of the context."""

from dataclasses import dataclass

EVERY = 15_000
"""Milliseconds between two looks of an open page."""
CUSTOMERS_EVERY = 20_000


@dataclass(frozen=True, slots=True)
class Live:
    """Where the page asks (`url`), where it stands as it is then (`show_url`), who else is there
    (`presence`), where it says that somebody looks at it ("" where nobody does)."""

    url: str
    show_url: str
    presence: str = ""
    presence_url: str = ""
    every: int = EVERY
