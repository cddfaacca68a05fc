"""The part of a passage to show, and where the words of the query stand in it."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from search.analysis import distinct_words, word_terms, words

SNIPPET_LENGTH = 240
# Passages of the articles that people find most, some five megabytes: cutting texts into words
# is most of the work for a page of results.
KEPT_TEXTS = 3_000


def matched_terms(text: str, terms: Collection[str]) -> frozenset[str]:
    """The terms of a query that a text contains."""
    inside = _terms_in(text)
    return frozenset(term for term in terms if f" {term} " in inside)


def snippet(text: str, terms: Collection[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most about 240 characters around the query's words, and their places in them."""
    sentences = _sentences(text)
    marked = _marked_words(sentences, matched_terms(text, terms))
    best = 0
    if marked:
        best = max(range(len(sentences)), key=lambda i: (_weight(sentences[i][1], marked), -i))
    shown = sentences[best][0] if sentences else ""
    for sentence, _ in sentences[best + 1 :]:
        if len(shown) + len(sentence) >= SNIPPET_LENGTH:
            break
        shown = f"{shown} {sentence}"
    shown = _cut(shown, marked)
    return shown, _places(shown, marked)


def _marked_words(
    sentences: Sequence[tuple[str, set[str]]], terms: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Words of a text that stand for terms of the query, and for which."""
    if not terms:
        return {}
    inside: set[str] = set().union(*(found for _, found in sentences))
    return {word: hit & terms for word in inside if not terms.isdisjoint(hit := word_terms(word))}


def _places(text: str, marked: Collection[str]) -> tuple[tuple[int, int], ...]:
    if not marked:
        return ()
    return tuple((word.start, word.end) for word in words(text) if word.text in marked)


def _weight(inside: set[str], marked: Mapping[str, frozenset[str]]) -> int:
    return len(frozenset().union(*(marked[word] for word in inside & marked.keys())))


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


@lru_cache(KEPT_TEXTS)
def _terms_in(text: str) -> str:
    """The terms of a text between spaces: a tenth of the memory of a set."""
    found: frozenset[str] = frozenset().union(*map(word_terms, distinct_words(text)))
    return f" {' '.join(found)} "


def _sentences(text: str) -> list[tuple[str, set[str]]]:
    """The sentences of a text, each with its different words."""
    parts = (part.strip() for part in _BREAK.split(text))
    return [(part, distinct_words(part)) for part in parts if part]


_BREAK = re.compile(r"\n+|(?<=[.!?])\s+(?=[\"„“(]?[A-ZÄÖÜ0-9])")
