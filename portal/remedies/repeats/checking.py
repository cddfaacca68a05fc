"""Which sentences of an agent's reply propose what the customer has already tried.

Each part of the reply answers two questions: does it ask for something, and is that what an attempt
was about? See docs/replies.md.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.matching import Named
from portal.remedies.repeats.drafts import draft
from portal.remedies.repeats.entries import LONGEST_ATTEMPT, Entries, phrases_of
from portal.remedies.repeats.meaning import Vectorised
from portal.remedies.repeats.model import Model, shipped_model
from portal.remedies.repeats.weighing import Among, told_of, weigh
from search.encoder import Encoder, ModelUnavailable

COULD_NOT = "could_not"
# Sets of attempts known by words alone, one for each draft that is open.
_SETS_KEPT = 64
_TEXTS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Tried:
    """What a customer tried: a remedy of the catalogue, or in words. `outcome` may be unsaid."""

    remedy: str | None = None
    text: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a sentence counts as a repeat, each from 0 to 1: it `asks` for something; what it asks
    for is the `same`. `known_as`: the title or the words it was compared with, for people."""

    asks: float
    same: float
    known_as: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """`quote`, the reply from `start` to `end` (characters), proposes the attempt at place
    `attempt` again. `likely`: probably enough to be shown; `by_remedy`: what was tried is known as
    a remedy of the catalogue, not by words alone."""

    attempt: int
    quote: str
    start: int
    end: int
    probability: float
    likely: bool
    grounds: Grounds
    by_remedy: bool


class RepeatCheck:
    """Checks replies beside one catalogue; may be used from several threads."""

    def __init__(
        self, catalogue: Sequence[Named], vectorised: Vectorised | None, model: Model
    ) -> None:
        self._catalogue = tuple(catalogue)
        self._places = {remedy.id: at for at, remedy in enumerate(self._catalogue)}
        self._model = model
        self._vectorised = vectorised
        of_this = vectorised is not None and vectorised.model == model.encoder
        self._manner = model.manner if of_this else None
        self._lock = threading.Lock()
        self._sets: OrderedDict[tuple[tuple[str, ...], ...], Among] = OrderedDict()
        self._own = self._prepared(())
        self._told_of = lru_cache(_TEXTS_KEPT)(partial(told_of, model, self._own))

    @classmethod
    def of(
        cls, catalogue: Sequence[Named], encoder: Encoder | None, model: Model | None = None
    ) -> "RepeatCheck":
        """Prepare a catalogue; its titles and aliases are encoded here, once.

        Without an encoder, or when it fails, words have to do.
        """
        vectorised = Vectorised(encoder) if encoder is not None else None
        return cls.beside(catalogue, vectorised, model)

    @classmethod
    def beside(
        cls,
        catalogue: Sequence[Named],
        vectorised: Vectorised | None,
        model: Model | None = None,
    ) -> "RepeatCheck":
        """The same with vectors that are shared with others."""
        model = model or shipped_model()
        if vectorised is not None:
            try:
                return cls(catalogue, vectorised, model)
            except ModelUnavailable:
                pass
        return cls(catalogue, None, model)

    @property
    def by_words_alone(self) -> bool:
        """Whether the search model takes no part."""
        return self._vectorised is None

    def check(self, reply: str, attempts: Sequence[Tried], *, lang: str) -> tuple[Repeat, ...]:
        """Repeats in the order of the attempts, at most one each: the likeliest sentence.

        `lang` is the writer's language, which decides nothing: attempts may be in another.
        """
        best: dict[int, Repeat] = {}
        for one in self.weigh(reply, attempts):
            before = best.get(one.attempt)
            if one.likely and (before is None or one.probability > before.probability):
                best[one.attempt] = one
        return tuple(best.values())

    def weigh(self, reply: str, attempts: Sequence[Tried]) -> list[Repeat]:
        """The likeliest sentence for each attempt that could be meant, however doubtful; one more
        for words that tell of a remedy."""
        entries_of, texts = self._entries_of(attempts)
        if not entries_of or not reply.strip():
            return []
        among = self._prepared(texts)
        taken = draft(reply)
        tried = tuple(sorted({entry for row in entries_of.values() for entry in row}))
        weighed = weigh(self._model, among, taken, tried)
        by_words = among.vectors is None
        thresholds = self._model.thresholds_by_words if by_words else self._model.thresholds
        found = []
        for attempt, entry in ((n, entry) for n, row in entries_of.items() for entry in row):
            at = max(range(len(weighed)), key=lambda at: weighed[at].repeats(entry), default=-1)
            probability = weighed[at].repeats(entry) if weighed else 0.0
            if probability > 0:
                start, end = taken.place(at)
                one, by_remedy = weighed[at], entry < among.entries.remedies
                likely = probability >= (thresholds.known if by_remedy else thresholds.told)
                grounds = Grounds(one.asks, one.same[entry], among.entries.known_as(entry))
                quote = reply[start:end]
                found.append(
                    Repeat(attempt, quote, start, end, probability, likely, grounds, by_remedy)
                )
        return found

    def _entries_of(
        self, attempts: Sequence[Tried]
    ) -> tuple[dict[int, tuple[int, ...]], tuple[tuple[str, ...], ...]]:
        """The entries of each attempt that counts, and the phrases of those told in words.

        Words count as themselves and as the remedy that they tell of.
        """
        self._encode_together(attempts)
        entries_of: dict[int, tuple[int, ...]] = {}
        texts: dict[tuple[str, ...], int] = {}
        for number, attempt in enumerate(attempts):
            if attempt.outcome == COULD_NOT:
                continue
            if attempt.remedy in self._places:
                entries_of[number] = (self._places[attempt.remedy or ""],)
            elif attempt.text and attempt.text.strip():
                phrases = phrases_of(attempt.text[:LONGEST_ATTEMPT])
                known = self._own.entries.named_by(phrases)
                if known is None:
                    told = self._told_of(" · ".join(phrases))
                    own = len(self._catalogue) + texts.setdefault(phrases, len(texts))
                    entries_of[number] = (own,) if told is None else (own, told)
                else:
                    entries_of[number] = (known,)
        return entries_of, tuple(texts)

    def _encode_together(self, attempts: Sequence[Tried]) -> None:
        """Encode what attempts say at once, which costs less than one by one."""
        in_words = [a.text for a in attempts if a.remedy not in self._places and a.text]
        phrases = [one for text in in_words for one in phrases_of(text[:LONGEST_ATTEMPT])]
        if self._vectorised is not None and phrases:
            with suppress(ModelUnavailable):
                self._vectorised.of(phrases)

    def _prepared(self, texts: tuple[tuple[str, ...], ...]) -> Among:
        """The catalogue with texts behind it; kept, because a draft is checked again and again."""
        with self._lock:
            if texts in self._sets:
                self._sets.move_to_end(texts)
                return self._sets[texts]
        entries = Entries(self._catalogue, texts, lexicon())
        try:
            made = Among(entries, self._vectorised, self._manner)
        except ModelUnavailable:
            if not texts:
                raise
            return Among(entries, None)  # not kept: the next check asks the model again
        with self._lock:
            self._sets[texts] = made
            while len(self._sets) > _SETS_KEPT:
                self._sets.popitem(last=False)
        return made
