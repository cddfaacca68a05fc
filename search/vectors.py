"""Vectors on disk, in half precision, and the scores of documents by them."""

import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.fingerprints import KEY_BYTES
from search.rows import EXACT_ROWS, rows_of

# Documents whose scores are made exact where the others are nearly so.
NEAR_DOCUMENTS = 200
PART = 4096


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
    mean of all passages; `rows` the cosine of every row of the index. `combined` is half best,
    half mean (a page about the thing beats a page that mentions it), with the second model's
    share where there is one; `by_two` says of which documents (None: of none).
    """

    best: NDArray[np.float32]
    mean: NDArray[np.float32]
    combined: NDArray[np.float32]
    rows: NDArray[np.float32]
    by_two: NDArray[np.bool_] | None = None


class VectorIndex:
    """Scores documents; their rows lie side by side, so that one reduction gives the score.

    Vectors of two models (`search.pair_encoder`) are those of the first, `first` numbers long,
    with those of the second behind; zeros where the second does not read the language. The
    second only has a say in `combined`.
    """

    def __init__(
        self,
        vectors: VectorSet,
        titles: Sequence[bytes],
        chunks: Mapping[int, Sequence[tuple[int, bytes]]],
        *,
        first: int | None = None,
        exact_up_to: int = EXACT_ROWS,
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
        self.dimension = first or vectors.matrix.shape[1]
        self._present, self._starts = np.unique(self.owners, return_index=True)
        matrix = vectors.matrix[rows]
        main = matrix[:, : self.dimension]
        self._rows = rows_of(main, exact_up_to)
        self._shares = self._mean_shares(main)
        other = matrix[:, self.dimension :]
        self._read = np.flatnonzero(other.any(axis=1))
        self._places_read = np.full(len(rows), -1, np.int64)
        self._places_read[self._read] = np.arange(len(self._read))
        self._second = rows_of(other[self._read], exact_up_to) if len(self._read) else None
        self._by_two = np.zeros(self.documents, bool)
        self._by_two[self.owners[self._read]] = True
        # All vectors of the second model are equally long: their length is its weight.
        weight = np.linalg.norm(other[self._read[:1]].astype(np.float32))
        self._second_shares = self._mean_shares(other) * weight

    def __len__(self) -> int:
        return len(self.owners)

    def score(self, query: NDArray[np.float32]) -> DocumentScores:
        """Score all documents for one query vector; the second model's part may be left out.

        Beyond `exact_up_to` rows the documents far behind are scored nearly exactly.
        """
        main, other = query[: self.dimension], query[self.dimension :]
        rows = self._rows.cosines(main)
        second = self._second if other.any() else None
        further = None
        if second is not None:
            further = np.zeros(len(rows), np.float32)
            further[self._read] = second.cosines(other)
        best, mean, combined = (np.full(self.documents, np.nan, np.float32) for _ in range(3))
        if len(rows):
            everything = slice(None)
            scores = self._scores(rows, further, everything, self._starts)
            if not self._rows.is_exact or not (second is None or second.is_exact):
                near, places, starts = self._near(scores[2])
                rows[places] = self._rows.exact(places, main)
                if second is not None and further is not None:
                    read = self._places_read[places]
                    at = read[read >= 0]
                    further[self._read[at]] = second.exact(at, other)
                exact = self._scores(rows, further, places, starts)
                for of_all, of_near in zip(scores, exact, strict=True):
                    of_all[near] = of_near
            best[self._present], mean[self._present], combined[self._present] = scores
        return DocumentScores(best, mean, combined, rows, None if second is None else self._by_two)

    def rows_of(self, document: int) -> slice:
        """The rows of a document, by ordinal."""
        first, last = np.searchsorted(self.owners, (document, document + 1))
        return slice(int(first), int(last))

    def _scores(
        self,
        rows: NDArray[np.float32],
        further: NDArray[np.float32] | None,
        places: NDArray[np.int64] | slice,
        starts: NDArray[np.int64],
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Best, mean and both combined of the documents whose rows stand at `places`."""
        cosines = rows[places]
        best: NDArray[np.float32] = np.maximum.reduceat(cosines, starts)
        mean: NDArray[np.float32] = np.add.reduceat(cosines * self._shares[places], starts)
        if further is None:
            return best, mean, (best + mean) / np.float32(2)
        more = further[places]
        top = np.maximum.reduceat(cosines + more, starts)
        share = np.add.reduceat(more * self._second_shares[places], starts)
        return best, mean, (top + mean + share) / np.float32(2)

    def _near(
        self, combined: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Documents with rows that may be among the first: their places among those, the places
        of their rows, and where in these each document begins."""
        count = min(NEAR_DOCUMENTS, len(combined))
        near = np.sort(np.argpartition(-combined, count - 1)[:count])
        first = self._starts[near]
        lengths = np.append(self._starts, len(self.owners))[near + 1] - first
        starts = np.cumsum(lengths) - lengths
        places = np.repeat(first - starts, lengths) + np.arange(lengths.sum())
        return near, places, starts

    def _mean_shares(self, matrix: NDArray[np.float16]) -> NDArray[np.float32]:
        """Factor per row, so that a document's sum is the cosine with its mean direction.

        A title counts in the mean only where there is nothing else.
        """
        shares = np.zeros(len(self.owners), np.float32)
        if not len(shares):
            return shares
        counts = np.diff([*self._starts, len(shares)])
        passages = (self.chunk_numbers > 0).astype(np.float32)
        lonely = np.repeat(np.add.reduceat(passages, self._starts) == 0, counts)
        counted = np.where(lonely, np.float32(1), passages)
        lengths = np.empty(len(self._starts), np.float32)
        # By parts: in single precision all at once would take twice the room of the vectors.
        for start in range(0, len(self._starts), PART):
            ends = np.append(self._starts, len(shares))
            low, high = ends[start], ends[min(start + PART, len(self._starts))]
            part = matrix[low:high].astype(np.float32) * counted[low:high, None]
            sums = np.add.reduceat(part, self._starts[start : start + PART] - low, axis=0)
            lengths[start : start + PART] = np.linalg.norm(sums, axis=1)
        shares[:] = counted / np.repeat(np.maximum(lengths, 1e-6), counts)
        return shares
