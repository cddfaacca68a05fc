"""Vectors in memory, in blocks of one document each, and what the documents score by them.

The rows of a document lie side by side, so that one reduction gives its score.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.rows import EXACT_ROWS, rows_of

# Documents whose scores are made exact where the others are nearly so.
NEAR_DOCUMENTS = 200
PART = 4096

Cosines = NDArray[np.float32]


class ScoredBlocks:
    """Blocks of rows; never changed.

    Vectors of two models (`search.pair_encoder`) are those of the first, `first` numbers long,
    with those of the second behind; zeros where the second does not read the language.
    """

    def __init__(
        self,
        matrix: NDArray[np.float16],
        numbers: NDArray[np.int64],
        starts: NDArray[np.int64],
        first: int,
        exact_up_to: int = EXACT_ROWS,
    ) -> None:
        """`matrix`: one row per passage or title; `numbers`: the chunk of each, 0 for a title;
        `starts`: where each block begins, ascending, none empty."""
        self.numbers = numbers
        self.starts = starts
        self.ends = np.append(starts[1:], len(numbers)) if len(starts) else starts
        self._first = first
        main, other = matrix[:, :first], matrix[:, first:]
        self._rows = rows_of(main, exact_up_to)
        self._shares = self._mean_shares(main)
        self._read = np.flatnonzero(other.any(axis=1))
        self._places_read = np.full(len(numbers), -1, np.int64)
        self._places_read[self._read] = np.arange(len(self._read))
        self._second = rows_of(other[self._read], exact_up_to) if len(self._read) else None
        self.by_two = np.zeros(len(starts), bool)
        """Which blocks have vectors of the second model."""
        self.by_two[np.searchsorted(starts, self._read, "right") - 1] = True
        # All vectors of the second model are equally long: their length is its weight.
        weight = np.linalg.norm(other[self._read[:1]].astype(np.float32))
        self._second_shares = self._mean_shares(other) * weight if len(self._read) else None

    def __len__(self) -> int:
        return len(self.starts)

    def score(self, query: NDArray[np.float32]) -> tuple[tuple[Cosines, Cosines, Cosines], Cosines]:
        """Best, mean and both combined by block, and the cosine of every row."""
        main, other = query[: self._first], query[self._first :]
        rows = self._rows.cosines(main)
        second = self._second if other.any() else None
        further = None
        if second is not None:
            further = np.zeros(len(rows), np.float32)
            further[self._read] = second.cosines(other)
        scores = self._scores(rows, further, slice(None), self.starts)
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
        return scores, rows

    def _scores(
        self,
        rows: Cosines,
        further: Cosines | None,
        places: NDArray[np.int64] | slice,
        starts: NDArray[np.int64],
    ) -> tuple[Cosines, Cosines, Cosines]:
        """Best, mean and both combined of the blocks whose rows stand at `places`."""
        cosines = rows[places]
        best: Cosines = np.maximum.reduceat(cosines, starts)
        mean: Cosines = np.add.reduceat(cosines * self._shares[places], starts)
        if further is None or self._second_shares is None:
            return best, mean, (best + mean) / np.float32(2)
        more = further[places]
        top = np.maximum.reduceat(cosines + more, starts)
        share = np.add.reduceat(more * self._second_shares[places], starts)
        return best, mean, (top + mean + share) / np.float32(2)

    def _near(
        self, combined: Cosines
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Blocks that may be among the first: their places, the places of their rows, and where
        in these each block begins."""
        count = min(NEAR_DOCUMENTS, len(combined))
        near = np.sort(np.argpartition(-combined, count - 1)[:count])
        first = self.starts[near]
        lengths = self.ends[near] - first
        starts = np.cumsum(lengths) - lengths
        places = np.repeat(first - starts, lengths) + np.arange(lengths.sum())
        return near, places, starts

    def _mean_shares(self, matrix: NDArray[np.float16]) -> NDArray[np.float32]:
        """Factor per row, so that a block's sum is the cosine with its mean direction.

        A title counts in the mean only where there is nothing else.
        """
        shares = np.zeros(len(self.numbers), np.float32)
        if not len(shares):
            return shares
        counts = self.ends - self.starts
        passages = (self.numbers > 0).astype(np.float32)
        lonely = np.repeat(np.add.reduceat(passages, self.starts) == 0, counts)
        counted = np.where(lonely, np.float32(1), passages)
        lengths = np.empty(len(self.starts), np.float32)
        # By parts: in single precision all at once would take twice the room of the vectors.
        for start in range(0, len(self.starts), PART):
            low, high = self.starts[start], self.ends[min(start + PART, len(self.starts)) - 1]
            part = matrix[low:high].astype(np.float32) * counted[low:high, None]
            sums = np.add.reduceat(part, self.starts[start : start + PART] - low, axis=0)
            lengths[start : start + PART] = np.linalg.norm(sums, axis=1)
        shares[:] = counted / np.repeat(np.maximum(lengths, 1e-6), counts)
        return shares


def blocks_of(
    entries: Sequence[tuple[Sequence[int], NDArray[np.float16]]], width: int, first: int
) -> ScoredBlocks:
    """Blocks from the chunk numbers and the vectors of each; `width`: numbers of a vector."""
    counts = np.array([len(numbers) for numbers, _ in entries], np.int64)
    matrices = [np.empty((0, width), np.float16), *(matrix for _, matrix in entries)]
    numbers = [number for of_block, _ in entries for number in of_block]
    return ScoredBlocks(
        np.concatenate(matrices), np.array(numbers, np.int64), np.cumsum(counts) - counts, first
    )
