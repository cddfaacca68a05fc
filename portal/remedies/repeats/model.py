"""The weights that `make train` writes: small classifiers and their thresholds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from portal.remedies.recognition.linear import Linear
from portal.remedies.repeats.meaning import Vectors

FILE = Path(__file__).with_name("weights.json")
VERSION = 2
ASKS, TELLS = "asks", "tells"
SAME, OTHER = "same", "other"
_PARTS_OF_ONE = 1000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least probabilities of a repeat: of an attempt `known` by its remedy, or `told` in words."""

    known: float
    told: float


@dataclass(frozen=True, slots=True)
class Model:
    """`asking`: does a part ask for something, by words; `asking_by_meaning`: by its
    vector, if `encoder` made it; `manner`: directions of its vectors that say how something is put
    (language, mood, person), not what; `same`: for what was tried, by words and meaning, or by
    words alone. A repeat is at least as probable as its threshold."""

    asking: Linear
    asking_by_meaning: Linear
    encoder: str
    manner: Vectors
    same: Linear
    same_by_words: Linear
    thresholds: Thresholds
    thresholds_by_words: Thresholds

    def as_json(self) -> dict[str, object]:
        """What `from_json` reads."""
        return {
            "version": VERSION,
            "asking": self.asking.as_json(),
            "asking_by_meaning": self.asking_by_meaning.as_json(),
            "encoder": self.encoder,
            "manner": np.rint(self.manner * _PARTS_OF_ONE).astype(int).tolist(),
            "same": self.same.as_json(),
            "same_by_words": self.same_by_words.as_json(),
            "thresholds": [self.thresholds.known, self.thresholds.told],
            "thresholds_by_words": [
                self.thresholds_by_words.known,
                self.thresholds_by_words.told,
            ],
        }

    @classmethod
    def from_json(cls, source: Mapping[str, object]) -> "Model":
        """Raises ValueError for weights of another version."""
        if source["version"] != VERSION:
            raise ValueError("weights of another version, run make train")

        def linear(name: str) -> Linear:
            part = source[name]
            assert isinstance(part, dict)  # noqa: S101
            return Linear.from_json(part)

        def thresholds(name: str) -> Thresholds:
            part = source[name]
            assert isinstance(part, list)  # noqa: S101
            return Thresholds(*map(float, part))

        return cls(
            linear("asking"),
            linear("asking_by_meaning"),
            str(source["encoder"]),
            np.asarray(np.asarray(source["manner"]) / _PARTS_OF_ONE, np.float32),
            linear("same"),
            linear("same_by_words"),
            thresholds("thresholds"),
            thresholds("thresholds_by_words"),
        )


@cache
def shipped_model() -> Model:
    """The weights that ship."""
    return Model.from_json(json.loads(FILE.read_text(encoding="utf-8")))
