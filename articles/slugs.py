"""Readable URL parts from German and English titles."""

import re
import unicodedata
from collections.abc import Container

MAXIMUM_LENGTH = 80

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "ł": "l"}
)


def slugify(text: str, *, maximum: int = MAXIMUM_LENGTH, fallback: str = "") -> str:
    """Small ASCII letters, digits and single hyphens, cut at a word where possible.

    German umlauts are written out (ä → ae, ß → ss); other accents are dropped. Text without
    any such letter gives `fallback`.
    """
    composed = unicodedata.normalize("NFC", text).lower().translate(_GERMAN)
    ascii_text = unicodedata.normalize("NFKD", composed).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", ascii_text)).strip("-")
    if len(slug) > maximum:
        cut = slug[: maximum + 1].rpartition("-")[0]
        slug = cut if len(cut) > maximum // 2 else slug[:maximum].rstrip("-")
    return slug or fallback


def unique_slug(slug: str, taken: Container[str], *, maximum: int = MAXIMUM_LENGTH) -> str:
    """The slug itself, or with the first free suffix -2, -3, … when it is taken."""
    if slug not in taken:
        return slug
    number = 2
    while True:
        suffix = f"-{number}"
        candidate = slug[: maximum - len(suffix)].rstrip("-") + suffix
        if candidate not in taken:
            return candidate
        number += 1
