"""How well a text fits what somebody types to find it. Pure."""

import re
from functools import lru_cache

from search.spelling import fold

TITLE, WITHIN, BODY = 6, 3, 1
SHORTEST_WITHIN = 3
_WORD = re.compile(r"\w+")


def fits(typed: str, title: str, body: str = "") -> int:
    """0 unless every typed word begins a word of title or body, or stands within one of the
    title, as parts of German compounds do; the more, the better it fits."""
    total = 0
    for word in _words(typed):
        best = _fit(word, _words(title), _words(body))
        if best == 0:
            return 0
        total += best
    return total


def _fit(word: str, title: tuple[str, ...], body: tuple[str, ...]) -> int:
    if any(one.startswith(word) for one in title):
        return TITLE
    if len(word) >= SHORTEST_WITHIN and any(word in one for one in title):
        return WITHIN
    return BODY if any(one.startswith(word) for one in body) else 0


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(fold(text))))
