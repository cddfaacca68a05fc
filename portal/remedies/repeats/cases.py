"""Cases to train and measure with: marked replies beside what a customer may have tried."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.remedies.recognition.lexicon import lexicon
from portal.remedies.recognition.matching import Named
from portal.remedies.repeats.checking import Tried
from portal.remedies.repeats.entries import Entries
from portal.remedies.repeats.replies import MarkedReply

_SMALL = 8
_ALIKE_SEEN = 5
_TOLD_EVERY = 2
_TOLD_SHARE, _TITLES_SHARE = 0.4, 0.6
_HOW_IT_WENT = ("", " - hat nicht geholfen", " - did not help", ": no change")


@dataclass(frozen=True, slots=True)
class Case:
    """A reply beside attempts; `remedies`: what each attempt is about; `kind`: "full", "small" (a
    catalogue that lacks most of what is spoken of) or "text" (known in a customer's words, every
    other time beside a catalogue that lacks what they tell of)."""

    reply: MarkedReply
    catalogue: tuple[Named, ...]
    attempts: tuple[Tried, ...]
    remedies: tuple[str, ...]
    kind: str

    @property
    def complete(self) -> bool:
        """Whether the catalogue has all that was tried."""
        return {one.id for one in self.catalogue} >= set(self.remedies)

    @property
    def repeated(self) -> frozenset[int]:
        """Places of the attempts that the reply proposes again."""
        proposed = self.reply.proposed
        return frozenset(at for at, remedy in enumerate(self.remedies) if remedy in proposed)


def cases(
    catalogue: Sequence[Named],
    replies: Sequence[MarkedReply],
    told: Mapping[str, Sequence[str]],
    seed: int = 5,
) -> Iterator[Case]:
    """Two or three of each reply, the same every time: what it names, and what is like it.

    `told`: how customers put what they did, by remedy.
    """
    chosen = random.Random(seed)  # noqa: S311 # no secret
    ids = [one.id for one in catalogue]
    alike = _alike(catalogue)
    shuffled = chosen.sample(ids, len(ids))
    pieces = len(ids) // _SMALL
    smalls = [frozenset(shuffled[at::pieces]) for at in range(pieces)]
    for number, reply in enumerate(replies):
        named = sorted(reply.proposed | reply.mentioned)
        about = named or [chosen.choice(ids)]
        near = [n for one in about for n in alike[one] if n not in named]
        near = list(dict.fromkeys(near))
        chosen.shuffle(near)
        further = chosen.choice([one for one in ids if one not in named])
        tried = sorted({*named, *near[:3], further})
        yield _case(catalogue, reply, tried, "full")
        # Alternately a small catalogue that has what is named, and one that has only its like.
        with_named = number % 2 == 0
        wanted = {*named} if with_named else {*near}
        small = max(smalls, key=lambda of: (len(of & wanted), len(of & {*near}), sorted(of)))
        tried = sorted((small & {*named, *near[:4]}) or {min(small)})
        yield _case([one for one in catalogue if one.id in small], reply, tried, "small")
        if number % _TOLD_EVERY == 0:
            kept = [one for one in named if chosen.random() < 0.7]
            tried = sorted({*kept, *near[:2]}) or [further]
            known = catalogue
            if number % (2 * _TOLD_EVERY):
                known = [o for o in catalogue if chosen.random() < 0.5 and o.id not in named]
            wordings = [(one, _wording(catalogue, one, told, chosen)) for one in tried]
            yield _told(known, reply, wordings)


def _case(catalogue: Sequence[Named], reply: MarkedReply, tried: Sequence[str], kind: str) -> Case:
    attempts = tuple(Tried(one) for one in tried)
    return Case(reply, tuple(catalogue), attempts, tuple(tried), kind)


def _told(catalogue: Sequence[Named], reply: MarkedReply, tried: Sequence[tuple[str, str]]) -> Case:
    attempts = tuple(Tried(text=text) for _, text in tried)
    return Case(reply, tuple(catalogue), attempts, tuple(one for one, _ in tried), "text")


def _wording(
    catalogue: Sequence[Named],
    remedy: str,
    told: Mapping[str, Sequence[str]],
    chosen: random.Random,
) -> str:
    """A remedy as a customer may put it, in either language."""
    if told.get(remedy) and chosen.random() < _TOLD_SHARE:
        return chosen.choice(told[remedy])
    named = next(one for one in catalogue if one.id == remedy)
    titles = list(named.titles.values())
    aliases = [alias for names in named.aliases.values() for alias in names]
    words = titles if chosen.random() < _TITLES_SHARE else aliases or titles
    return chosen.choice(words) + chosen.choice(_HOW_IT_WENT)


def _alike(catalogue: Sequence[Named]) -> dict[str, list[str]]:
    """For each remedy those that share most words with it."""
    entries = Entries(catalogue, (), lexicon())
    found = {}
    for at, one in enumerate(catalogue):
        phrases = [*one.titles.values(), *(a for names in one.aliases.values() for a in names)]
        weights: dict[int, float] = {}
        for phrase in phrases:
            for match in entries.words.matches(entries.said(phrase)):
                if match.remedy != at:
                    weight = match.coverage * match.mass
                    weights[match.remedy] = max(weights.get(match.remedy, 0.0), weight)
        order = sorted(weights, key=lambda other: (-weights[other], other))
        found[one.id] = [catalogue[other].id for other in order[:_ALIKE_SEEN]]
    return found
