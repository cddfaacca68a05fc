"""Which terms of a query to look for: its rarest, and stand-ins for those nobody wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from search.analysis import query_terms, stem
from search.executor import Clause
from search.request import ParsedQuery

MAX_TERMS = 16
MAX_UNKNOWN = 4
MAX_EXPANSIONS = 12
EXPANSION_BOOST = 0.5


class Vocabulary(Protocol):
    """What an index knows about terms."""

    def frequency(self, term: str) -> int:
        """Documents the term stands in, by the field where it is most frequent."""

    def rarity(self, term: str) -> float:
        """Inverse document frequency in the text of documents."""

    def beginning(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Some terms with this prefix and their frequencies, once per field."""


@dataclass(frozen=True, slots=True)
class ChosenTerms:
    """What to look for; `rarity` sums that of the words typed."""

    clauses: tuple[Clause, ...]
    rarity: float


def choose_terms(parsed: ParsedQuery, vocabulary: Vocabulary) -> ChosenTerms:
    """The rarest words of a long text say what it is about; the others only cost time."""
    weighted = [(vocabulary.rarity(term), term) for term in query_terms(" ".join(parsed.terms))]
    weighted.sort(key=lambda entry: -entry[0])
    frequencies = {term: vocabulary.frequency(term) for _, term in weighted}
    known = [term for term, frequency in frequencies.items() if frequency]
    unknown = [term for term, frequency in frequencies.items() if not frequency]
    weights = dict.fromkeys(known[:MAX_TERMS], 1.0)
    for term in unknown[:MAX_UNKNOWN]:
        for other in _instead_of(vocabulary, term):
            weights.setdefault(other, EXPANSION_BOOST)
    clauses = tuple(Clause((t,), w, typed=w == 1.0) for t, w in weights.items())
    return ChosenTerms(clauses, sum(rarity for rarity, _ in weighted[:MAX_TERMS]))


def _instead_of(vocabulary: Vocabulary, term: str) -> list[str]:
    """Terms to try for one that the index does not have.

    The parts of a compound, else terms that begin with what was typed.
    """
    parts = _known_parts(vocabulary, term)
    if parts or len(term) < 3:
        return parts
    found: dict[str, int] = {}
    for text, frequency in vocabulary.beginning(term):
        found[text] = found.get(text, 0) + frequency
    return sorted(found, key=lambda text: -found[text])[:MAX_EXPANSIONS]


def _known_parts(vocabulary: Vocabulary, term: str) -> list[str]:
    for cut in range(len(term) - 3, 2, -1):
        if not vocabulary.frequency(term[cut:]):
            continue
        for head in (stem(term[:cut]), stem(term[:cut].removesuffix("s"))):
            if len(head) >= 3 and vocabulary.frequency(head):
                return [head, term[cut:]]
    return []
