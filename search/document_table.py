"""The documents of a revision by ordinal, and what a ranking asks of them as arrays."""

from collections.abc import Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from search.store import StoredDocument

UNKNOWN = -1


class DocumentTable:
    """Documents in the order of their numbers; never changed.

    `numbers`, `languages`, `visibilities` and `group_codes` are by ordinal; equal codes mean
    equal languages, visibilities and groups. Translations of one article share a group.
    """

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        self.documents = list(documents)
        self.numbers = np.array([document.number for document in documents], np.int64)
        self.places = {document.id: ordinal for ordinal, document in enumerate(documents)}
        self._language_codes = _codes([document.lang for document in documents])
        self.languages = _coded([d.lang for d in documents], self._language_codes)
        self._visibility_codes = _codes([document.visibility for document in documents])
        self.visibilities = _coded([d.visibility for d in documents], self._visibility_codes)
        self.groups: list[str]
        self.group_codes: NDArray[np.int64]
        self._group_codes: dict[str, int]
        self._number_groups()

    def language_code(self, language: str) -> int:
        """-1 where no document is in this language."""
        return self._language_codes.get(language, UNKNOWN)

    def group_code(self, name: str) -> int | None:
        """The code of a group, or of a document without one by its id; None: not here."""
        return self._group_codes.get(name, self._group_codes.get(_alone(name)))

    def visible(self, visibilities: frozenset[str]) -> NDArray[np.bool_] | None:
        """Mask of the documents with one of these visibilities; None when that is all."""
        seen = np.array([name in visibilities for name in self._visibility_codes], bool)
        if seen.all():
            return None
        mask: NDArray[np.bool_] = seen[self.visibilities]
        return None if mask.all() else mask

    def ordinals(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Ordinals of document numbers; -1 for a number that is not here."""
        if not len(self.documents):
            return np.full(len(numbers), UNKNOWN, np.int64)
        places = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return np.where(self.numbers[places] == numbers, places, UNKNOWN)

    def following(
        self, touched: Sequence[int], there: Sequence[StoredDocument]
    ) -> "tuple[DocumentTable, NDArray[np.int64]]":
        """The table of the next revision, and the new ordinal of each document of now; -1 for
        those that are gone.

        `touched`: numbers of all documents that came, changed or went; `there`: those of them
        that are there now. A number is never used again, so what comes has the highest.
        """
        ordinals = self.ordinals(np.array(touched, np.int64))
        now = {document.number: document for document in there}
        known = {n: o for n, o in zip(touched, ordinals.tolist(), strict=True) if o != UNKNOWN}
        kept = np.ones(len(self.documents), bool)
        kept[[ordinal for number, ordinal in known.items() if number not in now]] = False
        moved = np.where(kept, np.cumsum(kept) - 1, UNKNOWN)
        changed = [(known[d.number], d) for d in there if d.number in known]
        new = [document for document in there if document.number not in known]
        made = copy(self)
        made._replace(changed)
        made._append(new)
        if not kept.all():
            made._keep_only(np.append(kept, np.ones(len(new), bool)))
        if len(made._group_codes) > len(made.documents):
            # Codes are used as places among as many as there are documents.
            made._number_groups()
        return made, moved

    # What follows changes a copy that nobody else has yet, and no array or list in place.

    def _replace(self, changed: Sequence[tuple[int, StoredDocument]]) -> None:
        places = [ordinal for ordinal, _ in changed]
        documents = [document for _, document in changed]
        self.documents = list(self.documents)
        for ordinal, document in changed:
            self.documents[ordinal] = document
        languages, visibilities, groups = self._codes_of(documents)
        self.languages = _with(self.languages, places, languages)
        self.visibilities = _with(self.visibilities, places, visibilities)
        self.group_codes = _with(self.group_codes, places, groups)
        if any(self.groups[at] != _group(document) for at, document in changed):
            self.groups = [_group(document) for document in self.documents]

    def _append(self, new: Sequence[StoredDocument]) -> None:
        if not new:
            return
        first = len(self.documents)
        self.documents = [*self.documents, *new]
        self.numbers = np.append(self.numbers, [document.number for document in new])
        self.places = self.places | {d.id: first + at for at, d in enumerate(new)}
        languages, visibilities, groups = self._codes_of(new)
        self.languages = np.append(self.languages, languages)
        self.visibilities = np.append(self.visibilities, visibilities)
        self.group_codes = np.append(self.group_codes, groups)
        self.groups = [*self.groups, *(_group(document) for document in new)]

    def _keep_only(self, kept: NDArray[np.bool_]) -> None:
        self.documents = [self.documents[ordinal] for ordinal in np.flatnonzero(kept).tolist()]
        self.numbers = self.numbers[kept]
        self.places = {document.id: at for at, document in enumerate(self.documents)}
        self.languages = self.languages[kept]
        self.visibilities = self.visibilities[kept]
        self._number_groups()

    def _codes_of(
        self, documents: Sequence[StoredDocument]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Codes of languages, visibilities and groups; new names get further codes."""
        languages = [document.lang for document in documents]
        visibilities = [document.visibility for document in documents]
        groups = [_group(document) for document in documents]
        self._language_codes = _codes(languages, self._language_codes)
        self._visibility_codes = _codes(visibilities, self._visibility_codes)
        self._group_codes = _codes(groups, self._group_codes)
        return (
            _coded(languages, self._language_codes),
            _coded(visibilities, self._visibility_codes),
            _coded(groups, self._group_codes),
        )

    def _number_groups(self) -> None:
        self.groups = [_group(document) for document in self.documents]
        self._group_codes = _codes(self.groups)
        self.group_codes = _coded(self.groups, self._group_codes)


def _with(
    array: NDArray[np.int64], places: Sequence[int], values: NDArray[np.int64]
) -> NDArray[np.int64]:
    if np.array_equal(array[list(places)], values):
        return array
    changed = array.copy()
    changed[list(places)] = values
    return changed


def _group(document: StoredDocument) -> str:
    return document.group or _alone(document.id)


def _alone(identifier: str) -> str:
    """The group of a document that has none."""
    return f"\x00{identifier}"


def _codes(names: Sequence[str], before: dict[str, int] | None = None) -> dict[str, int]:
    """A code per name, those of `before` unchanged."""
    codes = before or {}
    fresh = [name for name in dict.fromkeys(names) if name not in codes]
    return codes | {name: len(codes) + at for at, name in enumerate(fresh)} if fresh else codes


def _coded(names: Sequence[str], codes: dict[str, int]) -> NDArray[np.int64]:
    return np.array([codes[name] for name in names], np.int64)
