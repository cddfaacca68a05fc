"""Which remedies a text says were tried, with the words that say so and how it went.

Each clause answers three questions: does it name a remedy of this catalogue (by words and by
meaning), was it done, and how did it go. See docs/recognition.md.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.remedies.recognition.candidates import Candidate, candidates
from portal.remedies.recognition.cues import (
    masked,
    meant_features,
    outcome_features,
    said_next,
    state_features,
)
from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.linear import Linear
from portal.remedies.recognition.matching import CatalogueWords, Named, Said
from portal.remedies.recognition.meaning import CatalogueMeaning, Meant, Nearness
from portal.remedies.recognition.model import DONE, NAMED, Model, Thresholds, shipped_model
from portal.remedies.recognition.reading import Clause, Reading, read
from search.encoder import Encoder, ModelUnavailable

# Clauses and sentences that the model reads: encoding is what recognition costs, and most clauses
# of a long text only tell what is wrong.
MOST_ENCODED = 10
ENCODED_PER_CHARACTER = 10 / 1000
_TRACE_OF_DOING = 0.04
_MOST_IN_A_CLAUSE = 3
# An outcome that is proposed is seen and corrected; one that is missing has to be asked for.
_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Recognised:
    """A remedy that the text says was tried.

    `quote` is the text from `start` to `end` (characters); `outcome`: solved, no_change, worse,
    could_not or unknown. `likely`: it may be ticked; otherwise it is asked. `probability` that it
    was done, 0 to 1.
    """

    remedy: str
    outcome: str
    quote: str
    start: int
    end: int
    likely: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A remedy that the text from `start` to `end` may say was tried."""

    remedy: str
    outcome: str
    start: int
    end: int
    named: float
    done: float

    @property
    def probability(self) -> float:
        return self.named * self.done


