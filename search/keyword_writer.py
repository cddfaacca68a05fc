"""Words on their way into the keyword index; `search.keyword` finds them there."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import index
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.writing import SegmentWriter

from search.compounds import load_dictionary
from search.keyword import keyword_schema, open_index
from search.postings import number_column


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """A document as words are indexed; `body` is plain text."""

    number: int
    title: str
    keywords: str
    body: str


class KeywordWriter:
    """Writes one index folder; the caller holds the lock that makes it the only one."""

    def __init__(self, directory: Path, dictionary_directory: Path, dictionary: str) -> None:
        if dictionary:
            load_dictionary(dictionary_directory, dictionary)
        if index.exists_in(directory):
            self._index = open_index(directory)
        else:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._index = index.create_in(directory, keyword_schema(dictionary))

    def write(
        self, upserts: Iterable[KeywordDocument], deletes: Sequence[int], *, merge: bool
    ) -> None:
        """Commit a change; `merge` leaves one segment."""
        writer = self._index.writer(limitmb=128, procs=1, codec=W3Codec(blocklimit=1024))
        try:
            numbers = _written_numbers(writer)
            for number in deletes:
                _delete(writer, numbers, number)
            for document in upserts:
                _delete(writer, numbers, document.number)
                writer.add_document(**asdict(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(merge=False, optimize=merge)

    def merge_small(self) -> None:
        """Make one segment of many small ones; a large one is left alone, which saves most of the
        time."""
        self._index.writer(limitmb=128, procs=1, codec=W3Codec(blocklimit=1024)).commit(merge=True)

    def segments(self) -> int:
        """Segments now in the index; each commit without merging adds one."""
        return len(self._index._segments())

    def close(self) -> None:
        self._index.close()


def _written_numbers(writer: SegmentWriter) -> NDArray[np.int64]:
    """Document number of ours by place, of all that a writer may delete; -1 for a deleted one.

    Whoosh looks a number up by opening the terms of every segment, which takes longer than the
    rest of a small commit.
    """
    parts = [np.empty(0, np.int64)]
    for segment in writer.segments:
        files = segment.open_compound_file(writer.storage) if segment.is_compound() else None
        described = segment.codec().per_document_reader(files or writer.storage, segment)
        count = int(segment.doc_count_all())
        try:
            if isinstance(described, W3PerDocReader):
                numbers = number_column(described, "number", np.dtype(">u4"), count).astype(
                    np.int64
                )
            else:
                column = described.column_reader("number", writer.schema["number"].column_type)
                numbers = np.array([column[place] for place in range(count)], np.int64)
        finally:
            described.close()
            if files is not None:
                files.close()
        numbers[np.fromiter(segment.deleted_docs(), np.int64)] = -1
        parts.append(numbers)
    return np.concatenate(parts)


def _delete(writer: SegmentWriter, numbers: NDArray[np.int64], number: int) -> None:
    for place in np.flatnonzero(numbers == number).tolist():
        writer.delete_document(place)
