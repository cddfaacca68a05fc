"""Words as they are written, and "did you mean"."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from search.stopwords import STOP_WORDS
from search.typos import MIN_LETTERS, Candidate, Typos

MAX_SIMILAR = 3
SIMILAR_LETTERS = 5


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Number of texts each word stands in; lower case, not stemmed."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word.lower() for word in _WORD.findall(text)})
    return counts


def fold(text: str) -> str:
    """One form for ä, ae and a, for ß and ss, for capital and small letters."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return _WRITTEN_UMLAUT.sub(r"\1", plain)


class Speller:
    """Knows what a word nobody wrote was meant to be."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        """`frequencies`: word → number of documents."""
        self._typos = Typos(frequencies)

    def correct(self, text: str) -> str | None:
        """The text with its unknown words corrected; None when there is nothing better.

        To be shown as a question, so it goes further than `similar`.
        """
        changed = False

        def mend(match: re.Match[str]) -> str:
            nonlocal changed
            better = self._better(match.group().lower())
            changed = changed or better is not None
            return better or match.group()

        mended = _WORD.sub(mend, text)
        return mended if changed else None

    def similar(self, word: str) -> list[Candidate]:
        """Words to look for instead: one edit from 5 letters on, two from 9, at most three.

        Nobody is asked, so words that are short or begin otherwise are left out: a chance
        neighbour ("plugh", plug; "kochen", Wochen) would be a hit where there is none.
        """
        edits = 0 if len(word) < SIMILAR_LETTERS else 1 if len(word) < 9 else 2
        lower = word.lower()
        if not edits or lower in self._typos:
            return []
        return [
            found
            for found in self._typos.find(lower, edits)
            if len(found.word) >= SIMILAR_LETTERS and found.word[0] == lower[0]
        ][:MAX_SIMILAR]

    def _better(self, word: str) -> str | None:
        if len(word) < MIN_LETTERS or word in STOP_WORDS or word in self._typos:
            return None
        found = self._typos.find(word, 1 if len(word) < 6 else 2)
        return found[0].word if found else None


_WORD = re.compile(r"[^\W\d_]{2,}")
_WRITTEN_UMLAUT = re.compile(r"([aou])e")
