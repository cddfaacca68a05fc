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

from portal.remedies.recognition.examples import Examples, Prepared, prepared
from portal.remedies.recognition.linear import train
from portal.remedies.recognition.measuring import Scores, score
from portal.remedies.recognition.model import (
    FILE,
    NAMED,
    NOT_NAMED,
    OUTCOMES,
    STATES,
    Model,
    Thresholds,
)
from portal.remedies.recognition.recognising import Recogniser, Weighed
from portal.remedies.recognition.sentences import (
    Sentence,
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
MOST_FALSE_ALARMS = 0.07
FOLDS = 3
_GRID = [at / 100 for at in range(10, 90, 2)]
_ASKED_SHARE = 0.5


Weighings = list[tuple[Sentence, list[Weighed]]]


def prepare(encoder: Encoder) -> dict[str, Prepared]:
    """Everything to learn from, by catalogue."""
    catalogues = training_catalogues()
    return {
        name: prepared(catalogues[name], sentences, encoder)
        for name, sentences in by_catalogue(training_sentences()).items()
    }


def fit(parts: Sequence[Prepared], thresholds: tuple[Thresholds, Thresholds]) -> Model:
    """Train all classifiers."""
    examples = Examples([], [], [], [], [], [])
    for part in parts:
        examples = examples.and_of(part.examples)
    counts = Counter(outcome for _, outcome in examples.outcomes)
    # Each outcome counts the same, so that "no change" is not said of everything.
    rare = [len(examples.outcomes) / counts[outcome] for _, outcome in examples.outcomes]
    naming = (NAMED, NOT_NAMED)
    return Model(
        state=train(examples.states, STATES, penalty=STATE_PENALTY),
        state_by_meaning=train(examples.states_by_meaning, STATES, penalty=MEANING_PENALTY),
        encoder=parts[0].meaning.model,
        outcome=train(examples.outcomes, OUTCOMES, penalty=OUTCOME_PENALTY, importance=rare),
        outcome_by_meaning=train(
            examples.outcomes_by_meaning, OUTCOMES, penalty=MEANING_PENALTY, importance=rare
        ),
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
        FILE.write_text(_as_text(model), encoding="utf-8")
    return 0


def _as_text(model: Model) -> str:
    """JSON with a line for each feature."""
    packed = json.dumps(model.as_json(), ensure_ascii=False, separators=(",", ":"))
    return packed.replace('],"', '],\n"') + "\n"


if __name__ == "__main__":
    sys.exit(main())
