"""A title or alias of a catalogue as units: what is done, and to what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.remedies.recognition.lexicon import ACTION, THING, Lexicon
from portal.remedies.recognition.words import Token, roots, tokens
from search.stopwords import STOP_WORDS

WORD, PART = "word", "part"
SHORTEST_PART = 4
# Such actions say little about what was done; the thing has to say it.
_LIGHT = frozenset({"test", "use", "run", "look", "open", "create", "stop"})
_LIGHT_WEIGHT = 0.4
# What stands before a thing in a compound says less than the thing.
_PART_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """What a phrase asks for at one place: any of `keys`."""

    kind: str
    keys: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A title or alias of the remedy at `remedy` in the catalogue."""

    remedy: int
    text: str
    units: tuple[Unit, ...]


@lru_cache(maxsize=20_000)
def raw_units(text: str, lexicon: Lexicon) -> list[tuple[str, tuple[str, ...]]]:
    """Kind and keys of each unit of a phrase."""
    row = list(tokens(text))
    hits = lexicon.hits([word.word for word in row])
    units: list[tuple[str, tuple[str, ...]]] = []
    covered: set[int] = set()
    for kind in (ACTION, THING):
        together: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
        for hit in hits:
            if hit.kind == kind:
                together[hit.places].append(f"{kind[0]}:{hit.concept}")
                covered.update(hit.places)
        for places, keys in together.items():
            if kind == THING and len(places) == 1:
                units += _compound(row[places[0]].word, keys, lexicon)
            else:
                units.append((kind, tuple(keys)))
    for place, word in enumerate(row):
        if place not in covered and word.word not in STOP_WORDS and _tells(word):
            units.append((WORD, tuple(f"w:{root}" for root in sorted(roots(word.word)))))
    return units


def weighed(unit: tuple[str, tuple[str, ...]], rarity: Mapping[str, float]) -> Unit:
    """A unit with what it tells; `rarity` of each key, from 0 to 1."""
    kind, keys = unit
    weight = 0.15 + max(rarity[key] for key in keys)
    if kind == ACTION and all(key[2:] in _LIGHT for key in keys):
        weight *= _LIGHT_WEIGHT
    if kind == PART:
        weight *= _PART_WEIGHT
    return Unit(kind, keys, weight)


def head_keys(word: str, start: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Keys of what stands before a thing in a compound: "grafik" of "grafiktreiber"."""
    if start < SHORTEST_PART:
        return ()
    things = {f"t:{hit.concept}" for hit in lexicon.hits([word[:start]]) if hit.kind == THING}
    return tuple(sorted(things or {f"w:{root}" for root in roots(word[:start])}))


def _compound(
    word: str, keys: Sequence[str], lexicon: Lexicon
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Units of a word that says things: "Datenbankpasswort" asks for both, "Karte" for a card of
    either kind, "Browserdaten" for nothing that is said by a part of it."""
    spans = {key: lexicon.span(word, key[2:]) for key in keys}
    whole = [key for key in keys if not any(_within(spans[key], o) for o in spans.values())]
    for span in sorted({spans[key] for key in whole}):
        yield THING, tuple(key for key in whole if spans[key] == span)
    head = head_keys(word, min(spans[key][0] for key in whole), lexicon)
    if head and not set(head) & set(keys):
        yield PART, head


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _tells(word: Token) -> bool:
    return len(word.word) > 1
