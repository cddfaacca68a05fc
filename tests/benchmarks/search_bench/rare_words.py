"""Words that the source texts do not have, so that a vocabulary grows as in real text.

Recombined sentences alone repeat one small vocabulary for ever. Real vocabularies grow with a
power of the text's length (Heaps 1978), and most words in them are rare (Zipf 1935): both follow
from drawing words by a Pitman-Yor process (Teh 2006), which says how often the next word is a new
one and which old one it is otherwise. The words themselves are made from those of the sources:
compounds, product names, error codes, host names.
"""

import random
from collections.abc import Sequence
from itertools import pairwise

DISCOUNT = 0.62
STRENGTH = 6_000.0
_SYLLABLES = (
    "ka",
    "ver",
    "lo",
    "mi",
    "tra",
    "no",
    "bel",
    "su",
    "ri",
    "den",
    "pa",
    "zo",
    "fe",
    "gu",
)


class RareWords:
    """Draws words of one language; the same seed and nouns give the same words."""

    def __init__(self, lang: str, nouns: Sequence[str], chance: random.Random) -> None:
        self._lang = lang
        self._nouns = nouns
        self._chance = chance
        self._drawn: list[int] = []
        self._counts: list[int] = []
        self._words: list[str] = []
        self._numbers: dict[str, int] = {}

    def draw(self) -> str:
        """A new word, or one drawn before: the more often it was, the likelier."""
        new = STRENGTH + DISCOUNT * len(self._words)
        if self._chance.random() * (STRENGTH + len(self._drawn)) < new:
            return self._words[self._count(self._make())]
        while True:
            number = self._chance.choice(self._drawn)
            if self._chance.random() * self._counts[number] > DISCOUNT:
                return self._words[self._count(self._words[number])]

    def _count(self, word: str) -> int:
        number = self._numbers.setdefault(word, len(self._words))
        if number == len(self._words):
            self._words.append(word)
            self._counts.append(0)
        self._counts[number] += 1
        self._drawn.append(number)
        return number

    def _make(self) -> str:
        kind = self._chance.random()
        if kind < 0.75:
            return self._compound()
        if kind < 0.9:
            return self._name().capitalize()
        if kind < 0.96:
            return f"0x{self._chance.randrange(0x80000000, 0x80100000):08X}"
        return f"{self._name()}{self._chance.randrange(1, 40)}"

    def _compound(self) -> str:
        parts = [self._chance.choice(self._nouns) for _ in range(2)]
        if self._lang == "de":
            link = self._chance.choice(("", "", "s")) if not parts[0].endswith("s") else ""
            return f"{parts[0]}{link}{parts[1].lower()}"
        return "".join(parts).lower()

    def _name(self) -> str:
        chosen = [self._chance.choice(_SYLLABLES) for _ in range(self._chance.choice((2, 3, 3, 4)))]
        # Doubled syllables read as typing errors.
        return "".join([chosen[0], *(b for a, b in pairwise(chosen) if a != b)])
