"""A linear classifier over named features: multinomial logistic regression (softmax).

Trained with numpy alone, by full-batch gradient descent with Adam (Kingma and Ba 2015) from zero,
so the same sentences always give the same weights.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]

ROUNDS = 100
RATE = 0.1
# Weights this small change no decision, nor do more decimals; the file is small without them.
_NEGLIGIBLE = 0.05
_PARTS_OF_ONE = 100
_BIAS = ""


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights by feature, one number for each class; the feature "" is the bias."""

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def probabilities(self, features: Features) -> dict[str, float]:
        """The probability of each class; features without a weight do not count."""
        known = [
            (value, self.weights[name]) for name, value in features.items() if name in self.weights
        ]
        values = np.array([1.0, *(value for value, _ in known)])
        scores = values @ np.array([self.weights[_BIAS], *(weight for _, weight in known)])
        shares = np.exp(scores - scores.max())
        return dict(zip(self.classes, (shares / shares.sum()).tolist(), strict=True))

    def as_json(self) -> dict[str, object]:
        """What `from_json` reads; weights as whole parts of `one`."""
        return {
            "classes": list(self.classes),
            "one": _PARTS_OF_ONE,
            "weights": {
                name: [round(value * _PARTS_OF_ONE) for value in values]
                for name, values in self.weights.items()
            },
        }

    @classmethod
    def from_json(cls, source: Mapping[str, object]) -> "Linear":
        """Raises KeyError, TypeError or ValueError for what `as_json` did not write."""
        classes, weights, one = source["classes"], source["weights"], source.get("one", 1)
        if not isinstance(classes, list) or not isinstance(weights, dict):
            raise TypeError("classes is a list, weights an object")
        if not isinstance(one, int):
            raise TypeError("one is a whole number")
        return cls(
            tuple(map(str, classes)),
            {
                str(name): tuple(float(value) / one for value in values)
                for name, values in weights.items()
            },
        )


def train(
    examples: Sequence[tuple[Features, str]],
    classes: Sequence[str],
    *,
    penalty: float,
    importance: Sequence[float] | None = None,
    fewest: int = 2,
) -> Linear:
    """Fit weights. `penalty`: of their squares (L2); `importance`: of each example, 1 by default;
    features in less than `fewest` examples are left out."""
    spread = Counter(name for features, _ in examples for name in features)
    names = sorted(name for name, count in spread.items() if count >= fewest)
    column = {name: at for at, name in enumerate([_BIAS, *names])}
    wanted = np.zeros((len(examples), len(classes)), np.float32)
    entries = []
    for row, (features, label) in enumerate(examples):
        wanted[row, classes.index(label)] = 1.0
        entries.append((row, 0, 1.0))
        entries += [(row, column[key], value) for key, value in features.items() if key in column]
    table = _Table.of(entries, len(examples), len(column))
    share = np.ones(len(examples)) if importance is None else np.asarray(importance)
    weights = _descend(table, wanted, share / share.sum(), penalty / len(examples))
    kept = {
        name: _rounded(weights[at])
        for name, at in column.items()
        if np.abs(weights[at]).max() >= _NEGLIGIBLE
    }
    return Linear(tuple(classes), {**kept, _BIAS: _rounded(weights[0])})


@dataclass(frozen=True, slots=True)
class _Table:
    """Values that are not zero, of examples (rows) and features (columns), in order of either."""

    columns: NDArray[np.int64]
    by_row: NDArray[np.float32]
    row_starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    by_column: NDArray[np.float32]
    column_starts: NDArray[np.int64]

    @classmethod
    def of(cls, entries: Sequence[tuple[int, int, float]], rows: int, columns: int) -> "_Table":
        """Entries in order of rows; every row and every column has one at least."""
        row, column = (np.array([entry[at] for entry in entries], np.int64) for at in (0, 1))
        value = np.array([entry[2] for entry in entries], np.float32)
        order = np.argsort(column, kind="stable")
        return cls(
            column,
            value,
            np.searchsorted(row, np.arange(rows)),
            row[order],
            value[order],
            np.searchsorted(column[order], np.arange(columns)),
        )

    def scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return _summed(weights, self.columns, self.by_row, self.row_starts)

    def gradient(self, error: NDArray[np.float32]) -> NDArray[np.float32]:
        return _summed(error, self.rows, self.by_column, self.column_starts)


def _summed(
    source: NDArray[np.float32],
    places: NDArray[np.int64],
    values: NDArray[np.float32],
    starts: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Sums of source at places times values, from each start to the next; class by class, since
    numpy sums a row quicker than a table."""
    summed = np.empty((len(starts), source.shape[1]), np.float32)
    for at in range(source.shape[1]):
        summed[:, at] = np.add.reduceat(source[:, at].take(places) * values, starts)
    return summed


def _descend(
    table: _Table, wanted: NDArray[np.float32], share: NDArray[np.float64], penalty: float
) -> NDArray[np.float32]:
    weights = np.zeros((len(table.column_starts), wanted.shape[1]), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    decay = np.full((len(weights), 1), penalty, np.float32)
    decay[0] = 0.0
    weight_of = share.astype(np.float32)[:, None]
    for step in range(1, ROUNDS + 1):
        scores = table.scores(weights)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        gradient = table.gradient((shares - wanted) * weight_of) + decay * weights
        mean += 0.1 * (gradient - mean)
        square += 0.001 * (gradient**2 - square)
        rate = RATE * (1.0 - step / (ROUNDS + 1))
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def _rounded(values: NDArray[np.float32]) -> tuple[float, ...]:
    return tuple(round(float(value) * _PARTS_OF_ONE) / _PARTS_OF_ONE for value in values)
