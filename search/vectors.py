"""Vectors on disk and exact search over them.

On disk half precision, in memory single precision: numpy has no fast half-precision
product. Exact search costs about 0.15 ms per 1,000 vectors of 384 numbers, so an
approximate index pays from some 50,000 passages on.
"""

import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.fingerprints import KEY_BYTES


@dataclass(frozen=True, slots=True)
class VectorSet:
    """Vectors by the key of their text: `matrix` has shape (number of keys, dimension)."""

    keys: tuple[bytes, ...]
    matrix: NDArray[np.float16]

    def rows(self) -> dict[bytes, int]:
        return {key: row for row, key in enumerate(self.keys)}

    def only(self, needed: set[bytes]) -> "VectorSet":
        """Those whose text is still needed."""
        rows = [row for row, key in enumerate(self.keys) if key in needed]
        if len(rows) == len(self.keys):
            return self
        return VectorSet(tuple(self.keys[row] for row in rows), self.matrix[rows])


def empty_vectors(dimension: int = 0) -> VectorSet:
    return VectorSet((), np.empty((0, dimension), np.float16))


def save_vectors(path: Path, vectors: VectorSet) -> None:
    """Write atomically: a reader sees the old file or the new one."""
    keys = np.frombuffer(b"".join(vectors.keys), np.uint8).reshape(-1, KEY_BYTES)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez(file, keys=keys, matrix=vectors.matrix)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def load_vectors(path: Path) -> VectorSet:
    """Read a file of `save_vectors`.

    Raises:
        OSError, ValueError: the file is missing or damaged.
    """
    with path.open("rb") as opened:
        try:
            with np.load(opened, allow_pickle=False) as file:
                keys, matrix = file["keys"], file["matrix"]
        except (EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"damaged vector file: {error}") from error
    if keys.ndim != 2 or matrix.ndim != 2 or len(keys) != len(matrix):
        raise ValueError("damaged vector file: shapes do not fit")
    return VectorSet(tuple(row.tobytes() for row in keys), matrix.astype(np.float16, copy=False))


@dataclass(frozen=True, slots=True)
class DocumentScores:
    """Cosines per document (by ordinal); NaN where a document has no vector.

    `best` is the best of passages and title, `mean` the cosine with the direction of the
    mean of all passages; `rows` the cosine of every row of the index.
    """

    best: NDArray[np.float32]
    mean: NDArray[np.float32]
    rows: NDArray[np.float32]

    @property
    def combined(self) -> NDArray[np.float32]:
        """Half best, half mean: a page about the thing beats a page that mentions it."""
        return 0.5 * self.best + 0.5 * self.mean


class VectorIndex:
    """Exact search; rows are grouped by document so that one reduction gives its score."""

    def __init__(
        self,
        vectors: VectorSet,
        titles: Sequence[bytes],
        chunks: Mapping[int, Sequence[tuple[int, bytes]]],
    ) -> None:
        """`titles`: key per document ordinal (b"" = none); `chunks`: (number, key) by ordinal."""
        known = vectors.rows()
        rows: list[int] = []
        owners: list[int] = []
        numbers: list[int] = []
        for ordinal, title_key in enumerate(titles):
            if title_key in known:
                rows.append(known[title_key])
                owners.append(ordinal)
                numbers.append(0)
            for number, key in chunks.get(ordinal, ()):
                if key in known:
                    rows.append(known[key])
                    owners.append(ordinal)
                    numbers.append(number)
        self.documents = len(titles)
        self.chunk_numbers = np.array(numbers, np.int64)
        self.owners = np.array(owners, np.int64)
        self._matrix = vectors.matrix[rows].astype(np.float32)
        self._present, self._starts = np.unique(self.owners, return_index=True)
        self._shares = self._mean_shares()

    def __len__(self) -> int:
        return len(self.owners)

    @property
    def dimension(self) -> int:
        return int(self._matrix.shape[1])

    def score(self, query: NDArray[np.float32]) -> DocumentScores:
        """Score all documents for one query vector of unit length."""
        cosines = self._matrix @ query
        best = np.full(self.documents, np.nan, np.float32)
        mean = np.full(self.documents, np.nan, np.float32)
        if len(cosines):
            best[self._present] = np.maximum.reduceat(cosines, self._starts)
            mean[self._present] = np.add.reduceat(cosines * self._shares, self._starts)
        return DocumentScores(best, mean, cosines)

    def rows_of(self, document: int) -> slice:
        """The rows of a document, by ordinal."""
        first, last = np.searchsorted(self.owners, (document, document + 1))
        return slice(int(first), int(last))

    def _mean_shares(self) -> NDArray[np.float32]:
        """Factor per row, so that a document's sum is the cosine with its mean direction.

        A title counts in the mean only where there is nothing else.
        """
        shares = np.zeros(len(self.owners), np.float32)
        if not len(shares):
            return shares
        passages = (self.chunk_numbers > 0).astype(np.float32)
        per_document = np.add.reduceat(passages, self._starts)
        lonely = np.repeat(per_document == 0, np.diff([*self._starts, len(shares)]))
        counted = np.where(lonely, np.float32(1), passages)
        sums = np.add.reduceat(self._matrix * counted[:, None], self._starts, axis=0)
        lengths = np.maximum(np.linalg.norm(sums, axis=1), 1e-6)
        spread = np.repeat(lengths, np.diff([*self._starts, len(shares)]))
        shares[:] = counted / spread
        return shares
