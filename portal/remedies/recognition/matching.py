"""How well the words of a clause name each remedy of a catalogue.

A title or alias becomes units: what is done (an action of the lexicon), to what (a thing of the
lexicon, or any other word). A unit weighs what tells its remedy from the others of this catalogue
(inverse document frequency, Spärck Jones 1972, over remedies), so that a rare word decides and a
word in every title does not.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from portal.remedies.recognition.lexicon import ACTION, THING, Lexicon
from portal.remedies.recognition.phrases import (
    SHORTEST_PART,
    Phrase,
    head_keys,
    raw_units,
    weighed,
)
from portal.remedies.recognition.reading import Clause, Reading
from portal.remedies.recognition.words import roots, tokens
from search.stopwords import STOP_WORDS
from search.typos import Typos

_PART_OF_COMPOUND = 0.75
_BORROWED = 0.7

LONGEST_WORD = 80
"""More letters than any German compound that was ever printed: what is longer is no word."""


@dataclass(frozen=True, slots=True)
class Named:
    """A catalogue entry, as little as a title and two aliases by language."""

    id: str
    titles: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How a remedy is named by a clause; shares of weight from 0 to 1.

    `coverage`: of the best phrase; `action`, `thing`: of its actions, and of its things and other
    words; `claimed`: of what the clause says that this catalogue knows; `places`: words used.
    """

    remedy: int
    coverage: float
    mass: float
    action: float
    thing: float
    has_thing: bool
    claimed: float
    acts: float
    places: frozenset[int]
    thing_places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    """What a clause says: keys with their strength, and the words that say them."""

    keys: Mapping[str, float]
    places: Mapping[str, frozenset[int]]
    actions: frozenset[str]
    borrowed: bool = False


