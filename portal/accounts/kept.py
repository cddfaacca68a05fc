"""A form that could not be taken, as text that travels through the sign-in page."""

import json
from dataclasses import asdict, dataclass

from portal.web.security import safe_next

_READ_FROM = 40
"""From this length on a field is shown, not only carried along: somebody wrote it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that could not be taken: where it goes, its fields, and whether files are missing."""

    target: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The fields that a person wrote, to be read again."""
        return tuple(field for field in self.fields if _is_text(field[1]))

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """The fields that only travel along."""
        return tuple(field for field in self.fields if not _is_text(field[1]))


def dump(kept: Kept) -> str:
    """`kept` as the text of a hidden field."""
    return json.dumps(asdict(kept), ensure_ascii=False)


def load(text: str) -> Kept | None:
    """What `dump` wrote; None for anything else, or for a target outside of the agents' pages."""
    try:
        data = json.loads(text)
        kept = Kept(
            target=str(data["target"]),
            fields=tuple((str(name), str(value)) for name, value in data["fields"]),
            files=bool(data["files"]),
        )
    except (ValueError, TypeError, KeyError):
        return None
    if safe_next(kept.target) is None or not kept.target.startswith("/agent/"):
        return None
    return kept


def _is_text(value: str) -> bool:
    return len(value) >= _READ_FROM or "\n" in value
