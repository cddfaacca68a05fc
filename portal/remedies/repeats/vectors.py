"""How near a part of a reply comes to what was tried, by the search model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.remedies.repeats.entries import Entries
from portal.remedies.repeats.meaning import BACKGROUND, Vectorised, Vectors, unit, without

# A remedy of the catalogue this near to a text is what the text says, no rival of it.
_ALIKE = 0.6
_NONE = -1.0


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of each text to each entry, of shape (texts, entries); `above`: standard deviations above
    what every reply says; `lead`: before the nearest rival."""

    cosine: Vectors
    above: Vectors
    lead: Vectors


class EntryVectors:
    """The same entries by meaning."""

    def __init__(
        self, entries: Entries, vectorised: Vectorised, manner: Vectors | None = None
    ) -> None:
        """`manner`: directions that say how something is put, left out. Raises ModelUnavailable."""
        self._vectorised = vectorised
        self._manner = manner
        phrases = entries.words.phrases
        raw = self._of([*(phrase.text for phrase in phrases), *BACKGROUND])
        about, nothing = raw[: len(phrases)], raw[len(phrases) :]
        catalogue = [at for at, phrase in enumerate(phrases) if phrase.remedy < entries.remedies]
        middle = about[catalogue].mean(axis=0) if catalogue else about.mean(axis=0)
        self._centre = (middle + nothing.mean(axis=0)) / 2
        self._about = unit(about - self._centre)
        owners = np.array([phrase.remedy for phrase in phrases], np.int64)
        self._own = [np.flatnonzero(owners == entry) for entry in range(len(entries))]
        chance = self._nearest(unit(nothing - self._centre))
        self._usual, self._spread = chance.mean(axis=0), np.maximum(chance.std(axis=0), 1e-3)
        self._rivals = self._rivalry(entries)
        self._rival_sets = [frozenset(map(int, np.flatnonzero(row))) for row in self._rivals]

    def nearness(self, texts: Sequence[str]) -> Nearness:
        """Of texts to all entries; raises ModelUnavailable."""
        raw = self._of(texts)
        cosine = self._nearest(unit(raw - self._centre))
        lead = np.empty_like(cosine)
        for entry in range(cosine.shape[1]):
            rivals = cosine[:, self._rivals[entry]]
            best = rivals.max(axis=1) if rivals.shape[1] else np.zeros(len(cosine), np.float32)
            lead[:, entry] = cosine[:, entry] - best
        above = (cosine - self._usual) / self._spread
        return Nearness(cosine, above, lead)

    def rivals(self, entry: int) -> frozenset[int]:
        """Remedies that a part may ask for instead; not what a text says in other words."""
        return self._rival_sets[entry]

    def _of(self, texts: Sequence[str]) -> Vectors:
        raw = self._vectorised.of(texts)
        return raw if self._manner is None else without(raw, self._manner)

    def _nearest(self, vectors: Vectors) -> Vectors:
        cosines = vectors @ self._about.T
        nearest = np.full((len(vectors), len(self._own)), _NONE, np.float32)
        for entry, own in enumerate(self._own):
            if len(own):
                nearest[:, entry] = cosines[:, own].max(axis=1)
        return nearest

    def _rivalry(self, entries: Entries) -> NDArray[np.bool_]:
        rivals = np.zeros((len(entries), len(entries)), bool)
        rivals[:, : entries.remedies] = True
        np.fill_diagonal(rivals, False)
        for entry in range(entries.remedies, len(entries)):
            own = self._own[entry]
            if len(own):
                alike = self._nearest(self._about[own]).max(axis=0) >= _ALIKE
                rivals[entry, alike] = False
        return rivals
