"""`make train`: fit the reply check to the replies in `training/` and write `weights.json`.

    python -m portal.remedies.repeats.training [--check]

Deterministic: the same replies and search model give the same file. `--check` writes nothing and
prints how well the replies of a catalogue are checked that was left out of the training.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.linear import Features, train
from portal.remedies.recognition.matching import Named
from portal.remedies.recognition.sentences import training_catalogues
from portal.remedies.repeats.cases import Case, cases
from portal.remedies.repeats.checking import RepeatCheck
from portal.remedies.repeats.comparing import pairs
from portal.remedies.repeats.drafts import Draft, draft
from portal.remedies.repeats.entries import Entries, phrases_of
from portal.remedies.repeats.manner import learned_manner, told_by_customers
from portal.remedies.repeats.meaning import Vectorised, Vectors
from portal.remedies.repeats.model import ASKS, FILE, OTHER, SAME, TELLS, Model, Thresholds
from portal.remedies.repeats.proposing import proposal_features
from portal.remedies.repeats.replies import PROPOSED, MarkedReply, training_replies
from portal.remedies.repeats.weighing import Among, meant, near_all
from search.embedding import load_encoder

ASKING_PENALTY, MEANING_PENALTY, SAME_PENALTY = 3.0, 10.0, 1.0
# A warning that is wrong teaches to ignore those that are right.
LEAST_PRECISION = 0.92
LEAST_PRECISION_OF_TEXTS = 0.90
FOLDS = 3
_TEXTS = 50_000
_OVERLAP = 0.3
_MATCH_IMPORTANCE = 3.0
_GRID = [at / 100 for at in range(20, 96)]

Example = tuple[Features, str]
# Of each attempt that could be meant: its place, whether as a remedy, the probability.
Scored = list[tuple[Case, list[tuple[int, bool, float]]]]


@dataclass(frozen=True, slots=True)
class Examples:
    """What the classifiers learn from some replies: features and class."""

    asking: list[Example]
    asking_by_meaning: list[Example]
    same: list[Example]
    same_by_words: list[Example]


def prepare(
    vectorised: Vectorised, manner: Vectors, without: frozenset[str] = frozenset()
) -> dict[str, tuple[list[Case], Examples]]:
    """Cases and examples of each catalogue but some."""
    catalogues = training_catalogues()
    told = told_by_customers()
    return {
        name: _prepared(
            list(cases(catalogues[name], replies, told.get(name, {}))), replies, vectorised, manner
        )
        for name, replies in training_replies().items()
        if name not in without
    }


def fit(
    parts: Iterable[Examples],
    encoder: str,
    manner: Vectors,
    thresholds: tuple[Thresholds, Thresholds],
) -> Model:
    """Train all classifiers."""
    rows = list(parts)

    def learned(of: Callable[[Examples], list[Example]]) -> list[Example]:
        return [example for part in rows for example in of(part)]

    asks, pair = (ASKS, TELLS), (SAME, OTHER)
    same, same_by_words = learned(lambda e: e.same), learned(lambda e: e.same_by_words)
    importance = [_MATCH_IMPORTANCE if label == SAME else 1.0 for _, label in same]
    return Model(
        asking=train(learned(lambda e: e.asking), asks, penalty=ASKING_PENALTY),
        asking_by_meaning=train(
            learned(lambda e: e.asking_by_meaning), asks, penalty=MEANING_PENALTY
        ),
        encoder=encoder,
        manner=manner,
        same=train(same, pair, penalty=SAME_PENALTY, importance=importance),
        same_by_words=train(same_by_words, pair, penalty=SAME_PENALTY, importance=importance),
        thresholds=thresholds[0],
        thresholds_by_words=thresholds[1],
    )


def scored_unseen(vectorised: Vectorised) -> tuple[Scored, Scored]:
    """Each case as a model weighs it that never saw its catalogue: by words and meaning, and by
    words alone."""
    found: Scored = []
    found_by_words: Scored = []
    names, catalogues, told = [*training_replies()], training_catalogues(), told_by_customers()
    for fold in range(FOLDS):
        out = frozenset(names[fold::FOLDS])
        manner = learned_manner(vectorised, out)
        kept = [part for _, part in prepare(vectorised, manner, out).values()]
        unset = Thresholds(0.5, 0.5)
        model = fit(kept, vectorised.model, manner, (unset, unset))
        for name in sorted(out):
            rows = list(cases(catalogues[name], training_replies()[name], told.get(name, {})))
            found += scored(rows, model, vectorised)
            found_by_words += scored(rows, model, None)
    return found, found_by_words


def scored(rows: Sequence[Case], model: Model, vectorised: Vectorised | None) -> Scored:
    """How probably each attempt is proposed again: as its remedy, and in its words."""
    check = lru_cache(maxsize=4)(lambda catalogue: RepeatCheck(catalogue, vectorised, model))
    found: Scored = []
    for case in rows:
        weighed = check(_Hashed(case.catalogue)).weigh(case.reply.text, case.attempts)
        found.append((case, [(w.attempt, w.by_remedy, w.probability) for w in weighed]))
    return found


class _Hashed(tuple[Named, ...]):
    """A catalogue as a key: by its ids."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(tuple(one.id for one in self))


def precision_recall(rows: Scored, at: Thresholds) -> tuple[float, float]:
    """Over pairs of reply and attempt."""
    right = warned = repeated = 0
    for case, weighed in rows:
        flagged = {
            attempt
            for attempt, by_remedy, probability in weighed
            if probability >= (at.known if by_remedy else at.told)
        }
        right += len(flagged & case.repeated)
        warned += len(flagged)
        repeated += len(case.repeated)
    return right / warned if warned else 0.0, right / repeated if repeated else 0.0


