"""One revision of an index in memory; never changed, replaced as a whole.

The next revision is made from the one before: what did not change is shared by both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.document_table import DocumentTable
from search.generations import Manifest
from search.keyword import KeywordIndexBroken, KeywordReader
from search.pair_encoder import first_dimension
from search.results import IndexStatus
from search.speller_at_hand import SpellerAtHand
from search.store import StoredDocument, StoredTexts, read_texts
from search.titles import TitleIndex
from search.typos import Candidate
from search.vector_store import read_vectors
from search.vectors import Passages, VectorIndex


@dataclass
class Snapshot:
    """Documents by ordinal, and what searches them. Parts that are missing are None."""

    folder: Path
    manifest: Manifest
    table: DocumentTable
    vectors: VectorIndex | None
    keyword: KeywordReader | None
    speller: SpellerAtHand
    problems: list[str] = field(default_factory=list)
    made_titles: TitleIndex | None = None

    def note(self, problem: str) -> None:
        """Remember damage that only a search came upon; the same is named once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def kept_despite(self, problem: str) -> "Snapshot":
        """The same, since what should follow can't be read."""
        return replace(self, problems=list(dict.fromkeys([problem, *self.problems])))

    def status(self) -> IndexStatus:
        return IndexStatus(
            documents=len(self.documents),
            chunks=self.manifest.chunks,
            vectors=len(self.vectors) if self.vectors else 0,
            generation=self.manifest.generation,
            recipe=self.manifest.recipe,
            problems=tuple(self.problems),
        )

    @property
    def documents(self) -> list[StoredDocument]:
        return self.table.documents

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Document numbers, ascending: the ordinal of a number is its place here."""
        return self.table.numbers

    @property
    def places(self) -> dict[str, int]:
        """Ordinals by document id."""
        return self.table.places

    @property
    def groups(self) -> list[str]:
        """A name per document; translations of one article share it."""
        return self.table.groups

    @property
    def group_codes(self) -> NDArray[np.int64]:
        """A code per document; translations of one article share it."""
        return self.table.group_codes

    @property
    def languages(self) -> NDArray[np.int64]:
        """A code per document; equal codes mean equal languages."""
        return self.table.languages

    @property
    def titles(self) -> TitleIndex:
        if self.made_titles is None:
            self.made_titles = TitleIndex([document.title for document in self.documents])
        return self.made_titles

    def similar(self, word: str) -> Sequence[Candidate]:
        """What a word nobody wrote may have been meant to be."""
        return self.speller.similar(word)

    def group_code(self, name: str) -> int | None:
        """The code of a group, or of a document without one by its id; None: not here."""
        return self.table.group_code(name)

    def language_code(self, language: str) -> int:
        """-1 where no document is in this language."""
        return self.table.language_code(language)

    def visible(self, visibilities: frozenset[str] | None) -> NDArray[np.bool_] | None:
        """Mask of the documents a reader may see; None when that is all of them."""
        return None if visibilities is None else self.table.visible(visibilities)

    def ordinals(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Ordinals of document numbers; -1 for a number this revision does not have."""
        return self.table.ordinals(numbers)


def load_snapshot(directory: Path, manifest: Manifest, before: Snapshot | None = None) -> Snapshot:
    """Read a revision; what is damaged is missing in it and named under `problems`.

    `before`: a revision that is open; of the same generation only what changed is read.

    Raises:
        OSError, sqlite3.Error: even the list of documents can't be read.
    """
    folder = directory / manifest.generation
    if before and not manifest.continues(before.manifest):
        before = None
    snapshot = _following(folder, manifest, before) if before else None
    if snapshot is None:
        texts = read_texts(folder)
        speller = SpellerAtHand(folder, manifest.revision, before.speller if before else None)
        table = DocumentTable(texts.documents)
        snapshot = Snapshot(folder, manifest, table, None, None, speller)
        if manifest.vectors:
            try:
                snapshot.vectors = _vector_index(folder, manifest, table, texts)
            except (OSError, ValueError) as error:
                snapshot.problems.append(f"vectors_missing: {error}")
    if not manifest.vectors and snapshot.documents:
        snapshot.problems.append("vectors_missing")
    try:
        snapshot.keyword = (before.keyword if before else None) or KeywordReader(folder / "keyword")
        snapshot.keyword.refresh()
    except KeywordIndexBroken as error:
        snapshot.problems.append(f"keyword_index_missing: {error}")
    return snapshot


def _following(folder: Path, manifest: Manifest, before: Snapshot) -> Snapshot | None:
    """A revision made from the one before; None where it has to be read as a whole."""
    if (
        bool(manifest.vectors) != (before.vectors is not None)
        or manifest.recipe != before.manifest.recipe
    ):
        return None
    texts = read_texts(folder, since=before.manifest.revision)
    touched = texts.touched or []
    table, moved = before.table.following(touched, texts.documents)
    vectors = None
    if before.vectors is not None:
        stale = before.ordinals(np.array(touched, np.int64))
        moved[stale[stale >= 0]] = -1
        changed = _passages(table, texts)
        needed = {key for passages in changed.values() for key in passages.all_keys()}
        try:
            vectors = before.vectors.following(moved, changed, read_vectors(folder, needed))
        except (OSError, ValueError):
            return None
        if vectors is None:
            return None
    return Snapshot(
        folder,
        manifest,
        table,
        vectors,
        None,
        SpellerAtHand(folder, manifest.revision, before.speller),
        made_titles=before.made_titles if _same_titles(before, texts) else None,
    )


def _vector_index(
    folder: Path, manifest: Manifest, table: DocumentTable, texts: StoredTexts
) -> VectorIndex:
    chunks = {ordinal: passages.chunks for ordinal, passages in _passages(table, texts).items()}
    titles = [document.title_key for document in table.documents]
    vectors = read_vectors(folder)
    return VectorIndex(vectors, titles, chunks, first=first_dimension(manifest.recipe))


def _passages(table: DocumentTable, texts: StoredTexts) -> dict[int, Passages]:
    """What the documents that were read have to compare, by ordinal."""
    chunks: dict[int, list[tuple[int, bytes]]] = {d.number: [] for d in texts.documents}
    for number, document, key in texts.chunk_keys:
        chunks[document].append((number, key))
    ordinals = table.ordinals(np.array([d.number for d in texts.documents], np.int64))
    return {
        ordinal: Passages(document.title_key, chunks[document.number])
        for ordinal, document in zip(ordinals.tolist(), texts.documents, strict=True)
    }


def _same_titles(before: Snapshot, texts: StoredTexts) -> bool:
    """Do the same ordinals have the same titles as before?"""
    if texts.touched is None or len(texts.touched) != len(texts.documents):
        return False
    ordinals = before.ordinals(np.array([d.number for d in texts.documents], np.int64))
    return all(
        ordinal >= 0 and before.documents[ordinal].title == document.title
        for ordinal, document in zip(ordinals.tolist(), texts.documents, strict=True)
    )
