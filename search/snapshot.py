"""One revision of an index in memory; never changed, replaced as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.generations import Manifest
from search.keyword import KeywordIndexBroken, KeywordReader
from search.pair_encoder import first_dimension
from search.results import IndexStatus
from search.spelling import Speller
from search.store import StoredDocument, read_chunk_keys, read_documents, read_words
from search.titles import TitleIndex
from search.typos import Candidate
from search.vectors import VectorIndex, load_vectors


@dataclass
class Snapshot:
    """Documents by ordinal, and what searches them. Parts that are missing are None."""

    folder: Path
    manifest: Manifest
    documents: list[StoredDocument]
    vectors: VectorIndex | None
    keyword: KeywordReader | None
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Remember damage that only a search came upon; the same is named once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def status(self) -> IndexStatus:
        return IndexStatus(
            documents=len(self.documents),
            chunks=self.manifest.chunks,
            vectors=len(self.vectors) if self.vectors else 0,
            generation=self.manifest.generation,
            recipe=self.manifest.recipe,
            problems=tuple(self.problems),
        )

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """Document numbers, ascending: the ordinal of a number is its place here."""
        return np.array([document.number for document in self.documents], np.int64)

    @cached_property
    def places(self) -> dict[str, int]:
        """Ordinals by document id."""
        return {document.id: ordinal for ordinal, document in enumerate(self.documents)}

    @cached_property
    def groups(self) -> list[str]:
        """A name per document; translations of one article share it."""
        return [document.group or f"\x00{document.id}" for document in self.documents]

    @cached_property
    def group_codes(self) -> NDArray[np.int64]:
        """A code per document; translations of one article share it."""
        codes = self._group_numbers
        return np.array([codes[name] for name in self.groups], np.int64)

    def group_code(self, name: str) -> int | None:
        """The code of a group, or of a document without one by its id; None: not here."""
        codes = self._group_numbers
        return codes.get(name, codes.get(f"\x00{name}"))

    @cached_property
    def _group_numbers(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(dict.fromkeys(self.groups))}

    @cached_property
    def languages(self) -> NDArray[np.int64]:
        """A code per document; equal codes mean equal languages."""
        return np.array([self.language_code(d.lang) for d in self.documents], np.int64)

    @cached_property
    def titles(self) -> TitleIndex:
        return TitleIndex([document.title for document in self.documents])

    @cached_property
    def speller(self) -> Speller:
        return Speller(read_words(self.folder))

    def similar(self, word: str) -> Sequence[Candidate]:
        """What a word nobody wrote may have been meant to be."""
        return self.speller.similar(word)

    def language_code(self, language: str) -> int:
        return self._codes.setdefault(language, len(self._codes))

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {}

    def visible(self, visibilities: frozenset[str] | None) -> NDArray[np.bool_] | None:
        """Mask of the documents a reader may see; None when that is all of them."""
        if visibilities is None:
            return None
        mask = self._masks.get(visibilities)
        if mask is None:
            mask = np.array([d.visibility in visibilities for d in self.documents], bool)
            self._masks[visibilities] = mask
        return None if mask.all() else mask

    @cached_property
    def _masks(self) -> dict[frozenset[str], NDArray[np.bool_]]:
        return {}

    def ordinals(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Ordinals of document numbers; -1 for a number this revision does not have."""
        if not len(self.documents):
            return np.full(len(numbers), -1, np.int64)
        places = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return np.where(self.numbers[places] == numbers, places, -1)


def load_snapshot(directory: Path, manifest: Manifest, keyword: KeywordReader | None) -> Snapshot:
    """Read a revision; what is damaged is missing in it and named under `problems`.

    `keyword` is the reader of the same generation, when it is already open.

    Raises:
        OSError, sqlite3.Error: even the list of documents can't be read.
    """
    folder = directory / manifest.generation
    problems = []
    documents = read_documents(folder)
    vectors = None
    if manifest.vectors:
        try:
            vectors = _vector_index(folder, manifest, documents)
        except (OSError, ValueError) as error:
            problems.append(f"vectors_missing: {error}")
    elif documents:
        problems.append("vectors_missing")
    try:
        keyword = keyword or KeywordReader(folder / "keyword")
        keyword.refresh()
    except KeywordIndexBroken as error:
        keyword = None
        problems.append(f"keyword_index_missing: {error}")
    return Snapshot(folder, manifest, documents, vectors, keyword, problems)


def _vector_index(folder: Path, manifest: Manifest, documents: list[StoredDocument]) -> VectorIndex:
    ordinals = {document.number: ordinal for ordinal, document in enumerate(documents)}
    chunks: dict[int, list[tuple[int, bytes]]] = {}
    for number, document, key in read_chunk_keys(folder):
        if document in ordinals:
            chunks.setdefault(ordinals[document], []).append((number, key))
    titles = [document.title_key for document in documents]
    vectors = load_vectors(folder / manifest.vectors)
    return VectorIndex(vectors, titles, chunks, first=first_dimension(manifest.recipe))
