"""The fields of an article out of a front matter that may mean something else by their names."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from articles.document import VISIBILITIES, ArticleDocument
from articles.remarks import Remark

_OWN_KEYS = frozenset(field.name for field in fields(ArticleDocument)) - {"body", "extra"}


class ForeignFields:
    """Takes typed values; one of another kind than ours is set aside as `imported_KEY`."""

    def __init__(self, values: Mapping[str, object], remarks: list[Remark]) -> None:
        self._values = values
        self._remarks = remarks
        self._set_aside: dict[str, object] = {}

    def text(self, key: str) -> str:
        """A text or number; empty when missing or refused."""
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self._refuse(key)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, or words with commas between them."""
        value = self._values.get(key)
        words = () if value is None else _words(value)
        if words is None:
            self._refuse(key)
        return words or ()

    def day(self, key: str) -> date | None:
        """A day in ISO 8601."""
        value = self._values.get(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._refuse(key)
            return None

    def summary(self) -> str:
        """Our `summary`, or the description of another system on one line."""
        descriptions = (self._values.get(key) for key in ("description", "short_description"))
        lines = (" ".join(text.split()) for text in descriptions if isinstance(text, str))
        return self.text("summary") or next(filter(None, lines), "")

    def keywords(self) -> tuple[str, ...]:
        """Our `keywords`, or the tags of another system."""
        return self.texts("keywords") or _words(self._values.get("tags")) or ()

    def visibility(self) -> str:
        """Public unless something else is said."""
        value = self.text("visibility")
        if value in VISIBILITIES or not value:
            return value or "public"
        # An unknown word was meant to restrict; the narrowest audience is the safe reading.
        self._refuse("visibility")
        return "internal"

    def rest(self) -> dict[str, object]:
        """What no field has taken, to be asked last."""
        unknown = {key: value for key, value in self._values.items() if key not in _OWN_KEYS}
        return {**unknown, **self._set_aside}

    def _refuse(self, key: str) -> None:
        self._set_aside[f"imported_{key}"] = self._values[key]
        message = f"{key} has another form than ours, kept as imported_{key}"
        self._remarks.append(Remark("kept_aside", message))


def _words(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(filter(None, (word.strip() for word in value.split(","))))
    if isinstance(value, Sequence) and all(
        isinstance(item, str | int | float) and not isinstance(item, bool) for item in value
    ):
        return tuple(str(item) for item in value)
    return None
