"""Whether a part of a reply asks for what an attempt was about: signs for a small classifier."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.remedies.recognition.matching import Said, WordMatch
from portal.remedies.repeats.drafts import Draft, said_by
from portal.remedies.repeats.entries import Entries
from portal.remedies.repeats.vectors import EntryVectors, Nearness

# Entries beside those that were tried that are looked at, as what else the part may ask for.
_BY_WORDS, _BY_WIDE_WORDS, _BY_MEANING = 4, 2, 3
_MANY = 5
_FAR = 0.2
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A part beside an entry: `features` by words and meaning (None without a model), `by_words`
    by words alone; what else the part may ask for are its `rivals` among the entries looked at."""

    entry: int
    by_words: Features
    features: Features | None
    rivals: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is said, with its matches by entry and the weights of all, heaviest first."""

    said: Said
    things: frozenset[str]
    places: frozenset[int]
    matches: Mapping[int, WordMatch]
    weights: Sequence[tuple[float, int]]

    @classmethod
    def of(cls, said: Said, matches: Sequence[WordMatch]) -> "_Heard":
        named = [key for key in said.keys if key.startswith(("w:", "t:"))]
        return cls(
            said,
            frozenset(k for k in named if k.startswith("t:") and said.keys[k] == 1.0),
            frozenset(place for key in named for place in said.places[key]),
            {match.remedy: match for match in matches},
            sorted(((m.coverage * m.mass, m.remedy) for m in matches), reverse=True),
        )


def pairs(
    entries: Entries,
    vectors: EntryVectors | None,
    of: Draft,
    at: int,
    tried: Sequence[int],
    near: tuple[Nearness, int] | None,
) -> list[Pair]:
    """A part beside the entries that were tried, and beside what else it may ask for; left out is
    what it shares no word with and is far from.

    `near`: of parts, with the row of this one; None without a model.
    """
    own, wide = said_by(entries, of, at)
    matches = entries.words.matches(own)
    wide_matches = entries.words.matches(wide) if wide is not own else matches
    looked_at = [match.remedy for match in matches[:_BY_WORDS]]
    looked_at += [match.remedy for match in wide_matches[:_BY_WIDE_WORDS]]
    if near is not None:
        looked_at += [int(e) for e in np.argsort(-near[0].cosine[near[1]])[:_BY_MEANING]]
    others = [e for e in dict.fromkeys(looked_at) if e < entries.remedies and e not in tried]
    heard = _Heard.of(own, matches)
    heard_wide = _Heard.of(wide, wide_matches) if wide is not own else heard
    found = []
    for entry in dict.fromkeys([*tried, *others]):
        worded = entry in heard.matches or entry in heard_wide.matches
        if not worded and (near is None or near[0].cosine[near[1], entry] < _FAR):
            continue
        rivals = vectors.rivals(entry) if vectors is not None else entries.rivals(entry)
        words = dict(_of_words(entries, entry, heard, rivals, ""))
        words.update(_of_words(entries, entry, heard_wide, rivals, "w "))
        both: dict[str, float] | None = None
        if near is not None:
            both = dict(words)
            both.update(_of_meaning(near[0], near[1], entry, words))
        is_text = entry >= entries.remedies
        found.append(
            Pair(
                entry,
                _signs(words, is_text),
                _signs(both, is_text) if both is not None else None,
                rivals,
            )
        )
    return found


def _signs(features: Features, is_text: bool) -> dict[str, float]:
    """Without those that are zero. One phrase of a customer says less than title and aliases, so
    each sign counts apart there, too (Daumé 2007)."""
    kept = {name: value for name, value in features.items() if value}
    if not is_text:
        return kept
    return {**kept, **{f"t {name}": value for name, value in kept.items()}, "text": 1.0}


def _of_words(
    entries: Entries,
    entry: int,
    heard: _Heard,
    rivals: frozenset[int],
    name: str,
) -> Iterator[tuple[str, float]]:
    said, said_things, places = heard.said, heard.things, heard.places
    acts, things = entries.actions[entry], entries.things[entry]
    agreed = said.actions & acts
    opposed = not agreed and any(_OPPOSITES.get(key, "") in acts for key in said.actions)
    foreign_acts = _foreign(said, said.actions, acts)
    foreign = _foreign(said, said_things, things)
    yield f"{name}opposite", float(opposed)
    yield f"{name}no action said", float(not said.actions)
    yield f"{name}no action asked", float(not acts)
    yield f"{name}borrowed", float(said.borrowed)
    yield f"{name}foreign thing", float(foreign)
    yield f"{name}only foreign things", float(foreign and not said_things & things and bool(things))
    yield f"{name}foreign thing, no action", float(foreign and not agreed)
    yield f"{name}foreign action", float(foreign_acts)
    yield f"{name}only foreign actions", float(foreign_acts and not agreed)
    match = heard.matches.get(entry)
    if match is None:
        yield f"{name}no word", 1.0
        return
    yield f"{name}swapped thing", float(foreign) * (1.0 - match.thing)
    yield f"{name}swapped action", float(foreign_acts) * (1.0 - match.acts)
    weight = match.coverage * match.mass
    others = next((weight for weight, other in heard.weights if other in rivals), 0.0)
    other_action = float(bool(said.actions) and match.acts < 0.5)
    yield f"{name}covered", len(match.places & places) / max(1, len(places))
    yield f"{name}not covered", min(_MANY, len(places - match.places)) / _MANY
    yield f"{name}coverage", match.coverage
    yield f"{name}full", float(match.coverage > 0.95)
    yield f"{name}coverage²", match.coverage**2
    yield f"{name}mass", min(match.mass, 3.0) / 3
    yield f"{name}action", match.action
    yield f"{name}thing", match.thing
    yield f"{name}acts", match.acts
    yield f"{name}acts and thing", match.acts * (match.thing if match.has_thing else 0.5)
    yield f"{name}no thing asked", float(not match.has_thing)
    yield f"{name}claimed", match.claimed
    yield f"{name}claimed coverage", match.claimed * match.coverage
    yield f"{name}lead", (weight - others) / (weight + others) if weight + others else 0.0
    yield f"{name}first", float(weight >= others)
    yield f"{name}other action", other_action
    yield f"{name}other action, thing", other_action * match.thing


def _foreign(said: Said, keys: frozenset[str], own: frozenset[str]) -> bool:
    """Whether a key is said that an entry does not have, by words that say none it has."""
    shared = {place for key in keys & own for place in said.places[key]}
    return any(not said.places[key] & shared for key in keys - own)


def _of_meaning(
    near: Nearness, row: int, entry: int, words: Features
) -> Iterator[tuple[str, float]]:
    cosine = float(near.cosine[row, entry])
    lead = float(np.clip(near.lead[row, entry] * 4, -1.0, 1.0))
    coverage, acts = words.get("coverage", 0.0), words.get("acts", 0.0)
    yield "near", cosine
    yield "near²", max(cosine, 0.0) ** 2
    yield "above", float(np.clip(near.above[row, entry] / 4, -1.0, 2.0))
    yield "meaning lead", lead
    yield "nearest", float(lead > 0)
    yield "near and named", cosine * coverage
    yield "lead and named", lead * coverage
    yield "near and acts", cosine * acts


_PAIRS_OF_OPPOSITES = """
    enable disable, install uninstall, login logout, add remove, connect unplug, open close,
    increase reduce, allow block, create delete
"""
_OPPOSITES: Mapping[str, str] = {
    f"a:{one}": f"a:{other}"
    for pair in _PAIRS_OF_OPPOSITES.split(",")
    for one, other in (pair.split(), pair.split()[::-1])
}
