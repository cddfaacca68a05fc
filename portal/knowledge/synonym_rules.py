"""What a group of synonyms may hold. Compared as search compares words; no I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from search.analysis import phrase_terms

MOST_WORDS = 20
LONGEST_WORD = 60
MOST_WORDS_IN_ENTRY = 5
_SEPARATORS = re.compile(r"[,;\r\n]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Fault(StrEnum):
    """Why a group cannot be saved."""

    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    NOTHING_TO_FIND = "nothing_to_find"
    ONE_TO_SEARCH = "one_to_search"
    IN_OTHER_GROUP = "in_other_group"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault; `word` is the entry it is about, `other` what it collides with."""

    fault: Fault
    word: str = ""
    other: tuple[str, ...] = ()


def split_words(text: str) -> tuple[str, ...]:
    """Entries between line breaks, commas or semicolons, each once, in their order."""
    entries: dict[str, str] = {}
    for piece in _SEPARATORS.split(text):
        entry = " ".join(_CONTROL.sub(" ", piece).split())
        if entry:
            entries.setdefault(entry.casefold(), entry)
    return tuple(entries.values())


def form(word: str) -> str:
    """What search makes of an entry: capitals, endings, umlauts and hyphens do not matter.

    "" for one that search does not look for, such as "der" or "…".
    """
    return "".join(phrase_terms(word))


def problems(words: Sequence[str], others: Iterable[Sequence[str]]) -> list[Problem]:
    """What stands against a group of `words` beside the `others` of its language."""
    found = []
    if len(words) > MOST_WORDS:
        found.append(Problem(Fault.TOO_MANY))
    forms: dict[str, str] = {}
    for word in words[:MOST_WORDS]:
        if len(word) > LONGEST_WORD or len(word.split()) > MOST_WORDS_IN_ENTRY:
            found.append(Problem(Fault.TOO_LONG, word[:LONGEST_WORD]))
        elif not (key := form(word)):
            found.append(Problem(Fault.NOTHING_TO_FIND, word))
        else:
            forms.setdefault(key, word)
    if not found and len(forms) < 2:
        found.append(Problem(Fault.ONE_TO_SEARCH if len(words) > 1 else Fault.TOO_FEW))
    for other in others:
        shared = next((word for key, word in forms.items() if key in map(form, other)), None)
        if shared is not None:
            found.append(Problem(Fault.IN_OTHER_GROUP, shared, tuple(other)))
    return found
