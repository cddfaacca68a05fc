"""Remedies that a reply names for sure: their title in bold, as they are inserted."""

import re
from collections.abc import Iterator
from functools import cache

from portal.escalations.composer.findings import Span
from portal.remedies.catalogue import catalogue

_BOLD = re.compile(r"\*\*([^*\n]{2,200})\*\*")


def named_remedies(body: str) -> Iterator[tuple[Span, str]]:
    """The words in bold that are a remedy's title in any language, and its id."""
    for found in _BOLD.finditer(body):
        remedy = _by_title().get(found[1].strip().casefold())
        if remedy is not None:
            yield Span(found.start(1), found.end(1)), remedy


@cache
def _by_title() -> dict[str, str]:
    return {
        title.casefold(): remedy.id
        for remedy in catalogue().values()
        for title in remedy.titles.values()
    }
