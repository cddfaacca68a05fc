"""Vectors by the text they stand for, and the scores of documents by them."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.rows import EXACT_ROWS
from search.scored_blocks import ScoredBlocks, blocks_of

# Rows of changed documents from which making the index anew costs less than carrying them on.
MOST_NEW_ROWS = 1_024


@dataclass(frozen=True, slots=True)
class VectorSet:
    """Vectors by the key of their text: `matrix` has shape (number of keys, dimension)."""

    keys: tuple[bytes, ...]
    matrix: NDArray[np.float16]

    def rows(self) -> dict[bytes, int]:
        return {key: row for row, key in enumerate(self.keys)}


def empty_vectors(dimension: int = 0) -> VectorSet:
    return VectorSet((), np.empty((0, dimension), np.float16))


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


@dataclass(frozen=True, slots=True)
class Passages:
    """What a document has to compare: the key of its title (b"" = none), and number and key of
    each of its passages."""

    title: bytes
    chunks: Sequence[tuple[int, bytes]]

    def all_keys(self) -> list[bytes]:
        return [self.title, *(key for _, key in self.chunks)]


@dataclass(frozen=True, slots=True)
class _Changed:
    """A document that changed since the greater part of an index was made."""

    ordinal: int
    numbers: list[int]
    matrix: NDArray[np.float16]


class VectorIndex:
    """Scores documents; never changed.

    Most rows lie in one large part that following revisions share. The documents that changed
    since have theirs in a small one, and their old rows speak for nobody any more. Of two models
    the second only has a say in `combined`.
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
        starts: list[int] = []
        numbers: list[int] = []
        for ordinal, title in enumerate(titles):
            found = _known_rows(Passages(title, chunks.get(ordinal, ())), known)
            if found:
                owners.append(ordinal)
                starts.append(len(rows))
                numbers += [number for number, _ in found]
                rows += [row for _, row in found]
        self.dimension = first or vectors.matrix.shape[1]
        self._width = vectors.matrix.shape[1]
        whole = ScoredBlocks(
            vectors.matrix[rows],
            np.array(numbers, np.int64),
            np.array(starts, np.int64),
            self.dimension,
            exact_up_to,
        )
        self._arrange(len(titles), whole, np.array(owners, np.int64), ())

    def __len__(self) -> int:
        return int((self._ends - self._starts).sum())

    def score(self, query: NDArray[np.float32]) -> DocumentScores:
        """Score all documents for one query vector; the second model's part may be left out.

        Beyond `exact_up_to` rows the documents far behind are scored nearly exactly.
        """
        best, mean, combined = (np.full(self.documents, np.nan, np.float32) for _ in range(3))
        rows = []
        for blocks, alive, owners in self._parts:
            scores, cosines = blocks.score(query)
            rows.append(cosines)
            best[owners], mean[owners], combined[owners] = (of_all[alive] for of_all in scores)
        by_two = self._by_two if query[self.dimension :].any() and self._by_two.any() else None
        return DocumentScores(
            best, mean, combined, np.concatenate([np.empty(0, np.float32), *rows]), by_two
        )

    def rows_of(self, document: int) -> slice:
        """The rows of a document, by ordinal."""
        return slice(int(self._starts[document]), int(self._ends[document]))

    def following(
        self, moved: NDArray[np.int64], changed: Mapping[int, Passages], vectors: VectorSet
    ) -> "VectorIndex | None":
        """The index of the next revision; None where it is better made anew.

        `moved`: the new ordinal of each document of now, -1 for those that are gone or changed.
        `changed`: the documents that came or changed, by their new ordinals, whose vectors are
        among `vectors`.
        """
        kept = [
            _Changed(int(moved[entry.ordinal]), entry.numbers, entry.matrix)
            for entry in self._changed
            if moved[entry.ordinal] >= 0
        ]
        known = vectors.rows()
        for ordinal, passages in changed.items():
            found = _known_rows(passages, known)
            if found:
                numbers = [number for number, _ in found]
                matrix = vectors.matrix[[row for _, row in found]]
                if matrix.shape[1] != self._width:
                    return None
                kept.append(_Changed(ordinal, numbers, matrix))
        owners = np.where(self._owners >= 0, moved[self._owners], -1)
        new = sum(len(entry.numbers) for entry in kept)
        if new > MOST_NEW_ROWS or 2 * np.count_nonzero(owners < 0) > len(owners):
            return None
        made = copy(self)
        documents = int(np.count_nonzero(moved >= 0)) + len(changed)
        made._arrange(documents, self._whole, owners, tuple(kept))
        return made

    def _arrange(
        self,
        documents: int,
        whole: ScoredBlocks,
        owners: NDArray[np.int64],
        changed: tuple[_Changed, ...],
    ) -> None:
        """`owners`: ordinal of each block of the large part, -1 for those that speak for nobody."""
        self.documents = documents
        self._whole, self._owners, self._changed = whole, owners, changed
        few = blocks_of([(e.numbers, e.matrix) for e in changed], self._width, self.dimension)
        of_few = np.array([entry.ordinal for entry in changed], np.int64)
        self._parts: list[tuple[ScoredBlocks, NDArray[np.int64], NDArray[np.int64]]] = []
        self._starts, self._ends = np.zeros((2, documents), np.int64)
        self._by_two = np.zeros(documents, bool)
        offset = 0
        for blocks, speak_for in ((whole, owners), (few, of_few)):
            if not len(blocks):
                continue
            alive = np.flatnonzero(speak_for >= 0)
            self._parts.append((blocks, alive, speak_for[alive]))
            self._starts[speak_for[alive]] = blocks.starts[alive] + offset
            self._ends[speak_for[alive]] = blocks.ends[alive] + offset
            self._by_two[speak_for[alive]] = blocks.by_two[alive]
            offset += len(blocks.numbers)
        numbers = [blocks.numbers for blocks, _, _ in self._parts]
        self.chunk_numbers = np.concatenate([np.empty(0, np.int64), *numbers])


def _known_rows(passages: Passages, known: Mapping[bytes, int]) -> list[tuple[int, int]]:
    """(chunk number, row) of what has a vector; number 0 for the title."""
    found = [(0, known[passages.title])] if passages.title in known else []
    found += [(number, known[key]) for number, key in passages.chunks if key in known]
    return found
