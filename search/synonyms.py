"""Words that mean the same in one help centre, looked for beside those that were typed.

Applied to queries, never to the index: a change of the list counts from the next search on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import phrase_terms, query_terms

MAX_EXPANSIONS = 20


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words of one language that find each other; a word may be several ("customer area")."""

    lang: str
    words: tuple[str, ...]


class Synonyms:
    """The groups of a help centre, ready to be looked up; never changed once made.

    Words are compared as search compares them: endings, capitals, umlauts and hyphens do
    not matter, and several words match where they follow one another.
    """

    __slots__ = ("_groups", "_longest")

    def __init__(self, groups: Iterable[SynonymGroup] = ()) -> None:
        self._groups: dict[tuple[str, tuple[str, ...]], list[SynonymGroup]] = {}
        self._longest = 0
        for group in groups:
            for form in {form for word in group.words for form in _forms(word)}:
                self._groups.setdefault((group.lang, form), []).append(group)
                self._longest = max(self._longest, len(form))

    def __bool__(self) -> bool:
        return bool(self._groups)

    def expand(self, text: str, lang: str) -> tuple[str, ...]:
        """Words and phrases to look for beside those of the text, at most 20."""
        if not self._groups:
            return ()
        typed = self._typed(text)
        further: dict[str, None] = {}
        for form in typed:
            for group in self._groups.get((lang, form), ()):
                for word in group.words:
                    if not any(other in typed for other in _forms(word)):
                        further[word] = None
        return tuple(further)[:MAX_EXPANSIONS]

    def _typed(self, text: str) -> dict[tuple[str, ...], None]:
        """Every run of terms in the text that is short enough to be an entry."""
        terms = phrase_terms(text)
        runs = {
            tuple(terms[start : start + length]): None
            for start in range(len(terms))
            for length in range(1, min(self._longest, len(terms) - start) + 1)
        }
        return runs | {(term,): None for term in query_terms(text)}


def _forms(word: str) -> list[tuple[str, ...]]:
    """The runs of terms an entry is recognised by: its parts, and a hyphenated one as a whole."""
    parts = tuple(phrase_terms(word))
    forms = [parts] if parts else []
    if len(word.split()) == 1:
        forms += [(term,) for term in query_terms(word)[:1] if (term,) != parts]
    return forms


NO_SYNONYMS = Synonyms()
