"""Words of German and English text, in the form they are compared in.

One analysis serves both languages: German stemming of an English word is wrong as grammar
but the same in index and query, so it does no harm. Compounds are split when a text is
indexed, never in a query: "Patrone" finds "Druckerpatrone", and "Druckerpatrone" does not
drown in texts about printers.
"""

import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from search.compounds import dictionary
from search.stopwords import STOP_WORDS

ANALYSIS_VERSION = 3
MAX_WORD = 60


class Word(NamedTuple):
    """A word as it stands in a text, with its place (character offsets)."""

    text: str
    start: int
    end: int


class Term(NamedTuple):
    """A form to index or to look for. Forms of one word share or follow its position.

    `written`: the word or part of a word that it is the stem of; "" for a joined form.
    """

    text: str
    position: int
    start: int
    end: int
    written: str = ""


def words(text: str) -> Iterator[Word]:
    """Split a text into words; "smtp.example" and "E-Mail" are one word each."""
    for match in _WORD.finditer(text):
        yield Word(match.group(), match.start(), match.end())


def distinct_words(text: str) -> set[str]:
    """The different words of a text, as `words` cuts it."""
    return set(_WORD.findall(text))


def places_of(wanted: Collection[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where some words stand in a text (character offsets), as `words` cuts it."""
    return tuple(match.span() for match in _WORD.finditer(text) if match[0] in wanted)


def query_terms(text: str) -> list[str]:
    """Distinct terms to look for, in the order of the text, stop words left out."""
    return list(dict.fromkeys(term.text for term in analyse(text)))


@lru_cache(maxsize=20_000)
def word_terms(word: str) -> frozenset[str]:
    """The terms of one word as `words` gives it; cached, for texts that are shown."""
    return frozenset(query_terms(word))


def phrase_terms(text: str) -> list[str]:
    """Terms that stand one after the other where the phrase occurs."""
    return [term.text for term in analyse(text, joined=False)]


def phrase_runs(phrases: Iterable[str]) -> list[list[str]]:
    """`phrase_terms` of the phrases that have any."""
    return [run for run in map(phrase_terms, phrases) if run]


def analyse(text: str, *, compounds: str = "", joined: bool = True) -> Iterator[Term]:
    """Terms of a text. `compounds` names the dictionary that splits compounds, "" for none.

    A hyphenated or dotted word gives its parts and, if `joined`, itself written as one word.
    Words longer than 60 characters (keys, base64) are cut.
    """
    splitter = dictionary(compounds) if compounds else None
    position = 0
    for word in words(text):
        whole = word.text[:MAX_WORD]
        parts = [part for part in _SEPARATOR.split(whole) if part]
        if len(parts) == 1:
            folded = whole.casefold()
            if folded in STOP_WORDS or whole.lower() in STOP_WORDS:
                continue
            yield Term(stem(folded), position, word.start, word.end, whole)
            if splitter is not None:
                for part in splitter.split(whole):
                    yield Term(stem(part), position, word.start, word.end)
            position += 1
            continue

        if _APOSTROPHE.search(whole):
            parts = parts[:1]
        elif joined:
            yield Term(stem(_join(whole)), position, word.start, word.end)
        before = position
        for part in parts:
            folded = part.casefold()
            if (len(part) == 1 and not part.isdigit()) or part.lower() in STOP_WORDS:
                continue
            yield Term(stem(folded), position, word.start, word.end, part)
            if splitter is not None:
                for piece in splitter.split(part):
                    yield Term(stem(piece), position, word.start, word.end)
            position += 1
        if position == before and joined:
            position += 1


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a casefolded word, without accents.

    Snowball's German stemmer (version 3) also maps ä, ae, ß and ss onto one form.
    """
    if word.isascii():
        return str(_stemmer().stemWord(word))
    # Accents that German does not have go first: they would hide an ending.
    plain = "".join(c if c in _UMLAUTS else _without_accents(c) for c in word)
    return _without_accents(_stemmer().stemWord(plain)) or word


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _join(word: str) -> str:
    return word.replace("-", "").casefold()


def _stemmer() -> "Stemmer.Stemmer":
    # A stemmer keeps state while it works, so each thread has its own.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("german", 0)
    return stemmer


_UMLAUTS = frozenset("äöüß")
_local = threading.local()
_WORD = re.compile(r"\w+(?:[-.'’]\w+)*")
_SEPARATOR = re.compile(r"[-.'’_]")
_APOSTROPHE = re.compile(r"['’]")
