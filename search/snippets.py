"""The part of a passage to show, and where the words of the query stand in it."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import pairwise

from search.analysis import distinct_words, places_of, word_terms

SNIPPET_LENGTH = 240
# Many passages are looked at for the same query.
LAST_QUERIES = 16


def terms_begun(text: str, terms: Collection[str]) -> int:
    """How many terms of a query a word of the text begins with: about as many as it contains.

    Stemming all its words would tell for certain, at ten times the cost.
    """
    letters = _plain_letters(text)
    if "-" in letters:  # "E-Mail" is "mail", and "email" too
        letters = f"{letters} {letters.replace('-', '')}"
    return sum(_begun(term, letters) for term in _plain_terms(frozenset(terms)))


def snippet(text: str, terms: Collection[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most about 240 characters around the query's words, and their places in them."""
    sentences = _sentences(text)
    marked = _standing_for(text, frozenset(terms))
    best = 0
    if marked:
        best = max(range(len(sentences)), key=lambda i: (_weight(sentences[i], marked), -i))
    shown = sentences[best] if sentences else ""
    for sentence in sentences[best + 1 :]:
        if len(shown) + len(sentence) >= SNIPPET_LENGTH:
            break
        shown = f"{shown} {sentence}"
    shown = _cut(shown, marked)
    return shown, _places(shown, marked)


def _standing_for(text: str, terms: frozenset[str]) -> dict[str, frozenset[str]]:
    """Words of a text that stand for terms of the query, and for which.

    Stemming all words of the passages of a page would be most of the work of a search, and few
    begin like a term. A stem begins like its word, but for umlauts, accents and what is joined
    by hyphens, so that words with any of these are always looked at.
    """
    starts = _starts(terms)
    likely, others = [], []
    for token in set(text.split()) if terms else ():
        if not (token.isalnum() and token.isascii()):
            others.append(token)
        elif token[:2] in starts:
            likely.append(token)
    likely += [
        word
        for word in distinct_words(" ".join(others))
        if word[:2] in starts or not (word.isalnum() and word.isascii())
    ]
    return {word: inside for word in likely if (inside := word_terms(word) & terms)}


@lru_cache(LAST_QUERIES)
def _starts(terms: frozenset[str]) -> frozenset[str]:
    """What words begin with that may stand for a term, in capitals and small letters."""
    small = {term[:2] for term in terms} | {f"{term[0]}e" for term in terms if term[0] in "aou"}
    return frozenset(form for s in small for form in (s, s.upper(), s.capitalize()))


@lru_cache(LAST_QUERIES)
def _plain_terms(terms: frozenset[str]) -> list[str]:
    return [_plain_letters(term) for term in terms]


def _plain_letters(text: str) -> str:
    text = text.lower()
    for written, stemmed in _IN_STEMS:
        text = text.replace(written, stemmed)
    return text


def _begun(term: str, letters: str) -> bool:
    at = letters.find(term)
    while at > 0 and letters[at - 1].isalnum():
        at = letters.find(term, at + 1)
    return at >= 0


def _places(text: str, marked: Collection[str]) -> tuple[tuple[int, int], ...]:
    return places_of(marked, text) if any(word in text for word in marked) else ()


def _weight(sentence: str, marked: Mapping[str, frozenset[str]]) -> int:
    """How many terms of the query a sentence has."""
    near = [word for word in marked if word in sentence]
    if not near:
        return 0
    inside = distinct_words(sentence)
    return len(frozenset[str]().union(*(marked[word] for word in near if word in inside)))


def _cut(text: str, marked: Collection[str]) -> str:
    if len(text) <= SNIPPET_LENGTH:
        return text
    places = _places(text, marked)
    start = max(0, places[0][0] - 60) if places and places[0][1] > SNIPPET_LENGTH - 20 else 0
    if start:
        start = text.find(" ", start) + 1
    end = start + SNIPPET_LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    body = text[start:end].strip()
    return f"{'… ' if start else ''}{body}{' …' if end < len(text) else ''}"


def _sentences(text: str) -> list[str]:
    """Where a sentence or a line ends; the sign that ends it belongs to it."""
    ends = [match.start() + 1 for match in _END.finditer(text)]
    parts = (text[a:b].strip() for a, b in pairwise([0, *ends, len(text)]))
    return [part for part in parts if part]


# Umlauts in their two spellings.
_IN_STEMS = (
    ("ä", "a"),
    ("ö", "o"),
    ("ü", "u"),
    ("ß", "ss"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
)
_END = re.compile(r"[.!?]\s+(?=[\"„“(]?[A-ZÄÖÜ0-9])|\n")
