"""What can be done with several cases at once, and what became of each. Pure."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

MOST: Final = 200
SLICE: Final = 10
"""So many are done in one go, in the request itself or in a job, before others get their turn."""


class BulkAct(StrEnum):
    """What is done with each of the cases."""

    TAKE = "take"
    HAND_OVER = "hand_over"
    PRIORITY = "priority"
    TAG = "tag"
    UNTAG = "untag"
    WAIT = "wait"
    NOTE = "note"


class Became(StrEnum):
    """waiting: for its turn · unchanged: `why` says the reason."""

    WAITING = "waiting"
    DONE = "done"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Item:
    """One of the cases: by public id, with the revision that was shown and the key that its text
    gets. `why` is an English sentence to translate, as errors have it, with its `parameters`."""

    case: str
    revision: int
    key: str
    became: Became = Became.WAITING
    why: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As the database keeps it."""
        return asdict(self)


def item_of(kept: dict[str, Any]) -> Item:
    """What `Item.kept` wrote."""
    return Item(**(kept | {"became": Became(kept["became"])}))


def chosen_of(values: list[str]) -> dict[str, int]:
    """The cases that a form names as "id:revision", each once, in their order; what is no such
    value is passed over."""
    found: dict[str, int] = {}
    for value in values:
        case, _colon, revision = value.partition(":")
        if case.isascii() and case.isalnum() and len(case) <= 32:
            known = revision.isascii() and revision.isdigit() and len(revision) < 12
            found.setdefault(case, int(revision) if known else 0)
    return found
