"""Cosines of many vectors with one: exact, or nearly so for a quarter of the work.

Beyond some 50,000 vectors the exact product costs more than encoding the question. Then all
vectors are compared in their 96 most telling directions (principal components, Pearson 1901),
and whoever asks compares the few that matter exactly. Unlike a graph of neighbours (HNSW) this
gives every document a score, which the comparison within a language needs, takes any filter and
any deletion as it is, and is built in a second with numpy alone.
"""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

EXACT_ROWS: Final = 50_000
DIRECTIONS: Final = 96
# So many vectors, spread evenly, tell in which directions all of them lie.
_SAMPLE: Final = 20_000


class Rows(Protocol):
    """Vectors by row, asked for their cosines with a vector of unit length."""

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """One cosine per row, exact or nearly."""

    def exact(self, rows: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The exact cosines of some rows."""

    @property
    def is_exact(self) -> bool:
        """Whether `cosines` are exact."""


def rows_of(matrix: NDArray[np.float16], exact_up_to: int = EXACT_ROWS) -> Rows:
    """Rows of a matrix (number, dimension): exact ones up to so many."""
    if len(matrix) <= exact_up_to or matrix.shape[1] <= DIRECTIONS:
        return ExactRows(matrix)
    return ReducedRows(matrix)


class ExactRows:
    """All numbers of all vectors, in single precision: numpy has no fast half one."""

    is_exact = True

    def __init__(self, matrix: NDArray[np.float16]) -> None:
        # Column by column: so the product reads memory nearly twice as fast.
        self._matrix = matrix.astype(np.float32, order="F")

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._matrix @ query

    def exact(self, rows: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._matrix[rows] @ query


class ReducedRows:
    """Vectors in few directions; the whole ones stay in half precision, for single rows."""

    is_exact = False

    def __init__(self, matrix: NDArray[np.float16]) -> None:
        self._matrix = matrix
        sample = matrix[:: max(1, len(matrix) // _SAMPLE)].astype(np.float32)
        # Ascending: the last directions are those in which the vectors lie most.
        _, directions = np.linalg.eigh(sample.T @ sample)
        self._directions = np.ascontiguousarray(directions[:, -DIRECTIONS:], np.float32)
        self._reduced = np.empty((len(matrix), DIRECTIONS), np.float32)
        for start in range(0, len(matrix), _SAMPLE):
            part = matrix[start : start + _SAMPLE].astype(np.float32)
            self._reduced[start : start + _SAMPLE] = part @ self._directions

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._reduced @ (query @ self._directions)

    def exact(self, rows: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._matrix[rows].astype(np.float32) @ query
