"""What may have been tried, ready to be compared with what a reply says."""

from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType

from portal.remedies.recognition.lexicon import ACTION, THING, Lexicon, lexicon
from portal.remedies.recognition.matching import CatalogueWords, Named, Said
from portal.remedies.recognition.reading import Clause, read

_BORROWED = 0.7
_ALIKE = 0.8
_SAYS_ALL = 0.95
LONGEST_ATTEMPT = 600
_MOST_PHRASES = 4
_SAID_KEPT = 2000
# Places of words that stand in another part.
_ELSEWHERE, _BESIDE = -1, 1000


class Entries:
    """What may have been tried, ready to be compared: the remedies of a catalogue, the first
    `remedies` entries, and texts in a customer's words behind them."""

    def __init__(
        self, catalogue: Sequence[Named], texts: Sequence[Sequence[str]], lexicon: Lexicon
    ) -> None:
        """`texts`: the phrases of each."""
        self.remedies = len(catalogue)
        named = [Named("", {str(at): t for at, t in enumerate(row)}, {}) for row in texts]
        self._entries = [*catalogue, *named]
        self.words = CatalogueWords(self._entries, lexicon)
        self._lexicon = lexicon
        self._said = lru_cache(_SAID_KEPT)(self._read)
        self._named = lru_cache(_SAID_KEPT)(self._fully_named)
        self._known = frozenset(
            key for phrase in self.words.phrases for unit in phrase.units for key in unit.keys
        )
        self.actions: list[frozenset[str]] = [frozenset()] * len(self._entries)
        self.things: list[frozenset[str]] = [frozenset()] * len(self._entries)
        for phrase in self.words.phrases:
            keys = {k for unit in phrase.units if unit.kind == ACTION for k in unit.keys}
            self.actions[phrase.remedy] |= keys
            self.things[phrase.remedy] |= {
                k for unit in phrase.units if unit.kind == THING for k in unit.keys
            }

    def __len__(self) -> int:
        return len(self._entries)

    def said(self, text: str) -> Said:
        """What a text says, in the keys of these entries."""
        return self._said(text)

    def names_thing(self, said: Said) -> bool:
        """Whether it speaks of a thing that an entry speaks of, or by a word of one."""
        return any(key.startswith(("t:", "w:")) and key in self._known for key in said.keys)

    def known_as(self, entry: int) -> str:
        """The title of a remedy, or the words of a text."""
        return next(iter(self._entries[entry].titles.values()), "")

    def named_by(self, phrases: Sequence[str]) -> int | None:
        """The remedy whose title or alias a text says, in whatever form of the words."""
        return self._named(phrases[0]) if len(phrases) == 1 else None

    def rivals(self, entry: int) -> frozenset[int]:
        """Remedies that a part may ask for instead of an entry, by words."""
        if entry < self.remedies:
            return frozenset(range(self.remedies)) - {entry}
        return self._rivals_of_text(entry)

    def _rivals_of_text(self, entry: int) -> frozenset[int]:
        found = frozenset(range(self.remedies))
        for phrase in self.words.phrases:
            if phrase.remedy == entry:
                matches = self.words.matches(self.said(phrase.text))
                found -= {m.remedy for m in matches if m.coverage >= _ALIKE}
        return found

    def _fully_named(self, phrase: str) -> int | None:
        matches = self.words.matches(self.said(phrase))
        full = [m for m in matches if m.coverage > _SAYS_ALL and m.claimed > _SAYS_ALL]
        return full[0].remedy if len(full) == 1 and full[0].remedy < self.remedies else None

    def _read(self, text: str) -> Said:
        reading = read(text, self._lexicon, self.words.respell)
        if not reading.tokens:
            return Said(MappingProxyType({}), MappingProxyType({}), frozenset())
        whole = Clause(0, 0, len(reading.tokens) - 1, 0, len(text))
        return self.words.said(reading, whole)


@lru_cache(_SAID_KEPT)
def phrases_of(text: str) -> tuple[str, ...]:
    """What a customer's words say was done, without how it went: "PC neu gestartet – hat nicht
    geholfen" is "PC neu gestartet"."""
    text = text[:LONGEST_ATTEMPT].encode("utf-8", "replace").decode("utf-8").strip()
    reading = read(text, lexicon())
    done = [reading.quote(clause) for clause in reading.clauses if reading.hits_in(clause)]
    return tuple(done[:_MOST_PHRASES]) or (text,)


def borrowing(said: Said, before: Said) -> Said:
    """ "… and set it up again" speaks of the thing of the part before it."""
    things = [k for k in before.keys if k.startswith(("t:", "w:"))]
    return Said(
        {**{key: _BORROWED * before.keys[key] for key in things}, **said.keys},
        {**{key: frozenset({_ELSEWHERE}) for key in things}, **said.places},
        said.actions,
        borrowed=True,
    )


def together(one: Said, other: Said) -> Said:
    """What two parts of a sentence say in common."""
    beside = {key: frozenset(at + _BESIDE for at in places) for key, places in other.places.items()}
    keys = {k: max(one.keys.get(k, 0.0), other.keys.get(k, 0.0)) for k in {*one.keys, *other.keys}}
    return Said(keys, {**beside, **one.places}, one.actions | other.actions)
