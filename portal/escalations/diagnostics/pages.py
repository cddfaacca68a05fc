"""Technical data as the pages show them before they are sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item with a box to tick; `value` is "" while only JavaScript could tell it."""

    key: str
    label: str
    value: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class LogView:
    """A log that waits for its customer's consent: its beginning, and what was taken out."""

    public_id: str
    name: str
    size: str
    url: str
    excerpt: str
    cut: bool
    removed: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class DiagnosticsView:
    """All that may be sent along, nothing of it ticked by us."""

    items: tuple[ItemView, ...]
    logs: tuple[LogView, ...]
    is_open: bool
