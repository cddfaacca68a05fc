"""Splitting German compounds with a dictionary made from the corpus itself.

German writes nouns with a capital letter, which tells "Druckerpatrone" (split it) from
"vielleicht" (leave it alone), and "Patrone" (a part) from "leicht" (not one). The dictionary
counts nouns where they do not begin a sentence; a word list of the system, when there is
one, lets rarer nouns in. It is written beside an index and loaded by its hash, because an
index stores its analyzer and must not store words with it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from search.stopwords import STOP_WORDS

MIN_PART = 4
MIN_DOCUMENTS = 3
WORD_LISTS = (Path("/usr/share/dict/ngerman"), Path("/usr/share/dict/german"))


@dataclass(frozen=True, slots=True)
class CompoundDictionary:
    """`nouns` may be parts of a compound; `others` are known words that are no nouns."""

    nouns: frozenset[str]
    others: frozenset[str]

    def split(self, word: str) -> tuple[str, ...]:
        """Parts of a capitalised compound in lower case; () when it is none."""
        if not word[:1].isupper():
            return ()
        lower = word.lower()
        if lower in self.others or lower in STOP_WORDS:
            return ()
        return self.parts(lower)

    def parts(self, lower: str) -> tuple[str, ...]:
        """Split a word known to be a noun; () when it has no two known parts."""
        if len(lower) < 2 * MIN_PART or not lower.isalpha():
            return ()
        # The longest head that is a noun: "passwort" before "wort".
        for cut in range(MIN_PART, len(lower) - MIN_PART + 1):
            if lower[cut:] not in self.nouns:
                continue
            for filler in _FILLERS:
                modifier = lower[:cut].removesuffix(filler) if filler else lower[:cut]
                if filler and len(modifier) == cut:
                    continue
                if modifier in self.nouns:
                    return modifier, lower[cut:]
                deeper = self.parts(modifier)
                if deeper:
                    return (*deeper, lower[cut:])
        return ()


def build_dictionary(texts: Iterable[str], word_list: Iterable[str] = ()) -> CompoundDictionary:
    """Learn nouns from German plain texts.

    A noun stands in three texts at least, or in two and in the word list.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for text in texts:
        seen = set()
        for match in _LETTERS.finditer(text):
            word = match.group()
            lower = word.lower()
            if word[1:] != word[1:].lower() and word != word.upper():
                continue
            seen.add(lower)
            if not word[0].isupper():
                small[lower] += 1
            elif not _opens_sentence(text, match.start()):
                capital[lower] += 1
        spread.update(seen)

    listed = {entry.strip().lower() for entry in word_list if entry[:1].isupper()}
    nouns = frozenset(
        word
        for word, count in capital.items()
        if count > small[word]
        and word not in STOP_WORDS
        and (spread[word] >= MIN_DOCUMENTS or (spread[word] >= 2 and word in listed))
    )
    others = frozenset(word for word, count in small.items() if count >= capital[word])
    return CompoundDictionary(nouns, others)


def system_word_list() -> list[str]:
    """Words of a German dictionary package, when one is installed."""
    for path in WORD_LISTS:
        if path.is_file():
            return path.read_text("utf-8", "replace").splitlines()
    return []


def save_dictionary(directory: Path, built: CompoundDictionary) -> str:
    """Write the dictionary into a folder and make it known; returns its name (a hash)."""
    lines = [f"+{word}" for word in sorted(built.nouns)]
    lines += [f"-{word}" for word in sorted(built.others)]
    data = "\n".join(lines).encode()
    name = hashlib.sha256(data).hexdigest()[:16]
    (directory / f"compounds-{name}.txt").write_bytes(data)
    _known[name] = built
    return name


def load_dictionary(directory: Path, name: str) -> CompoundDictionary:
    """Read a dictionary written by `save_dictionary`; an empty one when the file is gone."""
    if name not in _known:
        path = directory / f"compounds-{name}.txt"
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        _known[name] = CompoundDictionary(
            nouns=frozenset(line[1:] for line in lines if line.startswith("+")),
            others=frozenset(line[1:] for line in lines if line.startswith("-")),
        )
    return _known[name]


def dictionary(name: str) -> CompoundDictionary:
    """A dictionary loaded before by its name.

    Raises:
        KeyError: it was not loaded in this process.
    """
    return _known[name]


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(' "„“»(')
    return not before or before[-1] in ".!?:;\n•*#|-"


_known: dict[str, CompoundDictionary] = {}
_FILLERS = ("", "s", "es", "n", "en", "er", "e")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
