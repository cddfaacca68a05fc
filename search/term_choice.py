"""Which terms of a query to look for: its rarest, stand-ins for those nobody wrote, synonyms."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from search.analysis import Term, analyse, phrase_terms, query_terms, stem
from search.executor import Clause
from search.request import ParsedQuery
from search.typos import Candidate

MAX_TERMS = 16
MAX_UNKNOWN = 4
MAX_JOINED = 16
MAX_EXPANSIONS = 12
PART = 0.5
ONE_EDIT = 0.6
TWO_EDITS = 0.4
PREFIX = 0.5
JOINED = 0.5
APART = 0.25
WHOLE_PART = 3
SYNONYM = 0.7

Similar = Callable[[str], Sequence[Candidate]]


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


def choose_terms(
    parsed: ParsedQuery, vocabulary: Vocabulary, similar: Similar | None = None
) -> ChosenTerms:
    """The rarest words of a long text say what it is about; the others only cost time.

    `similar` gives words that a word nobody wrote may have been meant to be.
    """
    words = _words(" ".join(parsed.terms))
    rarities = {term.text: vocabulary.rarity(term.text) for word in words for term in word.terms}
    rarest = sorted(rarities, key=lambda term: -rarities[term])
    known = [term for term in rarest if vocabulary.frequency(term)]
    clauses: dict[tuple[str, ...], Clause] = {}
    for term in known[:MAX_TERMS]:
        clauses[term,] = Clause((term,))

    def add(*terms: str, weight: float, unless: tuple[str, ...] = ()) -> None:
        clauses.setdefault(terms, Clause(terms, weight, typed=False, unless=unless))

    written = {term.text: term.written for word in words for term in word.terms}
    unknown = [term for term in written if not vocabulary.frequency(term)]
    for term in unknown[:MAX_UNKNOWN]:
        for other, weight in _instead_of(vocabulary, similar, term, written[term]):
            add(other, weight=weight)
    for joined, apart in _joined(words[:MAX_JOINED]):
        if vocabulary.frequency(joined):
            add(joined, weight=JOINED, unless=apart)
    for term in known[:MAX_TERMS]:
        if len(term) >= 2 * WHOLE_PART and written[term].isalpha():
            parts = _known_parts(vocabulary, term)
            if parts and min(map(len, parts)) >= WHOLE_PART:
                add(*parts, weight=APART, unless=(term,))
    for synonym in parsed.synonyms:
        for terms in _forms(synonym):
            if all(vocabulary.frequency(term) for term in terms):
                add(*terms, weight=SYNONYM)
    return ChosenTerms(tuple(clauses.values()), sum(rarities[term] for term in rarest[:MAX_TERMS]))


@dataclass(frozen=True, slots=True)
class _Word:
    """A typed word with its terms; a hyphenated one has a joined term and those of its parts."""

    written: str
    terms: tuple[Term, ...]


def _words(text: str) -> list[_Word]:
    found = []
    for piece in text.split():
        terms = tuple(analyse(piece))
        if terms:
            found.append(_Word(piece, terms))
    return found


def _instead_of(
    vocabulary: Vocabulary, similar: Similar | None, term: str, written: str
) -> list[tuple[str, float]]:
    """Terms to try for one that the index does not have, with their weights.

    The parts of a compound, else words it may be a slip of, else terms that begin with it.
    """
    parts = _known_parts(vocabulary, term)
    if parts:
        return [(part, PART) for part in parts]
    slips = {}
    for candidate in similar(written) if similar and written else ():
        for other in query_terms(candidate.word):
            if vocabulary.frequency(other):
                slips[other] = ONE_EDIT if candidate.edits == 1 else TWO_EDITS
    if slips or len(term) < 3:
        return list(slips.items())
    found: dict[str, int] = {}
    for text, frequency in vocabulary.beginning(term):
        found[text] = found.get(text, 0) + frequency
    most = sorted(found, key=lambda text: -found[text])[:MAX_EXPANSIONS]
    return [(text, PREFIX) for text in most]


def _known_parts(vocabulary: Vocabulary, term: str) -> list[str]:
    for cut in range(len(term) - 3, 2, -1):
        if not vocabulary.frequency(term[cut:]):
            continue
        for head in (stem(term[:cut]), stem(term[:cut].removesuffix("s"))):
            if len(head) >= 3 and vocabulary.frequency(head):
                return [head, term[cut:]]
    return []


def _joined(words: Sequence[_Word]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Neighbours written as one word, as German does, also with an s between them."""
    for word, following in pairwise(words):
        first, second = word.written, following.written
        if first.isalpha() and second.isalpha():
            apart = tuple(term.text for term in (*word.terms, *following.terms))
            yield stem((first + second).casefold()), apart
            yield stem(f"{first}s{second}".casefold()), apart


def _forms(synonym: str) -> list[tuple[str, ...]]:
    """Terms by which a synonym is found: all of its words, or a hyphenated one as a whole."""
    forms = [tuple(phrase_terms(synonym))]
    if len(synonym.split()) == 1:
        forms.append(tuple(query_terms(synonym)[:1]))
    return [form for form in dict.fromkeys(forms) if form]