class CatalogueWords:
    """The phrases of a catalogue, ready to be compared."""

    def __init__(self, catalogue: Sequence[Named], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        raw = [
            (number, text, raw_units(text, lexicon))
            for number, remedy in enumerate(catalogue)
            for text in dict.fromkeys(
                [*remedy.titles.values(), *(a for names in remedy.aliases.values() for a in names)]
            )
        ]
        spread: defaultdict[str, set[int]] = defaultdict(set)
        for number, _, units in raw:
            for _, keys in units:
                for key in keys:
                    spread[key].add(number)
        most = math.log(len(catalogue) + 1.0)
        rarity = {
            key: math.log((len(catalogue) + 1) / (len(of) + 0.0)) / most if most else 1.0
            for key, of in spread.items()
        }
        self.count = len(catalogue)
        self.phrases = tuple(
            Phrase(number, text, tuple(weighed(unit, rarity) for unit in units))
            for number, text, units in raw
            if units
        )
        self._rarity = rarity
        self._by_key: defaultdict[str, set[int]] = defaultdict(set)
        for at, phrase in enumerate(self.phrases):
            for unit in phrase.units:
                for key in unit.keys:
                    self._by_key[key].add(at)
        self._words = frozenset(key[2:] for key in spread if key.startswith("w:"))
        self._actions: defaultdict[int, set[str]] = defaultdict(set)
        for phrase in self.phrases:
            for unit in phrase.units:
                if unit.kind == ACTION:
                    self._actions[phrase.remedy].update(unit.keys)
        known = dict.fromkeys(lexicon.plain_words, 9)
        for _, text, _ in raw:
            known.update({word.word: 9 for word in tokens(text) if len(word.word) >= 5})
        self._known = frozenset(known)
        self._typos = Typos(known)

    def respell(self, word: str) -> str:
        """The word of lexicon or catalogue that a longer unknown word is a misspelling of."""
        if len(word) < 6 or not word.isalpha() or word in self._known or word in STOP_WORDS:
            return word
        if self._lexicon.hits([word]) or roots(word) & self._words:
            return word
        for candidate in self._typos.find(word, 1 if len(word) < 9 else 2):
            if candidate.word[0] == word[0]:
                return candidate.word
        return word

    def said(self, reading: Reading, clause: Clause) -> Said:
        """What a clause says, in the keys of this catalogue.

        "… and set it up again" borrows its thing from the clause beside it.
        """
        own = self._own(reading, clause)
        if not own.actions or any(self._names_thing(key) for key in own.keys):
            return own
        beside = [
            other
            for other in reading.clauses
            if other != clause and abs(other.sentence - clause.sentence) <= 1
        ]
        earlier = [other for other in beside if other.last < clause.first]
        later = [o for o in beside if o.first > clause.last and o.sentence == clause.sentence]
        for other in [*reversed(earlier[-2:]), *later[:1]]:
            lent = self._own(reading, other)
            things = [key for key in lent.keys if self._names_thing(key)]
            if things:
                return Said(
                    {**{key: _BORROWED * lent.keys[key] for key in things}, **own.keys},
                    {**{key: lent.places[key] for key in things}, **own.places},
                    own.actions,
                    borrowed=True,
                )
        return own

    def _names_thing(self, key: str) -> bool:
        return key.startswith(("t:", "w:")) and key in self._rarity

    def _own(self, reading: Reading, clause: Clause) -> Said:
        keys: dict[str, float] = {}
        places: defaultdict[str, set[int]] = defaultdict(set)
        actions = set()

        def say(key: str, strength: float, at: Iterable[int]) -> None:
            if strength > keys.get(key, 0.0):
                keys[key] = strength
            places[key].update(at)

        for hit in reading.hits_in(clause):
            if hit.kind == ACTION:
                actions.add(f"a:{hit.concept}")
            for concept, strength in self._lexicon.expansions(hit.concept).items():
                say(f"{hit.kind[0]}:{concept}", strength, hit.places)
            if hit.kind == THING and len(hit.places) == 1:
                word = reading.tokens[hit.places[0]].word
                for key in head_keys(word, self._lexicon.span(word, hit.concept)[0], self._lexicon):
                    say(key, 1.0, hit.places)
        for place in range(clause.first, clause.last + 1):
            word = reading.tokens[place].word
            if word in STOP_WORDS:
                continue
            for root in roots(word):
                say(f"w:{root}", 1.0, (place,))
            for part in self._parts(word):
                say(f"w:{part}", _PART_OF_COMPOUND, (place,))
        return Said(
            MappingProxyType(keys),
            MappingProxyType({key: frozenset(at) for key, at in places.items()}),
            frozenset(actions),
        )

    def matches(self, said: Said, without: frozenset[int] = frozenset()) -> list[WordMatch]:
        """Remedies that a clause names with at least a word, best first.

        `without`: places of things that another remedy has claimed already.
        """
        at = {phrase for key in said.keys for phrase in self._by_key.get(key, ())}
        known = [
            (key, self._rarity.get(key, 0.0))
            for key, strength in said.keys.items()
            if strength == 1.0 and key in self._rarity and not said.places[key] <= without
        ]
        best: dict[int, WordMatch] = {}
        for number in at:
            match = self._match(self.phrases[number], said, known, without)
            before = best.get(match.remedy)
            if before is None or (match.coverage * match.mass) > (before.coverage * before.mass):
                best[match.remedy] = match
        return sorted(best.values(), key=lambda match: -match.coverage * match.mass)

    def _match(
        self,
        phrase: Phrase,
        said: Said,
        known: Sequence[tuple[str, float]],
        without: frozenset[int],
    ) -> WordMatch:
        mass = total = 0.0
        by_kind = {ACTION: [0.0, 0.0], THING: [0.0, 0.0]}
        places: set[int] = set()
        things: set[int] = set()
        for unit in phrase.units:
            strength, key = max(
                (
                    (said.keys[key], key)
                    for key in unit.keys
                    if key in said.keys and (unit.kind == ACTION or said.places[key] - without)
                ),
                default=(0.0, ""),
            )
            total += unit.weight
            mass += unit.weight * strength
            shares = by_kind[ACTION if unit.kind == ACTION else THING]
            shares[0] += unit.weight * strength
            shares[1] += unit.weight
            if key:
                places |= said.places[key]
                if unit.kind != ACTION:
                    things |= said.places[key]
        acts = self._actions[phrase.remedy]
        agreed = max((said.keys.get(key, 0.0) for key in acts), default=0.0)
        weight = sum(weight for _, weight in known)
        claimed = sum(weight for key, weight in known if said.places[key] & places)
        return WordMatch(
            remedy=phrase.remedy,
            coverage=mass / total if total else 0.0,
            mass=mass,
            action=_share(by_kind[ACTION]),
            thing=_share(by_kind[THING]),
            has_thing=by_kind[THING][1] > 0,
            claimed=claimed / weight if weight else 0.0,
            acts=agreed,
            places=frozenset(places),
            thing_places=frozenset(things),
        )

    def _parts(self, word: str) -> set[str]:
        """Words of the catalogue that a longer word begins or ends with. Each cut costs a stem,
        so that a page without a space would take minutes."""
        found: set[str] = set()
        if len(word) > LONGEST_WORD:
            return found
        for cut in range(SHORTEST_PART, len(word) - 2):
            head, tail = word[:cut], word[cut:]
            if head in self._words:
                found.add(head)
            if len(tail) >= SHORTEST_PART:
                found |= roots(tail) & self._words
        return found


def _share(of: Sequence[float]) -> float:
    return of[0] / of[1] if of[1] else 0.0


__all__ = ["CatalogueWords", "Named", "Said", "WordMatch"]
