"""What people might type to find an article that they know is there.

The article is the right answer, so that quality stands beside speed. It is one of the first
thousand, which every corpus has: the same queries at every size.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from search.documents import SearchDocument
from search.markdown import plain_lines
from search.stopwords import STOP_WORDS

SEED = 20261124
FIRST = 1_000
"""Articles that are looked for."""
LONG = 9
"""Letters from which a word may have two errors in it."""
TWO_ERRORS = 0.2
_WORD = re.compile(r"[^\W_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_QUESTIONS = {
    "de": (
        "wie {} ich {}",
        "warum geht {} {} nicht",
        "was tun wenn {} {}",
        "{} {} funktioniert nicht",
    ),
    "en": ("how do i {} {}", "why does {} {} not work", "what to do if {} {}", "{} {} not working"),
}


class Kind(StrEnum):
    """Kinds of queries, as the table names them."""

    ANY = "any of the words"
    ALL = "all of the words"
    TITLE_PREFIX = "title as you type"
    TYPO = "a word with a typing error"
    SNIPPETS = "any of the words, with snippets"


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the id of the article that it was made from, and the article's language."""

    text: str
    wanted: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word of the corpus, and how somebody mistyped it."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Queries:
    """All that is asked of the engines."""

    words: tuple[Query, ...]
    typos: tuple[Query, ...]
    prefixes: tuple[Query, ...]

    def languages(self) -> dict[str, str]:
        """The language of each text."""
        return {q.text: q.lang for q in (*self.words, *self.typos, *self.prefixes)}

    def of(self, kind: Kind) -> tuple[Query, ...]:
        """The queries of a kind."""
        return {Kind.TITLE_PREFIX: self.prefixes, Kind.TYPO: self.typos}.get(kind, self.words)


def build_queries(documents: Sequence[SearchDocument], count: int, seed: int = SEED) -> Queries:
    """`count` queries for each purpose, drawn from titles and sentences.

    Two in five are parts of titles, two words of sentences, one a question. Half are typed as
    people do: in small letters, and every other one of those without umlauts.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable queries, no secret
    known = [document for document in documents[:FIRST] if len(_content(document.title)) >= 2]

    def make(form: "_Form") -> tuple[Query, ...]:
        chosen = [chance.choice(known) for _ in range(count)]
        return tuple(
            Query(form(document, chance), document.id, document.lang) for document in chosen
        )

    return Queries(words=make(_words), typos=make(_with_typo), prefixes=make(_prefix))


def build_misspellings(
    documents: Sequence[SearchDocument],
    frequencies: Mapping[str, int],
    count: int,
    seed: int = SEED,
) -> tuple[Misspelling, ...]:
    """Words as they stand in texts, so frequent ones more often, with one or two errors in them.

    Words of one article are left out, and so are errors that make another known word:
    nothing can tell those from what was meant. `frequencies`: word → number of articles.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable errors, no secret
    known = documents[:FIRST]
    found: list[Misspelling] = []
    while len(found) < count:
        words = _content(chance.choice(known).text, shortest=5)
        if not words:
            continue
        meant = chance.choice(words).lower()
        if not meant.isalpha() or frequencies.get(meant, 0) < 2:
            continue
        typed = mistype(meant, chance)
        if len(meant) >= LONG and chance.random() < TWO_ERRORS:
            typed = mistype(typed, chance)
        if typed != meant and typed not in frequencies:
            found.append(Misspelling(typed, meant))
    return tuple(found)


def mistype(word: str, chance: random.Random) -> str:
    """The word with a letter left out, doubled by another, wrong, or two changed places; the
    first letter is right, as it mostly is."""
    place = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + chance.choice(_LETTERS) + word[place:]
        case 2:
            return word[:place] + chance.choice(_LETTERS) + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


_Form = Callable[[SearchDocument, random.Random], str]


def _words(document: SearchDocument, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        text = " ".join(_part(_content(document.title), chance, 2, 4))
    elif kind < 0.8:
        lines = [line.text for line in plain_lines(document.text) if not line.level]
        sentences = [
            words for line in lines if len(_content(line)) > 2 for words in [_WORD.findall(line)]
        ]
        text = " ".join(_part(chance.choice(sentences or [_content(document.title)]), chance, 4, 8))
    else:
        template = chance.choice(_QUESTIONS[document.lang])
        text = template.format(*_part(_content(document.title), chance, 2, 2))
    return _typed(text, chance)


def _with_typo(document: SearchDocument, chance: random.Random) -> str:
    words = _part(_content(document.title), chance, 2, 3)
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    if len(words[longest]) >= 5:
        words[longest] = mistype(words[longest].lower(), chance)
    return " ".join(words).lower()


def _prefix(document: SearchDocument, chance: random.Random) -> str:
    words = _part(_content(document.title), chance, 1, 3)
    last = words[-1]
    words[-1] = last[: chance.randint(min(3, len(last)), len(last))]
    return " ".join(words).lower()


def _content(text: str, shortest: int = 3) -> list[str]:
    return [
        word
        for word in _WORD.findall(text)
        if len(word) >= shortest and word.lower() not in STOP_WORDS
    ]


def _part(words: Sequence[str], chance: random.Random, least: int, most: int) -> list[str]:
    """So many words that follow one another."""
    length = min(chance.randint(least, most), len(words))
    start = chance.randrange(len(words) - length + 1)
    return list(words[start : start + length])


def _typed(text: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.25:
        return text.lower().translate(_WRITTEN_OUT)
    return text.lower() if kind < 0.5 else text
