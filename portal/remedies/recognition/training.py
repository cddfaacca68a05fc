"""`make train`: fit the classifiers to the sentences in `training/` and write `weights.json`.

    python -m portal.remedies.recognition.training [--check]

Deterministic: the same sentences and search model give the same file. `--check` writes nothing and
prints how well a catalogue is recognised that was left out of the training.
"""

import argparse
import json
import sys
from collections import Counter
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
from portal.remedies.recognition.linear import Features, train
from portal.remedies.recognition.matching import CatalogueWords, Named
from portal.remedies.recognition.meaning import CatalogueMeaning, Nearness
from portal.remedies.recognition.measuring import Scores, score
from portal.remedies.recognition.model import (
    DONE,
    FILE,
    HAPPENED,
    NAMED,
    NOT_DONE,
    NOT_NAMED,
    OTHER,
    OUTCOMES,
    STATES,
    Model,
    Thresholds,
)
from portal.remedies.recognition.reading import Clause, Reading, read
from portal.remedies.recognition.recognising import Recogniser, Weighed
from portal.remedies.recognition.sentences import (
    HAPPENED_ANYWAY,
    Sentence,
    Told,
    by_catalogue,
    training_catalogues,
    training_sentences,
)
from search.embedding import load_encoder
from search.encoder import Encoder

STATE_PENALTY, OUTCOME_PENALTY, NAMING_PENALTY = 3.0, 3.0, 1.0
MEANING_PENALTY = 10.0
# Words that must not be ticked weigh more than words that should be: a wrong tick skips a step.
LEAST_PRECISION = 0.84
MOST_FALSE_ALARMS = 0.06
FOLDS = 3
_GRID = [at / 100 for at in range(10, 90, 2)]
_ASKED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Examples:
    """What the classifiers learn from some sentences: features and class."""

    states: list[tuple[Features, str]]
    states_by_meaning: list[tuple[Features, str]]
    outcomes: list[tuple[Features, str]]
    naming: list[tuple[Features, str]]
    naming_by_words: list[tuple[Features, str]]

    def and_of(self, other: "Examples") -> "Examples":
        return Examples(
            self.states + other.states,
            self.states_by_meaning + other.states_by_meaning,
            self.outcomes + other.outcomes,
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


Weighings = list[tuple[Sentence, list[Weighed]]]


def prepare(encoder: Encoder) -> dict[str, Prepared]:
    """Everything to learn from, by catalogue."""
    catalogues = training_catalogues()
    return {
        name: _prepared(catalogues[name], sentences, encoder)
        for name, sentences in by_catalogue(training_sentences()).items()
    }


def fit(parts: Sequence[Prepared], thresholds: tuple[Thresholds, Thresholds]) -> Model:
    """Train all classifiers."""
    examples = Examples([], [], [], [], [])
    for part in parts:
        examples = examples.and_of(part.examples)
    counts = Counter(outcome for _, outcome in examples.outcomes)
    # Rare outcomes count more, so that "no change" is not said of everything.
    rare = [(len(examples.outcomes) / counts[outcome]) ** 0.7 for _, outcome in examples.outcomes]
    naming = (NAMED, NOT_NAMED)
    return Model(
        state=train(examples.states, STATES, penalty=STATE_PENALTY),
        state_by_meaning=train(examples.states_by_meaning, STATES, penalty=MEANING_PENALTY),
        encoder=parts[0].meaning.model,
        outcome=train(examples.outcomes, OUTCOMES, penalty=OUTCOME_PENALTY, importance=rare),
        naming=train(examples.naming, naming, penalty=NAMING_PENALTY),
        naming_by_words=train(examples.naming_by_words, naming, penalty=NAMING_PENALTY),
        thresholds=thresholds[0],
        thresholds_by_words=thresholds[1],
    )


def weighed_unseen(parts: Mapping[str, Prepared]) -> tuple[Weighings, Weighings]:
    """Each sentence as it is read by a model that never saw its catalogue: by words and meaning,
    and by words alone."""
    unset = Thresholds(0.5, 0.25)
    found: Weighings = []
    found_by_words: Weighings = []
    for fold in range(FOLDS):
        out = [part for at, part in enumerate(parts.values()) if at % FOLDS == fold]
        kept = [part for at, part in enumerate(parts.values()) if at % FOLDS != fold]
        model = fit(kept, (unset, unset))
        for part in out:
            found += weigh(part, model)
            found_by_words += weigh(part, model, by_words=True)
    return found, found_by_words


def weigh(part: Prepared, model: Model, *, by_words: bool = False) -> Weighings:
    """The sentences of a catalogue as a model reads them."""
    meaning = None if by_words else part.meaning
    recogniser = Recogniser(part.catalogue, part.words, meaning, model)
    return [(sentence, recogniser.weigh(sentence.text)) for sentence in part.sentences]


def choose(read_unseen: Weighings) -> Thresholds:
    """The threshold with the best F1 among those that are precise enough."""
    scored = [(scores_at(read_unseen, likely), likely) for likely in _GRID]
    precise = [
        (scores, likely)
        for scores, likely in scored
        if scores.precision >= LEAST_PRECISION and scores.false_alarms <= MOST_FALSE_ALARMS
    ]
    likely = max(precise or scored, key=lambda entry: entry[0].f1)[1]
    return Thresholds(likely, round(likely * _ASKED_SHARE, 3))


def scores_at(weighings: Weighings, likely: float) -> Scores:
    """How good it is to tick what is at least as likely as that."""
    return score(
        (
            sentence.tried,
            {one.remedy: one.outcome for one in found if one.probability >= likely},
        )
        for sentence, found in weighings
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="measure, write nothing")
    options = parser.parse_args(arguments)
    parts = prepare(load_encoder())
    unseen, unseen_by_words = weighed_unseen(parts)
    thresholds = choose(unseen), choose(unseen_by_words)
    for title, read_, chosen in (
        ("words and meaning", unseen, thresholds[0]),
        ("words alone", unseen_by_words, thresholds[1]),
    ):
        sys.stdout.write(f"{title:<18} {chosen.likely:.2f}  {scores_at(read_, chosen.likely)}\n")
    if not options.check:
        model = fit(list(parts.values()), thresholds)
        FILE.write_text(json.dumps(model.as_json(), ensure_ascii=False, indent=0), encoding="utf-8")
    return 0


def _prepared(
    catalogue: Sequence[Named], sentences: Sequence[Sentence], encoder: Encoder
) -> Prepared:
    words = CatalogueWords(catalogue, lexicon())
    phrases = [(phrase.remedy, phrase.text) for phrase in words.phrases]
    meaning = CatalogueMeaning(phrases, len(catalogue), encoder)
    numbers = {remedy.id: number for number, remedy in enumerate(catalogue)}
    examples = Examples([], [], [], [], [])
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
        states = {_state(one) for one in told[at]}
        if len(states) < 2:
            state = next(iter(states), OTHER)
            examples.states.append((state_features(reading, clause, row), state))
            examples.states_by_meaning.append((meant_features(meant.sentence[at]), state))
        outcomes = {
            one.outcome for one in told[at] if one.outcome and main[one.remedy, one.quote] == at
        }
        signs = outcome_features(reading, clause, row)
        examples.outcomes.extend((signs, one) for one in sorted(outcomes))
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


if __name__ == "__main__":
    sys.exit(main())