class Recogniser:
    """Recognises the remedies of one catalogue; may be used from several threads."""

    def __init__(
        self,
        catalogue: Sequence[Named],
        words: CatalogueWords,
        meaning: CatalogueMeaning | None,
        model: Model,
    ) -> None:
        self._ids = tuple(remedy.id for remedy in catalogue)
        self._words = words
        self._meaning = meaning
        self._model = model

    @classmethod
    def of(
        cls, catalogue: Sequence[Named], encoder: Encoder | None, model: Model | None = None
    ) -> "Recogniser":
        """Prepare a catalogue; titles and aliases are encoded here, once.

        Without an encoder, or when it fails, words have to do.
        """
        words = CatalogueWords(catalogue, lexicon())
        meaning = None
        if encoder is not None and words.phrases:
            phrases = [(phrase.remedy, phrase.text) for phrase in words.phrases]
            try:
                meaning = CatalogueMeaning(phrases, len(catalogue), encoder)
            except ModelUnavailable:
                meaning = None
        return cls(catalogue, words, meaning, model or shipped_model())

    @property
    def by_words_alone(self) -> bool:
        """Whether the search model takes no part."""
        return self._meaning is None

    def recognise(self, text: str, *, lang: str) -> tuple[Recognised, ...]:
        """Attempts in the order of the text, each remedy once. `lang` is the writer's language,
        which decides nothing: a text may be in both."""
        thresholds = self._thresholds
        return tuple(
            Recognised(
                remedy=one.remedy,
                outcome=one.outcome,
                quote=text[one.start : one.end],
                start=one.start,
                end=one.end,
                likely=one.probability >= thresholds.likely,
                probability=one.probability,
            )
            for one in self.weigh(text)
            if one.probability >= thresholds.doubtful
        )

    def weigh(self, text: str) -> list[Weighed]:
        """All remedies that a text may say were tried, in its order, however doubtful."""
        reading = read(text, lexicon(), self._words.respell)
        row = masked(reading)
        best: dict[int, tuple[float, float, _Stated]] = {}
        for stated, remedy, named in self._done(reading, row):
            before = best.get(remedy)
            if before is None or named * stated.done > before[0] * before[1]:
                best[remedy] = (named, stated.done, stated)
        found = [
            Weighed(
                self._ids[remedy],
                self._outcome(reading, stated, row),
                stated.clause.start,
                stated.clause.end,
                named,
                done,
            )
            for remedy, (named, done, stated) in best.items()
        ]
        return sorted(found, key=lambda one: (one.start, one.end, one.remedy))

    @property
    def _thresholds(self) -> Thresholds:
        by_words = self._meaning is None
        return self._model.thresholds_by_words if by_words else self._model.thresholds

    def _done(self, reading: Reading, row: Sequence[str]) -> Iterator[tuple["_Stated", int, float]]:
        """Clauses with the remedies they name, and how probably they do."""
        states = [
            self._model.state.probabilities(state_features(reading, clause, row))
            for clause in reading.clauses
        ]
        done = [state[DONE] for state in states]
        rows, meant = self._meant(reading, done)
        for at, clause in enumerate(reading.clauses):
            if done[at] < _TRACE_OF_DOING:
                continue
            near = around = None
            if meant is not None and at in rows:
                near = meant.nearness
                around = self._signs_of(meant.sentence[rows[at]])
            share = _agreed(states[at], self._model.state_by_meaning, around)[DONE]
            said = self._words.said(reading, clause)
            for remedy, named in self._named(said, clause, near, rows.get(at, 0)):
                yield _Stated(clause, share, around), remedy, named

    def _signs_of(self, sentence: NDArray[np.float32]) -> Mapping[str, float] | None:
        """A sentence's vector for the classifiers; none of another search model than they were
        trained with: its numbers stand for something else."""
        known = self._meaning is not None and self._meaning.model == self._model.encoder
        return meant_features(sentence) if known else None

    def _meant(
        self, reading: Reading, done: Sequence[float]
    ) -> tuple[dict[int, int], Meant | None]:
        """Encode the clauses likeliest to tell of something done; rows by clause."""
        if self._meaning is None:
            return {}, None
        most = max(MOST_ENCODED, int(len(reading.text) * ENCODED_PER_CHARACTER))
        traces = [at for at, share in enumerate(done) if share >= _TRACE_OF_DOING]
        traces.sort(key=lambda at: (-done[at], at))
        read_already: set[str] = set()
        chosen: list[int] = []
        for at in traces:
            clause = reading.clauses[at]
            read_already |= {reading.quote(clause), reading.sentence_of(clause)}
            if len(read_already) > most and chosen:
                break
            chosen.append(at)
        if not chosen:
            return {}, None
        chosen.sort()
        quotes = [reading.quote(reading.clauses[at]) for at in chosen]
        around = [reading.sentence_of(reading.clauses[at]) for at in chosen]
        try:
            return {at: row for row, at in enumerate(chosen)}, self._meaning.read(quotes, around)
        except ModelUnavailable:
            return {}, None

    def _named(
        self, said: Said, clause: Clause, nearness: Nearness | None, row: int
    ) -> Iterator[tuple[int, float]]:
        """Remedies that a clause names: the best, then others by words that are still free."""
        classifier = self._model.naming if nearness is not None else self._model.naming_by_words
        named: set[int] = set()
        claimed: frozenset[int] = frozenset()
        for _ in range(_MOST_IN_A_CLAUSE):
            scored = [
                (classifier.probabilities(candidate.features)[NAMED], -candidate.remedy, candidate)
                for candidate in candidates(
                    self._words,
                    said,
                    clause,
                    nearness,
                    row,
                    named=frozenset(named),
                    without=claimed,
                )
            ]
            if not scored:
                return
            probability, _, best = max(scored, key=lambda entry: entry[:2])
            yield best.remedy, probability
            if not frees_others(best):
                return
            named.add(best.remedy)
            claimed |= best.match.thing_places if best.match else frozenset()

    def _outcome(self, reading: Reading, stated: "_Stated", row: Sequence[str]) -> str:
        by_words = self._model.outcome.probabilities(outcome_features(reading, stated.clause, row))
        shares = _agreed(by_words, self._model.outcome_by_meaning, stated.around)
        shares["unknown"] *= _UNKNOWN
        outcome = max(shares, key=shares.__getitem__)
        return (said_next(reading, stated.clause) or outcome) if outcome == "unknown" else outcome


@dataclass(frozen=True, slots=True)
class _Stated:
    """A clause with how probably it tells of something `done`; `around`: signs of its sentence."""

    clause: Clause
    done: float
    around: Mapping[str, float] | None


def _agreed(
    by_words: Mapping[str, float], by_meaning: Linear, around: Mapping[str, float] | None
) -> dict[str, float]:
    """Both opinions count alike: their geometric mean."""
    if around is None:
        return dict(by_words)
    other = by_meaning.probabilities(around)
    both = {name: math.sqrt(share * other[name]) for name, share in by_words.items()}
    return {name: share / sum(both.values()) for name, share in both.items()}


def frees_others(candidate: Candidate) -> bool:
    """Whether further remedies may be named beside this one: by other things, then."""
    return candidate.match is not None and bool(candidate.match.thing_places)
