"""The part of a passage to show, and where the words of the query stand in it."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import pairwise

from search.analysis import distinct_words, places_of, word_terms

SNIPPET_LENGTH = 240
# Many passages are looked at for the same query.
LAST_QUERIES = 64


def terms_begun(text: str, terms: Collection[str]) -> int:
    """How many terms of a query a word of the text begins with: about as many as it contains.

    Stemming all its words would tell for certain, at ten times the cost.
    """
    letters = _letters(text)
    return sum(_begun(plain, letters) for plain in _plain_terms(frozenset(terms)).values())


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
    letters = _letters(text)
    if letters.isascii():  # else there may be accents in the middle of a term
        terms = frozenset(term for term, plain in _plain_terms(terms).items() if plain in letters)
    if not terms:
        return {}
    starts = _starts(terms)
    likely, others = [], []
    for token in set(text.split()):
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
def _plain_terms(terms: frozenset[str]) -> dict[str, str]:
    return {term: _plain_letters(term) for term in terms}


def _letters(text: str) -> str:
    """Where the letters of a term are in a row if the text has it."""
    letters = _plain_letters(text)
    # "E-Mail" is "mail", and "email" too.
    return f"{letters} {letters.replace('-', '')}" if "-" in letters else letters


def _plain_letters(text: str) -> str:
    """In small letters and as stems are written, where an umlaut has one letter."""
    text = text.lower()
    if not text.isascii():
        text = text.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _begun(term: str, letters: str) -> bool:
    at = letters.find(term)
    while at > 0 and letters[at - 1].isalnum():
        at = letters.find(term, at + 1)
    return at >= 0


def _places(text: str, marked: Collection[str]) -> tuple[tuple[int, int], ...]:
    return places_of(marked, text) if any(word in text for word in marked) else ()


def _weight(sentence: str, marked: Mapping[str, frozenset[str]]) -> int:
    """How many terms of the query a sentence has."""
    near = [terms for word, terms in marked.items() if word in sentence]
    return len(frozenset[str]().union(*near))


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


_END = re.compile(r"[.!?]\s+(?=[\"„“(]?[A-ZÄÖÜ0-9])|\n")
