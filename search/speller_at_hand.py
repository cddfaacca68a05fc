"""The speller of a revision: made when first needed, and kept while few words come or go."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.spelling import Speller, count_words
from search.store import read_word_changes, read_words
from search.typos import Candidate

# Below so many words making a speller takes a moment only.
SMALL_VOCABULARY = 20_000
# So many words in a hundred may have come or gone since.
MOST_CHANGED = 1


@dataclass(frozen=True, slots=True)
class _Made:
    """A speller with the revision and the number of words it was made from."""

    speller: Speller
    revision: int
    words: int


class SpellerAtHand:
    """Shared by the searches of one revision.

    A speller made for a revision before is used on, without proposing words that have gone: what
    is proposed tells nothing of a text that nobody may read any more (V12).
    """

    def __init__(self, folder: Path, revision: int, before: "SpellerAtHand | None" = None) -> None:
        self._folder = folder
        self._revision = revision
        self._lock = threading.Lock()
        self._made: _Made | None = before._made if before else None
        self._changes: Mapping[str, int] | None = None

    def correct(self, text: str) -> str | None:
        """The text with its unknown words corrected, None when there is nothing better.

        Raises:
            OSError, sqlite3.Error: the words can't be read.
        """
        speller, changes = self._current()
        better = speller.correct(text)
        if changes and any(word in changes for word in count_words([text, better or ""])):
            speller, _ = self._current(anew=True)
            better = speller.correct(text)
        return better

    def similar(self, word: str) -> Sequence[Candidate]:
        """What a word nobody wrote may have been meant to be.

        Raises:
            OSError, sqlite3.Error: the words can't be read.
        """
        speller, changes = self._current()
        return [found for found in speller.similar(word) if changes.get(found.word, 1) > 0]

    def _current(self, *, anew: bool = False) -> tuple[Speller, Mapping[str, int]]:
        """A speller, and the words that came or went (0) since it was made."""
        with self._lock:
            made, changes = self._made, self._changes
            if made and changes is None:
                changes = read_word_changes(self._folder, made.revision)
                few = made.words >= SMALL_VOCABULARY and (
                    len(changes) * 100 <= MOST_CHANGED * made.words
                )
                anew = anew or (bool(changes) and not few)
            if made is None or changes is None or (anew and changes):
                words = read_words(self._folder)
                made, changes = _Made(Speller(words), self._revision, len(words)), {}
            self._made, self._changes = made, changes
            return made.speller, changes
