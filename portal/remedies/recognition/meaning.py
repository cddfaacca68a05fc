"""How near the meaning of a clause is to each remedy, by the search model.

Cosines of one model lie in a band of their own, so nothing here is a bare cosine: vectors are
centred on what support texts have in common, and each remedy is measured by how near clauses come
that are about nothing (`BACKGROUND`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder
from search.pair_encoder import first_dimension


@dataclass(frozen=True, slots=True)
class Nearness:
    """Each of shape (clauses, remedies).

    `cosine`: of the nearest phrase, centred. `above`: standard deviations above clauses that are
    about nothing. `lead`: how far before the best other remedy, negative for all but the first.
    """

    cosine: NDArray[np.float32]
    above: NDArray[np.float32]
    lead: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Meant:
    """`nearness` of clauses, and for each the unit vector of its `sentence`, of shape (clauses,
    dimension), centred on texts about nothing, so that it is the same beside every catalogue."""

    nearness: Nearness
    sentence: NDArray[np.float32]


class CatalogueMeaning:
    """The phrases of a catalogue as vectors; encoded once."""

    def __init__(self, phrases: Sequence[tuple[int, str]], count: int, encoder: Encoder) -> None:
        """`phrases`: number of the remedy and text; `count`: of remedies. ModelUnavailable."""
        self.model = encoder.recipe.partition(" + ")[0]
        self._encoder = encoder
        self._count = count
        self._owners = np.array([remedy for remedy, _ in phrases], np.int64)
        texts = [text for _, text in phrases]
        raw = self._encode([*texts, *BACKGROUND])
        about, nothing = raw[: len(texts)], raw[len(texts) :]
        self._nothing = nothing.mean(axis=0)
        self._centre = (about.mean(axis=0) + nothing.mean(axis=0)) / 2
        self._vectors = _unit(about - self._centre)
        chance = self._nearest(_unit(nothing - self._centre))
        self._usual = chance.mean(axis=0)
        self._spread = np.maximum(chance.std(axis=0), 1e-3)

    def read(self, clauses: Sequence[str], sentences: Sequence[str]) -> Meant:
        """Clauses with the sentence that each stands in; raises ModelUnavailable."""
        texts = {text: at for at, text in enumerate(dict.fromkeys([*clauses, *sentences]))}
        vectors = self._encode(list(texts))
        own = vectors[[texts[clause] for clause in clauses]]
        around = vectors[[texts[sentence] for sentence in sentences]]
        return Meant(self._compared(own), _unit(around - self._nothing))

    def nearness(self, clauses: Sequence[str]) -> Nearness:
        """Compare clauses with all remedies; raises ModelUnavailable."""
        return self._compared(self._encode(clauses))

    def _compared(self, vectors: NDArray[np.float32]) -> Nearness:
        cosine = self._nearest(_unit(vectors - self._centre))
        above = (cosine - self._usual) / self._spread
        ranked = np.sort(cosine, axis=1)
        first = ranked[:, -1:]
        second = ranked[:, -2:-1] if self._count > 1 else np.zeros_like(first)
        lead = np.where(cosine >= first, cosine - second, cosine - first)
        return Nearness(cosine, above, lead)

    def _nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        cosines = vectors @ self._vectors.T
        nearest = np.full((len(vectors), self._count), -1.0, np.float32)
        for remedy in range(self._count):
            own = cosines[:, self._owners == remedy]
            if own.shape[1]:
                nearest[:, remedy] = own.max(axis=1)
        return nearest

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._encoder.encode_queries(texts)
        first = first_dimension(self._encoder.recipe)
        return np.asarray(vectors[:, :first], np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)


BACKGROUND = (
    "Guten Tag, ich brauche Ihre Hilfe.",
    "Seit gestern funktioniert es nicht mehr.",
    "Das ist jetzt schon das dritte Mal.",
    "Ich bin seit Jahren Kunde bei Ihnen.",
    "Es kommt immer eine Fehlermeldung.",
    "Das hat leider nichts gebracht.",
    "Wann kann ich mit einer Antwort rechnen?",
    "Gestern ging alles noch.",
    "Ich weiß nicht, woran das liegt.",
    "Mein Mann ist auch ratlos.",
    "Die Seite lädt und lädt.",
    "Es passiert nur am Abend.",
    "Ich habe alles versucht.",
    "Danach ging es kurz, dann wieder nicht.",
    "Bitte melden Sie sich telefonisch.",
    "Wir sind zu dritt im Büro.",
    "Das Gerät ist zwei Jahre alt.",
    "Vielen Dank im Voraus.",
    "Ich nutze Windows 11 und bin kein Fachmann.",
    "Nur bei einem Empfänger tritt das auf.",
    "Hello, I need some help with this.",
    "It stopped working yesterday.",
    "This is the third time now.",
    "I have been a customer for years.",
    "There is always an error message.",
    "That did not change anything.",
    "When can I expect an answer?",
    "Everything was fine last week.",
    "I have no idea what is causing it.",
    "My wife has the same trouble.",
    "The page just keeps loading.",
    "It only happens in the evening.",
    "I have tried everything.",
    "After that it worked for a while.",
    "Please call me back.",
    "There are three of us in the office.",
    "The device is two years old.",
    "Thanks in advance.",
    "I am on Windows 11 and no expert.",
    "Only one recipient is affected.",
)
