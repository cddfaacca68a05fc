"""What a clause is about besides its words: whether it was done, and how it went.

Features for the two classifiers. The words of things and actions are replaced by their kind, so
that nothing learned hangs on what a catalogue happens to be about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from portal.remedies.recognition.lexicon import ACTION
from portal.remedies.recognition.reading import Clause, Reading, Sentence
from portal.remedies.recognition.words import form
from search.stopwords import STOP_WORDS

FILE = Path(__file__).with_name("signals.yaml")
# So much of the neighbourhood of a clause is read, in words.
_BEFORE, _AFTER, _NEXT = 8, 12, 14
_SHORT = 9
# Of a unit vector's numbers beside signs that are 1: as much as the sentences bear.
_MEANT = 4.0


def state_features(reading: Reading, clause: Clause, row: Sequence[str]) -> dict[str, float]:
    """Signs of whether what a clause names was done; `row`: the words as `masked` gives them."""
    sentence = reading.sentences[clause.sentence]
    own = row[clause.first : clause.last + 1]
    before = row[max(sentence.first, clause.first - _BEFORE) : clause.first]
    after = row[clause.last + 1 : min(sentence.last + 1, clause.last + 1 + _AFTER)]
    following = _next_sentence(reading, row, clause.sentence)[:6]
    features = dict.fromkeys(_grams("o", ["^", *own, "$"], 3), 1.0)
    features.update(dict.fromkeys(_grams("b", before, 2), 0.7))
    features.update(dict.fromkeys(_grams("a", after, 2), 0.7))
    features.update(dict.fromkeys(_grams("n", following, 1), 0.5))
    features.update(dict.fromkeys(_signs(reading, clause, sentence, row), 1.0))
    if clause.first == sentence.first:
        features["opens"] = 1.0
    if "?" in reading.own[clause.start : clause.end + 1]:
        features["asked"] = 1.5
    if "?" in reading.own[clause.end : sentence.end]:
        features["asked later"] = 1.0
    for name in _outcomes(reading, clause.start, clause.end):
        features[f"own {name}"] = 1.0
    for name in _outcomes(reading, clause.end, sentence.end):
        features[f"after {name}"] = 1.0
    return features


def meant_features(sentence: NDArray[np.float32]) -> dict[str, float]:
    """Signs of the same by the vector of the sentence, each number by its place."""
    names = _places(len(sentence))
    return dict(zip(names, (_MEANT * sentence).tolist(), strict=True))


@cache
def _places(count: int) -> tuple[str, ...]:
    return tuple(f"meant {place}" for place in range(count))


def outcome_features(reading: Reading, clause: Clause, row: Sequence[str]) -> dict[str, float]:
    """Signs of how it went: in the clause itself, then behind it, the nearer the stronger."""
    sentence = reading.sentences[clause.sentence]
    own = row[clause.first : clause.last + 1]
    before = row[max(sentence.first, clause.first - _BEFORE) : clause.first]
    later = [c for c in reading.clauses if c.sentence == clause.sentence and c.first > clause.last]
    near = row[later[0].first : later[0].last + 1] if later else []
    rest = row[later[0].last + 1 : sentence.last + 1] if later else []
    following = _next_sentence(reading, row, clause.sentence)[:_NEXT]
    features = dict.fromkeys(_grams("o", ["^", *own, "$"], 3), 1.0)
    features.update(dict.fromkeys(_grams("b", before, 2), 0.4))
    features.update(dict.fromkeys(_grams("1", near, 2), 0.8))
    features.update(dict.fromkeys(_grams("2", rest[:20], 2), 0.5))
    features.update(dict.fromkeys(_grams("n", following, 2), 0.5))
    features.update(dict.fromkeys(_grams("t", [*own, "|", *near, "|", *rest[:20]], 3), 0.6))
    places = [("own", clause.start, clause.end)]
    places += [(str(min(at, 2)), c.start, c.end) for at, c in enumerate(later, start=1)]
    if clause.sentence + 1 < len(reading.sentences):
        next_one = reading.sentences[clause.sentence + 1]
        places.append(("next", next_one.start, next_one.end))
    first = True
    for name, start, end in places:
        found = _outcomes(reading, start, end)
        for outcome in found:
            features[f"{name} {outcome}"] = 1.0
            if first:
                features[f"first {outcome}"] = 1.0
        first = first and not found
    if not later and not following:
        features["nothing behind"] = 1.0
    return features


def _signs(
    reading: Reading, clause: Clause, sentence: Sentence, row: Sequence[str]
) -> Iterator[str]:
    """Groups of small words in the clause and around it, and what stands together."""
    acts = [word for word in row[clause.first : clause.last + 1] if word.startswith("<A")]
    act = acts[0] if acts else "<A none>"
    own = _groups(reading, clause.first, clause.last + 1)
    before = _groups(reading, max(sentence.first, clause.first - _BEFORE), clause.first)
    after = _groups(reading, clause.last + 1, sentence.last + 1)
    together = sorted({*own, *(f"b {group}" for group in before)})
    for at, one in enumerate(together):
        yield f"g {one}"
        yield f"g {one} {act}"
        for other in together[at + 1 :]:
            yield f"g {one}+{other}"
    for group in sorted(after):
        yield f"g a {group}"
        yield f"g a {group} {act}"
    yield f"g {act}"
    for name, place in (("1", clause.first), ("2", clause.first + 1), ("s1", sentence.first)):
        if place <= clause.last:
            for group in sorted(_groups(reading, place, place + 1)) or [row[place][:6]]:
                yield f"g{name} {group}"
    yield f"g last {row[clause.last][:6]}"


def _groups(reading: Reading, first: int, behind: int) -> set[str]:
    known = signals().groups
    return {group for word in reading.tokens[first:behind] for group in known.get(word.word, ())}


def said_next(reading: Reading, clause: Clause) -> str | None:
    """The outcome that the next sentence states, where it is short and about nothing else."""
    if clause.sentence + 1 >= len(reading.sentences):
        return None
    following = reading.sentences[clause.sentence + 1]
    if following.last - following.first >= _SHORT:
        return None
    found = _outcomes(reading, following.start, following.end)
    acts = any(
        hit.kind == ACTION and following.first <= hit.places[0] <= following.last
        for hit in reading.hits
    )
    return found[0] if len(found) == 1 and not acts else None


def masked(reading: Reading) -> list[str]:
    """The words of a text, with kinds in place of things and actions."""
    row = [word.word for word in reading.tokens]
    for hit in reading.hits:
        for place in hit.places:
            word = reading.tokens[place].word
            if word in STOP_WORDS or word in _KEPT:
                continue
            row[place] = f"<A {form(word)}>" if hit.kind == ACTION else "<T>"
    return ["<N>" if word[:1].isdigit() else word for word in row]


def _next_sentence(reading: Reading, row: Sequence[str], number: int) -> Sequence[str]:
    if number + 1 >= len(reading.sentences):
        return []
    following = reading.sentences[number + 1]
    return row[following.first : following.last + 1]


def _grams(name: str, row: Sequence[str], longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for at in range(len(row) - length + 1):
            yield f"{name}:{' '.join(row[at : at + length])}"
    for word in row:
        if not word.startswith("<") and word not in STOP_WORDS and len(word) > 4:
            yield f"{name}~{form(word)}"


def _outcomes(reading: Reading, start: int, end: int) -> list[str]:
    if end <= start:
        return []
    words = " ".join(
        word.word for word in reading.tokens if start <= word.start and word.end <= end
    )
    found = [name for name, turns in signals().outcomes.items() if turns.search(words)]
    # "did not help" has the words of "did help" in it.
    return [name for name in found if name != "solved" or "no_change" not in found]


@dataclass(frozen=True, slots=True)
class Signals:
    """Small words with the groups they belong to, and turns of phrase for each outcome."""

    groups: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, re.Pattern[str]]


@cache
def signals() -> Signals:
    """The signals of `signals.yaml`."""
    source = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = {}
    for group, words in source["groups"].items():
        for word in str(words).split():
            groups.setdefault(word, []).append(group)
    return Signals(
        {word: tuple(names) for word, names in groups.items()},
        {
            outcome: re.compile(r"(?<!\S)(?:" + "|".join(turns) + r")(?!\S)")
            for outcome, turns in source["outcomes"].items()
        },
    )


_WORDS_KEPT = """
    geht gehts ging funktioniert klappt laeuft works worked fine same fresh new try tried aus
    off
"""
_KEPT = frozenset(_WORDS_KEPT.split())