def chosen_thresholds(rows: Scored) -> Thresholds:
    """That for attempts known by their remedy, and with it that for words."""
    by_id = [row for row in rows if row[0].kind != "text"]
    in_words = [row for row in rows if row[0].kind == "text"]
    known = _lowest(by_id, [Thresholds(at, 1.0) for at in _GRID], LEAST_PRECISION).known
    told = [Thresholds(known, at) for at in _GRID]
    return _lowest(in_words, told, LEAST_PRECISION_OF_TEXTS)


def _lowest(rows: Scored, among: Sequence[Thresholds], precision: float) -> Thresholds:
    """The first, thus lowest, with the wanted precision; the most precise if none has it."""
    for at in among:
        if precision_recall(rows, at)[0] >= precision:
            return at
    return max(among, key=lambda at: precision_recall(rows, at))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="measure, write nothing")
    options = parser.parse_args()
    vectorised = Vectorised(load_encoder(), kept=_TEXTS)
    unseen, unseen_by_words = scored_unseen(vectorised)
    thresholds = chosen_thresholds(unseen), chosen_thresholds(unseen_by_words)
    for name, rows, at in (
        ("words and meaning", unseen, thresholds[0]),
        ("words alone", unseen_by_words, thresholds[1]),
    ):
        _say(f"{name}, {at}")
        for kind, of in _SLICES.items():
            precision, recall = precision_recall([row for row in rows if of(row[0])], at)
            _say(f"  {kind:12} precision {precision:.3f}  recall {recall:.3f}")
    if not options.check:
        manner = learned_manner(vectorised)
        parts = [examples for _, examples in prepare(vectorised, manner).values()]
        model = fit(parts, vectorised.model, manner, thresholds)
        FILE.write_text(
            json.dumps(model.as_json(), ensure_ascii=False, separators=(",", ":")) + "\n",
            encoding="utf-8",
        )
        _say(f"wrote {FILE.name}")
    return 0


# The first six, written to be hard: something else is done with the same thing all the time.
_HARD = frozenset({"homenet", "household", "mailhost", "mobile", "office", "web"})
_SLICES: Mapping[str, Callable[[Case], bool]] = {
    "known": lambda case: case.kind != "text",
    "full": lambda case: case.kind == "full",
    "small": lambda case: case.kind == "small",
    "text": lambda case: case.kind == "text",
    "text, known": lambda case: case.kind == "text" and case.complete,
    "text, new": lambda case: case.kind == "text" and not case.complete,
    "de": lambda case: case.kind != "text" and case.reply.lang == "de",
    "en": lambda case: case.kind != "text" and case.reply.lang == "en",
    "long": lambda case: case.kind != "text" and len(case.reply.text) > 300,
    "hard": lambda case: case.kind != "text" and case.reply.catalogue in _HARD,
}


def _prepared(
    rows: list[Case], replies: Sequence[MarkedReply], vectorised: Vectorised, manner: Vectors
) -> tuple[list[Case], Examples]:
    found = Examples([], [], [], [])
    for reply in replies:
        taken = draft(reply.text)
        for at in range(len(taken.parts)):
            label = ASKS if _asks(reply, taken, at) else TELLS
            found.asking.append(
                (proposal_features(taken.reading, taken.parts[at], taken.row), label)
            )
            found.asking_by_meaning.append((meant(vectorised, taken.part(at)), label))
    amongs: dict[tuple[str, ...], Among] = {}
    for case in rows:
        ids = tuple(one.id for one in case.catalogue)
        texts = tuple(phrases_of(tried.text) for tried in case.attempts if tried.text)
        among = amongs.get(ids) if not texts else None
        if among is None:
            among = Among(Entries(case.catalogue, texts, lexicon()), vectorised, manner)
            if not texts:
                amongs[ids] = among
        _learn_pairs(case, among, ids, found)
    return rows, found


def _learn_pairs(case: Case, among: Among, ids: Sequence[str], into: Examples) -> None:
    if case.kind == "text":
        tried = [len(ids) + at for at in range(len(case.attempts))]
    else:
        tried = [ids.index(remedy) for remedy in case.remedies]
    about = dict(zip(tried, case.remedies, strict=True))
    taken = draft(case.reply.text)
    places = range(len(taken.parts))
    named_by = {at: _named(case.reply, taken, at) for at in places}
    # Greetings and the like teach nothing here: nobody takes them for an instruction.
    telling = [at for at in places if named_by[at] or _asks(case.reply, taken, at)]
    near = near_all(among, taken, telling)
    for at in telling:
        named = named_by[at]
        for pair in pairs(among.entries, among.vectors, taken, at, tried, near.get(at)):
            remedy = about[pair.entry] if pair.entry in about else ids[pair.entry]
            label = SAME if remedy in named else OTHER
            into.same_by_words.append((pair.by_words, label))
            if pair.features is not None:
                into.same.append((pair.features, label))


def _asks(reply: MarkedReply, taken: Draft, at: int) -> bool:
    start, end = taken.place(at)
    shares = {True: 0, False: 0}
    for mark in reply.marks:
        shares[mark.kind == PROPOSED] += max(0, min(mark.end, end) - max(mark.start, start))
    return shares[True] > shares[False] and shares[True] >= _OVERLAP * (end - start)


def _named(reply: MarkedReply, taken: Draft, at: int) -> set[str]:
    """What a part names, proposed or not."""
    start, end = taken.place(at)
    return {
        remedy
        for mark in reply.marks
        for remedy in mark.remedies
        if min(mark.end, end) - max(mark.start, start)
        >= _OVERLAP * min(mark.end - mark.start, end - start)
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
