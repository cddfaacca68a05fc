"""The weights that `make train` writes: three small classifiers and the thresholds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.remedies.recognition.linear import Linear

FILE = Path(__file__).with_name("weights.json")
VERSION = 3

DONE, NOT_DONE, HAPPENED, OTHER = "done", "not_done", "happened", "other"
STATES = (DONE, NOT_DONE, HAPPENED, OTHER)
OUTCOMES = ("solved", "no_change", "worse", "could_not", "unknown")
NAMED, NOT_NAMED = "named", "not_named"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least probabilities: `likely` to tick, `doubtful` to ask."""

    likely: float
    doubtful: float


@dataclass(frozen=True, slots=True)
class Model:
    """`state`: is a clause done, by words; `state_by_meaning`: by the vector of its sentence, if
    `encoder` made it (the first part of a recipe); `outcome`, `outcome_by_meaning`: how it went, by
    the same; `naming`: does a clause name a remedy, by words and meaning, or by words alone."""

    state: Linear
    state_by_meaning: Linear
    encoder: str
    outcome: Linear
    outcome_by_meaning: Linear
    naming: Linear
    naming_by_words: Linear
    thresholds: Thresholds
    thresholds_by_words: Thresholds

    def as_json(self) -> dict[str, object]:
        return {
            "version": VERSION,
            "state": self.state.as_json(),
            "state_by_meaning": self.state_by_meaning.as_json(),
            "encoder": self.encoder,
            "outcome": self.outcome.as_json(),
            "outcome_by_meaning": self.outcome_by_meaning.as_json(),
            "naming": self.naming.as_json(),
            "naming_by_words": self.naming_by_words.as_json(),
            "thresholds": [self.thresholds.likely, self.thresholds.doubtful],
            "thresholds_by_words": [
                self.thresholds_by_words.likely,
                self.thresholds_by_words.doubtful,
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
            linear("state"),
            linear("state_by_meaning"),
            str(source["encoder"]),
            linear("outcome"),
            linear("outcome_by_meaning"),
            linear("naming"),
            linear("naming_by_words"),
            thresholds("thresholds"),
            thresholds("thresholds_by_words"),
        )


@cache
def shipped_model() -> Model:
    """The weights that ship."""
    return Model.from_json(json.loads(FILE.read_text(encoding="utf-8")))
