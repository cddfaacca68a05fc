"""A day that somebody named in words of ours or as ISO 8601, as facts keep it. Pure."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale

from portal.troubleshooter.node_reader import LOCALES

_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_WRITTEN = re.compile(r"\b(\d{1,2})\.?\s+([^\W\d]+)\s+(\d{4})\b")


def day_in(words: str) -> date | None:
    """The day in “2026-11-20”, “Freitag, 20. November 2026” or “about 20 November 2026”."""
    if iso := _ISO.search(words):
        year, month, day = map(int, iso.groups())
    elif (written := _WRITTEN.search(words)) and written[2].casefold() in _months():
        year, month, day = int(written[3]), _months()[written[2].casefold()], int(written[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache
def _months() -> dict[str, int]:
    return {
        name.casefold(): number
        for locale in LOCALES
        for number, name in Locale(locale).months["format"]["wide"].items()
    }
