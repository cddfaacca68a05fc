"""The general words of `lexicon.yaml`, found in a row of words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("lexicon.yaml")
ACTION, THING = "action", "thing"
LONGEST_GAP = 4
_GAP = "..."
# What is said of a whole may be meant of its part: "the device" for the computer.
_NARROWER = 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found in a row of words, with the places of the words that say it."""

    concept: str
    kind: str
    places: tuple[int, ...]


class Lexicon:
    """Concepts by the words that say them."""

    def __init__(self, source: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        self._matchers: dict[str, int] = {}
        self._entries: dict[int, list[tuple[str, str, tuple[int | None, ...]]]] = {}
        self._exact: dict[str, set[int]] = {}
        self._starts: dict[str, set[int]] = {}
        self._ends: dict[str, set[int]] = {}
        self._shapes: list[tuple[re.Pattern[str], int]] = []
        self._expansions: dict[str, dict[str, float]] = {}
        self.plain_words: set[str] = set()
        for kind, concepts in ((ACTION, source["actions"]), (THING, source["things"])):
            for concept, entry in concepts.items():
                for words in entry["words"]:  # type: ignore[attr-defined]
                    self._add_entry(concept, kind, str(words).split())
        self._relate(source)
        self._satisfied = lru_cache(maxsize=50_000)(self._find_matchers)
        self.span = lru_cache(maxsize=50_000)(self._find_span)

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Concepts said by folded words; left out is what is part of a longer hit of its kind, and
        what reaches over other words for one that a closer hit of its kind has: in "neu gestartet
        und das Passwort neu eingetragen" nothing is started by the second "neu"."""
        matched = [self._satisfied(word) for word in words]
        found = {
            Hit(concept, kind, places)
            for place, matchers in enumerate(matched)
            for first in matchers
            for concept, kind, pattern in self._entries.get(first, ())
            for places in _walk(pattern, matched, place)
        }
        kept = []
        for hit in sorted(found, key=lambda hit: (hit.places, hit.concept)):
            rivals = [other for other in found if other.kind == hit.kind and other != hit]
            if not any(_is_part(hit, other) or _is_closer(other, hit) for other in rivals):
                kept.append(hit)
        return kept

    def expansions(self, concept: str) -> Mapping[str, float]:
        """Concepts that may be meant where this one is said, with how likely (0 to 1)."""
        return self._expansions.get(concept, {concept: 1.0})

    def _add_entry(self, concept: str, kind: str, parts: list[str]) -> None:
        pattern = tuple(None if part == _GAP else self._matcher(part) for part in parts)
        first = pattern[0]
        if first is not None:
            self._entries.setdefault(first, []).append((concept, kind, pattern))

    def _matcher(self, part: str) -> int:
        if part in self._matchers:
            return self._matchers[part]
        number = self._matchers[part] = len(self._matchers)
        for word in part.split("|"):
            inner = word.strip("*")
            if "*" in inner or word == "*" or (word.startswith("*") and word.endswith("*")):
                shape = re.compile(re.escape(word).replace(r"\*", ".*"))
                self._shapes.append((shape, number))
            elif word.endswith("*"):
                self._starts.setdefault(inner, set()).add(number)
            elif word.startswith("*"):
                self._ends.setdefault(inner, set()).add(number)
            else:
                self._exact.setdefault(word, set()).add(number)
            if len(inner) >= 5 and inner.isalpha():
                self.plain_words.add(inner)
        return number

    def _find_matchers(self, word: str) -> frozenset[int]:
        found = set(self._exact.get(word, ()))
        for cut in range(2, len(word) + 1):
            found |= self._starts.get(word[:cut], set())
            found |= self._ends.get(word[-cut:], set())
        found |= {number for shape, number in self._shapes if shape.fullmatch(word)}
        return frozenset(found)

    def _find_span(self, word: str, concept: str) -> tuple[int, int]:
        """Where in a word a concept is said: its shortest ending or beginning that says it."""
        for start in range(len(word) - 2, 0, -1):
            if any(hit.concept == concept for hit in self.hits([word[start:]])):
                return start, len(word)
        for end in range(2, len(word)):
            if any(hit.concept == concept for hit in self.hits([word[:end]])):
                return 0, end
        return 0, len(word)

    def _relate(self, source: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        for concepts in (source["actions"], source["things"]):
            for concept, entry in concepts.items():
                related = self._expansions.setdefault(concept, {})
                related[concept] = 1.0
                for wider, likely in _weights(entry.get("is")):
                    related[wider] = max(related.get(wider, 0.0), likely)
                    narrower = self._expansions.setdefault(wider, {})
                    narrower[concept] = max(narrower.get(concept, 0.0), _NARROWER)
                for near, likely in _weights(entry.get("near")):
                    related[near] = max(related.get(near, 0.0), likely)


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships."""
    return Lexicon(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _is_part(hit: Hit, of: Hit) -> bool:
    return set(hit.places) < set(of.places)


def _is_closer(hit: Hit, than: Hit) -> bool:
    """Does it say as much with words that stand nearer to each other, one of them the same?"""
    shared = set(hit.places) & set(than.places)
    return bool(shared) and len(hit.places) >= len(than.places) and _span(hit) < _span(than)


def _span(hit: Hit) -> int:
    return hit.places[-1] - hit.places[0]


def _weights(entry: object) -> Iterator[tuple[str, float]]:
    if isinstance(entry, dict):
        yield from entry.items()


def _walk(
    pattern: tuple[int | None, ...], matched: Sequence[frozenset[int]], place: int
) -> Iterator[tuple[int, ...]]:
    """Places of the words that a pattern stands on when it begins at `place`; once at most."""
    places = [place]
    at, gap = place + 1, 0
    for wanted in pattern[1:]:
        if wanted is None:
            gap = LONGEST_GAP
            continue
        for here in range(at, min(at + gap + 1, len(matched))):
            if wanted in matched[here]:
                places.append(here)
                at, gap = here + 1, 0
                break
        else:
            return
    yield tuple(places)
