"""Which remedies a clause may name, with the signs for and against each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.remedies.recognition.matching import CatalogueWords, Said, WordMatch
from portal.remedies.recognition.meaning import Nearness
from portal.remedies.recognition.reading import Clause

# Remedies that are looked at for a clause: the best by words and the best by meaning.
BY_WORDS, BY_MEANING = 6, 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A remedy (its number) that a clause may name; `features` for the classifier."""

    remedy: int
    match: WordMatch | None
    features: Mapping[str, float]


def candidates(
    words: CatalogueWords,
    said: Said,
    clause: Clause,
    nearness: Nearness | None,
    row: int,
    *,
    named: frozenset[int] = frozenset(),
    without: frozenset[int] = frozenset(),
) -> list[Candidate]:
    """Candidates of a clause, in no order.

    `row`: of the clause in `nearness`. `named`: remedies found in this clause before, which have
    claimed the words at `without`.
    """
    matches = [match for match in words.matches(said, without) if match.remedy not in named]
    by_remedy = {match.remedy: match for match in matches}
    considered = [match.remedy for match in matches[:BY_WORDS]]
    if nearness is not None and not named:
        order = np.argsort(-nearness.cosine[row], kind="stable")
        considered += [int(remedy) for remedy in order[:BY_MEANING]]
    length = clause.last - clause.first + 1
    found = []
    for remedy in dict.fromkeys(considered):
        match = by_remedy.get(remedy)
        features = dict(_of_words(match, matches, said, length))
        if nearness is not None:
            features.update(_of_meaning(nearness, row, remedy, match))
        if named:
            features["further"] = 1.0
        found.append(Candidate(remedy, match, features))
    return found


def _of_words(
    match: WordMatch | None, matches: Sequence[WordMatch], said: Said, length: int
) -> Iterator[tuple[str, float]]:
    yield "long clause", min(length, 30) / 30
    if match is None:
        yield "no word", 1.0
        return
    own = match.coverage * match.mass
    best = matches[0].coverage * matches[0].mass
    others = max((m.coverage * m.mass for m in matches if m.remedy != match.remedy), default=0.0)
    yield "coverage", match.coverage
    yield "full", float(match.coverage > 0.95)
    yield "coverage²", match.coverage**2
    yield "mass", min(match.mass, 3.0) / 3
    yield "action", match.action
    yield "thing", match.thing
    yield "acts", match.acts
    yield "acts and thing", match.acts * match.thing if match.has_thing else match.acts * 0.5
    yield "no thing asked", float(not match.has_thing)
    yield "claimed", match.claimed
    yield "claimed coverage", match.claimed * match.coverage
    yield "share of best", own / best if best else 0.0
    yield "is best", float(own >= best)
    yield "lead", min(max((own - others) / (own + others), -1.0), 1.0) if own + others else 0.0
    yield "other action", float(bool(said.actions) and match.acts < 0.5)
    yield "no action said", float(not said.actions)
    yield "borrowed", float(said.borrowed)


def _of_meaning(
    nearness: Nearness, row: int, remedy: int, match: WordMatch | None
) -> Iterator[tuple[str, float]]:
    above = float(np.clip(nearness.above[row, remedy] / 4, -1.0, 2.0))
    lead = float(np.clip(nearness.lead[row, remedy] * 4, -1.0, 1.0))
    yield "near", float(nearness.cosine[row, remedy])
    yield "above", above
    yield "meaning lead", lead
    yield "nearest", float(nearness.lead[row, remedy] > 0)
    if match is not None:
        yield "near and named", above * match.coverage
        yield "lead and named", lead * match.coverage
    else:
        yield "near unnamed", above
        yield "lead unnamed", lead
