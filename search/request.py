"""What is asked for, and a query parser that never refuses.

A query is what somebody typed into one line, or pasted: an error message, a whole mail.
Quotes ask for a phrase and a leading minus excludes, but only in queries short enough to
have been typed; in a pasted text the same signs mean nothing.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from search.mail_text import own_words
from search.synonyms import NO_SYNONYMS, Synonyms

MAX_CHARACTERS = 10_000
MAX_WORDS = 200
TYPED_WORDS = 16
# In a question of so many words beside them quotes name something, as in: the folder "Sent".
QUESTION_WORDS = 4


class Mode(StrEnum):
    """How documents are looked for."""

    HYBRID = "hybrid"
    KEYWORD = "keyword"
    SEMANTIC = "semantic"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `lang` is the reader's language; it orders, it does not filter.

    `passages`: so many of the first hits come with their best passage. Articles are named by
    `SearchDocument.group`, those without by their id: `prior` (0 to 1) lifts among nearly equal
    hits, `pinned` come first in this order, `hidden` are left out, pinned or not.
    """

    text: str
    lang: str = "de"
    limit: int = 10
    mode: Mode = Mode.HYBRID
    visibilities: frozenset[str] = frozenset({"public"})
    passages: int = 10
    synonyms: Synonyms = NO_SYNONYMS
    prior: Mapping[str, float] = field(default_factory=dict, hash=False)
    pinned: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`terms`, `phrases` and `excluded` are raw words; `text` is what the model reads.

    `synonyms` are words and phrases to look for beside the terms.
    """

    text: str
    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases)


def parse_query(text: str) -> ParsedQuery:
    """Read a query as forgivingly as can be; every string is a valid query."""
    cleaned = clean(own_words(text[:MAX_CHARACTERS]))
    words = cleaned.split()
    if len(words) > MAX_WORDS:
        words = words[:MAX_WORDS]
        cleaned = " ".join(words)
    if len(words) > TYPED_WORDS:
        return ParsedQuery(cleaned, terms=tuple(words))

    phrases: list[str] = []
    excluded: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match["word"] is not None and _SUSPENDED.search(match.string[: match.start()]):
            return match[0]
        if match["word"] is not None:
            excluded.append(match["word"])
            return " "
        if match["minus"]:
            excluded.append(match["phrase"])
            return " "
        phrases.append(match["phrase"])
        return f" {match['phrase']} "

    rest = _STRUCTURE.sub(take, cleaned.translate(_STRAIGHT_QUOTES)).split()
    phrases = [phrase for phrase in phrases if _has_word(phrase)]
    if not any(_has_word(word) for word in rest):
        # Nothing is left to look for: the signs were part of the text.
        return ParsedQuery(cleaned, terms=tuple(words))
    beside = len(rest) - sum(len(phrase.split()) for phrase in phrases)
    return ParsedQuery(
        " ".join(rest),
        terms=tuple(rest),
        phrases=tuple(phrases) if beside < QUESTION_WORDS else (),
        excluded=tuple(part for part in excluded if _has_word(part)),
    )


def clean(text: str) -> str:
    """Cut to 10,000 characters, NFC, no control or direction characters, single spaces."""
    composed = unicodedata.normalize("NFC", text[:MAX_CHARACTERS])
    kept = "".join(
        " " if character.isspace() or unicodedata.category(character) == "Cc" else character
        for character in composed
        if character not in _INVISIBLE and not "\ud800" <= character <= "\udfff"
    )
    return " ".join(kept.split())


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


# Zero-width characters, soft hyphen, bidirectional marks (Unicode TR 9), byte order mark.
_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_STRAIGHT_QUOTES = str.maketrans(dict.fromkeys("„“”«»", '"'))

# "Posteingang und -ausgang" leaves out a part of the second word, and excludes nothing.
_SUSPENDED = re.compile(r"(\b(und|oder|bzw\.?|sowie|and|or)|,)\s*$", re.IGNORECASE)

# Three letters at least: "php -v" and "-1" are text.
_STRUCTURE = re.compile(
    r"""(?<!\S)(?:(?P<minus>-)?"(?P<phrase>[^"]*)"|-(?P<word>[^\W\d_]{3}[^\s"]*))"""
)
