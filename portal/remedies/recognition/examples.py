"""What the classifiers learn from the sentences of a catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.remedies.recognition.candidates import candidates
from portal.remedies.recognition.cues import (
    masked,
    meant_features,
    outcome_features,
    state_features,
)
from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.linear import Features
from portal.remedies.recognition.matching import CatalogueWords, Named
from portal.remedies.recognition.meaning import CatalogueMeaning, Nearness
from portal.remedies.recognition.model import DONE, HAPPENED, NAMED, NOT_DONE, NOT_NAMED, OTHER
from portal.remedies.recognition.reading import Clause, Reading, read
from portal.remedies.recognition.sentences import HAPPENED_ANYWAY, Sentence, Told
from search.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Examples:
    """What the classifiers learn from some sentences: features and class."""

    states: list[tuple[Features, str]]
    states_by_meaning: list[tuple[Features, str]]
    outcomes: list[tuple[Features, str]]
    outcomes_by_meaning: list[tuple[Features, str]]
    naming: list[tuple[Features, str]]
    naming_by_words: list[tuple[Features, str]]

    def and_of(self, other: "Examples") -> "Examples":
        return Examples(
            self.states + other.states,
            self.states_by_meaning + other.states_by_meaning,
            self.outcomes + other.outcomes,
            self.outcomes_by_meaning + other.outcomes_by_meaning,
            self.naming + other.naming,
            self.naming_by_words + other.naming_by_words,
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A catalogue with its sentences and what they teach."""

    catalogue: Sequence[Named]
    words: CatalogueWords
    meaning: CatalogueMeaning
    sentences: Sequence[Sentence]
    examples: Examples


def prepared(
    catalogue: Sequence[Named], sentences: Sequence[Sentence], encoder: Encoder
) -> Prepared:
    """Read the sentences of a catalogue; raises ModelUnavailable."""
    words = CatalogueWords(catalogue, lexicon())
    phrases = [(phrase.remedy, phrase.text) for phrase in words.phrases]
    meaning = CatalogueMeaning(phrases, len(catalogue), encoder)
    numbers = {remedy.id: number for number, remedy in enumerate(catalogue)}
    examples = Examples([], [], [], [], [], [])
    for sentence in sentences:
        _learn(sentence, words, meaning, numbers, examples)
    return Prepared(catalogue, words, meaning, sentences, examples)


def _learn(
    sentence: Sentence,
    words: CatalogueWords,
    meaning: CatalogueMeaning,
    numbers: Mapping[str, int],
    examples: Examples,
) -> None:
    reading = read(sentence.text, lexicon(), words.respell)
    if not reading.clauses:
        return
    meant = meaning.read(
        [reading.quote(clause) for clause in reading.clauses],
        [reading.sentence_of(clause) for clause in reading.clauses],
    )
    row = masked(reading)
    told = _told_by_clause(sentence, reading)
    main = _main_clauses(reading, told, words, numbers)
    for at, clause in enumerate(reading.clauses):
        around = meant_features(meant.sentence[at])
        states = {_state(one) for one in told[at]}
        if len(states) < 2:
            state = next(iter(states), OTHER)
            examples.states.append((state_features(reading, clause, row), state))
            examples.states_by_meaning.append((around, state))
        outcomes = {
            one.outcome for one in told[at] if one.outcome and main[one.remedy, one.quote] == at
        }
        signs = outcome_features(reading, clause, row)
        examples.outcomes.extend((signs, one) for one in sorted(outcomes))
        examples.outcomes_by_meaning.extend((around, one) for one in sorted(outcomes))
        named = {numbers[one.remedy] for one in told[at] if main[one.remedy, one.quote] == at}
        unclear = {numbers[one.remedy] for one in told[at]} - named
        for row_of, target in (
            (meant.nearness, examples.naming),
            (None, examples.naming_by_words),
        ):
            target += _naming(reading, clause, words, row_of, at, named, unclear)


def _naming(
    reading: Reading,
    clause: Clause,
    words: CatalogueWords,
    nearness: Nearness | None,
    row: int,
    named: set[int],
    unclear: set[int],
) -> list[tuple[Features, str]]:
    """Candidates of a clause with whether it names them, then again beside those that it names."""
    said = words.said(reading, clause)
    found: list[tuple[Features, str]] = []
    before: set[int] = set()
    claimed: frozenset[int] = frozenset()
    while True:
        offered = candidates(
            words, said, clause, nearness, row, named=frozenset(before), without=claimed
        )
        found += [
            (one.features, NAMED if one.remedy in named else NOT_NAMED)
            for one in offered
            if one.remedy not in unclear
        ]
        right = [one for one in offered if one.remedy in named and one.match is not None]
        if not right:
            return found
        best = max(right, key=lambda one: one.features.get("coverage", 0.0))
        before.add(best.remedy)
        claimed |= best.match.thing_places if best.match else frozenset()


def _told_by_clause(sentence: Sentence, reading: Reading) -> list[list[Told]]:
    """What each clause tells, by the quotes that overlap it."""
    places = []
    for told in sentence.told:
        start = sentence.text.index(told.quote)
        places.append((told, start, start + len(told.quote)))
    return [
        [told for told, start, end in places if start < clause.end and clause.start < end]
        for clause in reading.clauses
    ]


def _main_clauses(
    reading: Reading,
    told: Sequence[Sequence[Told]],
    words: CatalogueWords,
    numbers: Mapping[str, int],
) -> dict[tuple[str, str], int]:
    """Of the clauses that a quote spans, the one that names its remedy best."""
    best: dict[tuple[str, str], tuple[float, int]] = {}
    for at, clause in enumerate(reading.clauses):
        if not told[at]:
            continue
        matches = {
            match.remedy: match.coverage * match.mass
            for match in words.matches(words.said(reading, clause))
        }
        for one in told[at]:
            strength = matches.get(numbers[one.remedy], 0.0)
            if strength > best.get((one.remedy, one.quote), (-1.0, 0))[0]:
                best[one.remedy, one.quote] = (strength, at)
    return {key: at for key, (_, at) in best.items()}


def _state(told: Told) -> str:
    if told.outcome is not None:
        return DONE
    return HAPPENED if told.why == HAPPENED_ANYWAY else NOT_DONE
