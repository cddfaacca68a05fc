"""The part of a passage to show, and where the words of the query stand in it."""

import re
from collections.abc import Collection, Mapping, Sequence

from search.analysis import distinct_words, word_terms, words

SNIPPET_LENGTH = 240


def matched_terms(text: str, terms: Collection[str]) -> frozenset[str]:
    """The terms of a query that a text contains."""
    inside: frozenset[str] = frozenset().union(*map(word_terms, distinct_words(text)))
    return inside.intersection(terms)


def snippet(text: str, terms: Collection[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most about 240 characters around the query's words, and their places in them."""
    marked = _marked_words(text, terms)
    sentences = _sentences(text)
    best = 0
    if marked:
        best = max(range(len(sentences)), key=lambda i: (_weight(sentences[i], marked), -i))
    shown = sentences[best] if sentences else ""
    following = best + 1
    while following < len(sentences) and len(shown) + len(sentences[following]) < SNIPPET_LENGTH:
        shown = f"{shown} {sentences[following]}"
        following += 1
    shown = _cut(shown, marked)
    return shown, _places(shown, marked)


def _marked_words(text: str, terms: Collection[str]) -> dict[str, frozenset[str]]:
    """Words of a text that stand for terms of the query, and for which."""
    wanted = frozenset(terms)
    return {word: hit for word in distinct_words(text) if (hit := word_terms(word) & wanted)}


def _places(text: str, marked: Collection[str]) -> tuple[tuple[int, int], ...]:
    if not marked:
        return ()
    return tuple((word.start, word.end) for word in words(text) if word.text in marked)


def _weight(sentence: str, marked: Mapping[str, frozenset[str]]) -> int:
    inside = distinct_words(sentence) & marked.keys()
    return len(frozenset().union(*(marked[word] for word in inside)))


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


def _sentences(text: str) -> Sequence[str]:
    return [part.strip() for part in _BREAK.split(text) if part.strip()]


_BREAK = re.compile(r"\n+|(?<=[.!?])\s+(?=[\"„“(]?[A-ZÄÖÜ0-9])")
