"""Vectors of replies and attempts by the search model, each text encoded once.

As in recognition nothing is a bare cosine: vectors are centred, and how near an attempt is counts
from how near sentences come that every reply has (`BACKGROUND`).
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.encoder import Encoder
from search.pair_encoder import PairEncoder, first_dimension

# Sentences of drafts that are open; 1.5 KB each.
KEPT = 4000
Vectors = NDArray[np.float32]


class Vectorised:
    """Texts as vectors of the first model; remembers the latest. May be used by several threads."""

    def __init__(self, encoder: Encoder, kept: int = KEPT) -> None:
        self.model = encoder.recipe.partition(" + ")[0]
        self._encoder = encoder.first if isinstance(encoder, PairEncoder) else encoder
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()
        self._most_kept = kept
        self._nothing: Vectors | None = None

    def centred(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors centred on what every reply says, the same beside every catalogue; raises
        ModelUnavailable."""
        if self._nothing is None:
            self._nothing = self.of(BACKGROUND).mean(axis=0)
        return unit(self.of(texts) - self._nothing)

    def of(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row for each text; raises ModelUnavailable."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            for text in found:
                self._kept.move_to_end(text)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            first = first_dimension(self._encoder.recipe)
            rows = np.asarray(self._encoder.encode_queries(missing)[:, :first], np.float32)
            found.update(zip(missing, rows, strict=True))
            with self._lock:
                self._kept.update((text, found[text]) for text in missing)
                while len(self._kept) > self._most_kept:
                    self._kept.popitem(last=False)
        return np.array([found[text] for text in texts], np.float32).reshape(len(texts), -1)


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)


def without(vectors: Vectors, directions: Vectors) -> Vectors:
    """Vectors less what they share with orthonormal directions (the rows)."""
    return np.asarray(vectors - (vectors @ directions.T) @ directions, np.float32)


BACKGROUND = (
    "Vielen Dank für Ihre Nachricht",
    "Es tut mir leid, dass Sie Ärger damit haben",
    "Ich melde mich morgen bis 12 Uhr wieder bei Ihnen",
    "Mit freundlichen Grüßen",
    "Können Sie uns einen Screenshot schicken",
    "Welches Modell haben Sie",
    "Ich habe mir Ihren Fall angesehen",
    "Unser Techniker kümmert sich darum",
    "Das dauert etwa zehn Minuten",
    "Sagen Sie mir bitte, ob es geholfen hat",
    "Dann sehen wir weiter",
    "Klicken Sie oben rechts auf das Zahnrad",
    "Ihre Daten bleiben dabei erhalten",
    "Öffnen Sie dazu die Einstellungen",
    "Seit wann tritt das auf",
    "Daran liegt es also nicht",
    "Auf unserer Seite ist alles in Ordnung",
    "die genaue Fehlermeldung abschreiben",
    "es danach noch einmal probieren",
    "So können wir die Ursache eingrenzen",
    "Thank you for getting in touch",
    "I am sorry for the trouble this has caused",
    "You will hear from me tomorrow morning",
    "Kind regards",
    "Could you send us a screenshot",
    "Which model do you have",
    "I have had a look at your case",
    "Our engineer is taking care of it",
    "This takes about ten minutes",
    "Let me know whether it helped",
    "Then we will see what to do next",
    "Click the gear in the upper right corner",
    "None of your data will be lost",
    "Open the settings to do so",
    "Since when has this been happening",
    "So that is not the cause",
    "Everything looks fine from our side",
    "write down the exact error message",
    "try again afterwards",
    "This will help us to narrow it down",
)
