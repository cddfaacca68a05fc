"""How probably each part of a reply asks for something, and for what."""

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.remedies.recognition.linear import Features
from portal.remedies.repeats.comparing import Pair, pairs
from portal.remedies.repeats.drafts import Draft, draft
from portal.remedies.repeats.entries import Entries
from portal.remedies.repeats.meaning import Vectorised, Vectors
from portal.remedies.repeats.model import ASKS, SAME, Model
from portal.remedies.repeats.proposing import meant_features, proposal_features
from portal.remedies.repeats.vectors import EntryVectors, Nearness
from search.encoder import ModelUnavailable

# Parts that are looked at in one check, and that the model reads, those that likeliest ask for
# something first.
MOST_WEIGHED, MOST_READ = 100, 24
TRACE_OF_ASKING = 0.05
_LIKELY_TOLD = 0.8
_KEPT = 2000
Near = tuple[Nearness, int]
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Of a part: how probably it asks for something, and that it is each of the entries tried."""

    asks: float
    same: Mapping[int, float]

    def repeats(self, entry: int) -> float:
        """How probably the part proposes an entry that was tried."""
        return self.asks * self.same.get(entry, 0.0)


class Among:
    """Entries to tell apart, with their vectors, and what parts were weighed beside them."""

    def __init__(
        self, entries: Entries, vectorised: Vectorised | None, manner: Vectors | None = None
    ) -> None:
        """`manner`: as in EntryVectors. Raises ModelUnavailable."""
        self.entries = entries
        self.vectorised = vectorised
        self.vectors = None
        if vectorised is not None and entries.words.phrases:
            self.vectors = EntryVectors(entries, vectorised, manner)
        self._kept: OrderedDict[_Key, Weighed] = OrderedDict()
        self._lock = threading.Lock()

    def kept(self, key: _Key) -> Weighed | None:
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: _Key, weighed: Weighed) -> None:
        with self._lock:
            self._kept[key] = weighed
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def weigh(model: Model, among: Among, of: Draft, tried: Sequence[int]) -> list[Weighed]:
    """Each part of a reply, in order. `tried`: entries.

    Only a part that changed, or stands beside one, is weighed anew.
    """
    keys = [_key(of, at, tried) for at in range(len(of.parts))]
    asks: dict[int, float] = {}
    found: dict[_Key, Weighed] = {}
    unknown: list[_Key] = []
    for at, key in enumerate(keys):
        if key in found:
            continue
        before = among.kept(key)
        found[key] = before or Weighed(0.0, {})
        if before is None:
            asks[at] = asks_by_words(model, of, at)
            unknown.append(key)
    order = sorted(asks, key=lambda at: (-asks[at], at))
    new = [at for at in order if asks[at] >= TRACE_OF_ASKING][:MOST_WEIGHED]
    read = new[:MOST_READ]
    near = _near(among, of, sorted(read))
    for at in new:
        shares = same(
            model, pairs(among.entries, among.vectors, of, at, tried, near.get(at)), tried
        )
        by_meaning = _by_meaning(model, among, of, at) if at in near else None
        found[keys[at]] = Weighed(both(asks[at], by_meaning), shares)
    if near or not read or among.vectors is None:  # else the next check asks the model again
        for key in unknown:
            among.keep(key, found[key])
    return [found[key] for key in keys]


def asks_by_words(model: Model, of: Draft, at: int) -> float:
    """How probably a part asks for something."""
    features = proposal_features(of.reading, of.parts[at], of.row)
    return model.asking.probabilities(features)[ASKS]


def both(by_words: float, by_meaning: float | None) -> float:
    """Two opinions that count alike: their geometric mean."""
    if by_meaning is None:
        return by_words
    asks = math.sqrt(by_words * by_meaning)
    tells = math.sqrt((1 - by_words) * (1 - by_meaning))
    return asks / (asks + tells) if asks + tells else 0.5


def same(model: Model, row: Sequence[Pair], tried: Sequence[int]) -> dict[int, float]:
    """How probably a part asks for each entry that was tried; less where it rather asks for
    something else of the catalogue."""
    shares = {}
    for pair in row:
        classifier = model.same if pair.features is not None else model.same_by_words
        features: Features = pair.by_words if pair.features is None else pair.features
        shares[pair.entry] = classifier.probabilities(features)[SAME]
    found = {}
    for pair in row:
        if pair.entry in tried:
            share = shares[pair.entry]
            rival = max((shares[e] for e in shares if e in pair.rivals), default=0.0)
            found[pair.entry] = share * min(1.0, share / rival) if rival else share
    return found


def told_of(model: Model, among: Among, text: str) -> int | None:
    """The remedy that a customer's words tell of, if one is likely: they are read like a part of a
    reply."""
    of = draft(text)
    near = _near(among, of, range(len(of.parts)))
    shares: dict[int, float] = {}
    for at in range(len(of.parts)):
        row = pairs(among.entries, among.vectors, of, at, (), near.get(at))
        for entry, share in same(model, row, [pair.entry for pair in row]).items():
            shares[entry] = max(share, shares.get(entry, 0.0))
    best = max(shares, key=lambda entry: (shares[entry], -entry), default=None)
    return best if best is not None and shares[best] >= _LIKELY_TOLD else None


def meant(vectorised: Vectorised, part: str) -> dict[str, float]:
    """Signs of asking by the vector of a part; raises ModelUnavailable."""
    return meant_features(vectorised.centred([part])[0])


def near_all(among: Among, of: Draft, places: Sequence[int]) -> dict[int, Near]:
    """Parts beside the entries; raises ModelUnavailable."""
    if among.vectors is None or not places:
        return {}
    nearness = among.vectors.nearness([of.part(at) for at in places])
    return {at: (nearness, row) for row, at in enumerate(places)}


def _near(among: Among, of: Draft, places: Sequence[int]) -> dict[int, Near]:
    try:
        return near_all(among, of, places)
    except ModelUnavailable:
        return {}


def _by_meaning(model: Model, among: Among, of: Draft, at: int) -> float | None:
    if among.vectorised is None or among.vectorised.model != model.encoder:
        return None  # another search model: its numbers stand for something else
    try:
        features = meant(among.vectorised, of.part(at))
    except ModelUnavailable:
        return None
    return model.asking_by_meaning.probabilities(features)[ASKS]


def _key(of: Draft, at: int, tried: Sequence[int]) -> _Key:
    """All that the weight of a part hangs on."""
    part = of.parts[at]
    around = tuple(of.plain[n] for n in [*of.before(at), *of.mates(at)])
    start = of.reading.sentences[part.sentence].start
    line = of.reading.own[:start].rpartition("\n")[2].strip()
    return (tuple(tried), of.sentence(at), part.start - start, of.plain[at], around, line[-2:])
