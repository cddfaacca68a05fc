"""Words of German and English text in the forms they are compared in: folded, and as roots."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from search.analysis import stem


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text; `word` is its folded form."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Words with their places; "E-Mail" and "re-boot" are one word, other hyphens part words."""
    for match in _WORD.finditer(text):
        yield Token(fold(match.group()), match.start(), match.end())


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Small letters, umlauts and ß written out, without accents, apostrophes and hyphens."""
    written_out = word.lower().translate(_WRITTEN_OUT)
    if not written_out.isascii():
        decomposed = unicodedata.normalize("NFKD", written_out)
        written_out = "".join(c for c in decomposed if not unicodedata.combining(c))
    return written_out


@lru_cache(maxsize=50_000)
def roots(word: str) -> frozenset[str]:
    """What a folded word shares with its other forms, as German and as English.

    A German participle has the root of its infinitive: "ausgeschaltet", "ausschalten".
    """
    return frozenset({_german_root(word), _english().stemWord(word)})


@lru_cache(maxsize=50_000)
def form(word: str) -> str:
    """The grammatical shape of a folded verb, as far as its letters tell."""
    for name, shape in _FORMS:
        if shape.fullmatch(word):
            return name
    return "base"


def _german_root(word: str) -> str:
    participle = _PARTICIPLE.fullmatch(word)
    if participle:
        word = f"{participle[1] or ''}{participle[2]}en"
    return stem(word)


def _english() -> "Stemmer.Stemmer":
    # A stemmer keeps state while it works, so each thread has its own.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english", 0)
    return stemmer


_local = threading.local()
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "'": None, "’": None, "-": None, "‐": None}
)
_WORD = re.compile(r"(?:(?:re|un|e|wi|de)-)?[^\W_]+(?:['’.&+][^\W_]+)*", re.IGNORECASE)
_PREFIX = (
    "ab|an|auf|aus|bei|da|dar|durch|ein|fest|frei|gegen|heim|her|heraus|herunter|hin|hinzu|hoch"
    "|los|mit|nach|neu|nieder|raus|rein|runter|sicher|um|um|vor|weg|weiter|wieder|zu|zurueck|zusammen"
)
_PARTICIPLE = re.compile(rf"({_PREFIX})?ge([a-z]{{3,}}?)(?:et|t|en|n)")
_FORMS = (
    ("done", re.compile(rf"(?:{_PREFIX})*ge?[a-z]{{3,}}(?:t|en)|[a-z]{{3,}}iert")),
    ("to", re.compile(rf"(?:{_PREFIX})zu[a-z]{{4,}}en")),
    ("ing", re.compile(r"[a-z]{2,}ing")),
    ("ed", re.compile(r"[a-z]{2,}ed")),
    ("noun", re.compile(r"[a-z]{3,}(?:ung|ungen|tion|ation|start|starts|neustart)")),
    ("en", re.compile(r"[a-z]{3,}(?:en|ern|eln)")),
    ("te", re.compile(r"[a-z]{3,}te")),
    ("t", re.compile(r"[a-z]{3,}t")),
    ("e", re.compile(r"[a-z]{3,}e")),
    ("s", re.compile(r"[a-z]{3,}s")),
)
