"""The texts beside an index: documents, passages and words, in one SQLite file, as they are read.

Readers open it read-only for the few passages they show; everything a ranking needs is
held in memory. No pickles: a file from elsewhere can at worst be nonsense.
"""

import json
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.opened import opened
from search.sqlite_files import is_half_written, reading

FILE_NAME = "texts.sqlite"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document without its text. `title_key` names the vector of its title, b"" for none."""

    number: int
    id: str
    lang: str
    title: str
    url_path: str
    category: str
    group: str
    kind: str
    visibility: str
    updated_on: str
    title_key: bytes


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A passage with its text."""

    number: int
    document: int
    heading: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """Documents by number, and (chunk number, document number, vector key) of their passages by
    document. `touched`: numbers of all that came, changed or went, None when all were read."""

    documents: list[StoredDocument]
    chunk_keys: list[tuple[int, int, bytes]]
    touched: list[int] | None = None


def read_texts(directory: Path, since: int | None = None) -> StoredTexts:
    """All documents and the keys of their passages, or what changed after revision `since`."""
    with reading(directory / FILE_NAME) as connection:
        read = connection.execute
        if since is None:
            documents = [_document(row) for row in read(f"{_DOCUMENTS} ORDER BY number")]
            chunks = read(f"{_CHUNKS} {_IN_ORDER}").fetchall()
            return StoredTexts(documents, chunks)
        changes = read("SELECT number FROM changes WHERE revision > ?", (since,))
        touched = sorted(number for (number,) in changes)
        these = (json.dumps(touched),)
        rows = read(f"{_DOCUMENTS} WHERE number {_AMONG} ORDER BY number", these)
        documents = [_document(row) for row in rows]
        chunks = read(f"{_CHUNKS} WHERE document {_AMONG} {_IN_ORDER}", these).fetchall()
        return StoredTexts(documents, chunks, touched)


def read_documents(directory: Path) -> list[StoredDocument]:
    """All documents, by number."""
    with reading(directory / FILE_NAME) as connection:
        return [_document(row) for row in connection.execute(f"{_DOCUMENTS} ORDER BY number")]


def read_chunks(directory: Path, numbers: Sequence[int]) -> list[StoredChunk]:
    """Passages by their numbers, in the order of the text."""
    return _read_chunks(directory, f"{_TEXTS} WHERE number {_AMONG} {_IN_ORDER}", numbers)


def read_chunks_of(directory: Path, documents: Sequence[int]) -> list[StoredChunk]:
    """All passages of some documents, in the order of the text."""
    return _read_chunks(directory, f"{_TEXTS} WHERE document {_AMONG} {_IN_ORDER}", documents)


def read_words(directory: Path) -> dict[str, int]:
    """The unstemmed vocabulary of what everybody may read: word → number of documents. What a
    search proposes tells nothing of a text that its reader may not see (V12)."""
    with reading(directory / FILE_NAME) as connection:
        return dict(connection.execute("SELECT word, documents FROM words"))


def read_word_changes(directory: Path, since: int) -> dict[str, int]:
    """Words that came or went for good after revision `since`, with what stands in `read_words`
    now; 0 for those that went."""
    with reading(directory / FILE_NAME) as connection:
        return dict(
            connection.execute(
                "SELECT c.word, ifnull(w.documents, 0) FROM word_changes c"
                " LEFT JOIN words w ON w.word = c.word WHERE c.revision > ?",
                (since,),
            )
        )


def _read_chunks(directory: Path, statement: str, among: Sequence[int]) -> list[StoredChunk]:
    path, these = directory / FILE_NAME, (json.dumps(list(among)),)
    try:
        rows = opened(path).execute(statement, these).fetchall()
    except sqlite3.OperationalError as error:
        if not is_half_written(error):
            raise
        with reading(path) as connection:
            rows = connection.execute(statement, these).fetchall()
    return [StoredChunk(*row) for row in rows]


def _document(row: tuple[Any, ...]) -> StoredDocument:
    number, id_, lang, title, url_path, category, group, kind, visibility, updated_on, key = row
    # What thousands have in common is one object.
    lang, category, kind, visibility = map(sys.intern, (lang, category, kind, visibility))
    return StoredDocument(
        number, id_, lang, title, url_path, category, group, kind, visibility, updated_on, key
    )


_DOCUMENTS = (
    "SELECT number, id, lang, title, url_path, category, grp, kind, visibility, updated_on,"
    " title_key FROM documents"
)
_CHUNKS = "SELECT number, document, key FROM chunks"
_TEXTS = "SELECT number, document, heading, anchor, text FROM chunks"
_AMONG = "IN (SELECT value FROM json_each(?))"
_IN_ORDER = "ORDER BY document, number"
