"""The texts beside an index: documents, passages and words, in one SQLite file.

Readers open it read-only for the few passages they show; everything a ranking needs is
held in memory. No pickles: a file from elsewhere can at worst be nonsense.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.chunking import Chunk
from search.documents import SearchDocument
from search.fingerprints import content_fingerprint, metadata_fingerprint
from search.opened import opened
from search.vocabulary import Vocabulary

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


class TextStore:
    """The writing side; one transaction per change of the index."""

    def __init__(self, directory: Path) -> None:
        self._connection = sqlite3.connect(directory / FILE_NAME, timeout=10)
        self._vocabulary = Vocabulary(self._connection)
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def commit(self, revision: int) -> None:
        """Keep the change, as the one that led to `revision` of the index."""
        self._vocabulary.write()
        self._connection.execute(f"PRAGMA user_version = {int(revision)}")
        self._connection.commit()

    def rollback(self) -> None:
        self._vocabulary.forget()
        self._connection.rollback()

    def revision(self) -> int:
        """Which change was kept last. Where the manifest names another, it came no further."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def doubt(self, identifiers: Collection[str]) -> None:
        """Forget at once what the words of these documents were: whatever becomes of the change
        that begins now, the next one writes them again."""
        self._connection.execute(
            "UPDATE documents SET content = '' WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(identifiers)),),
        )
        self._connection.commit()

    def numbers(self, identifiers: Collection[str]) -> dict[str, int]:
        """The numbers of those of these documents that are here."""
        rows = self._connection.execute(
            "SELECT id, number FROM documents WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(identifiers)),),
        )
        return dict(rows)

    def fingerprints(self, identifiers: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """(id, content fingerprint, metadata fingerprint) of those that are here."""
        yield from self._connection.execute(
            "SELECT id, content, metadata FROM documents"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(identifiers)),),
        )

    def vector_keys(self, identifiers: Collection[str] | None = None) -> dict[str, set[bytes]]:
        """Names of the vectors that these documents need, or that all do."""
        read = self._connection.execute
        if identifiers is None:
            titles, chunks = read(_TITLE_KEYS), read(_CHUNK_KEYS)
        else:
            these = (json.dumps(list(identifiers)),)
            titles = read(f"{_TITLE_KEYS} {_OF_THESE}", these)
            chunks = read(f"{_CHUNK_KEYS} {_OF_THESE}", these)
        needed = {identifier: {key} if key else set() for identifier, key in titles}
        for identifier, key in chunks:
            needed[identifier].add(key)
        return needed

    def document_count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def chunk_count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM chunks").fetchone()[0])

    def put(
        self,
        document: SearchDocument,
        chunks: Sequence[Chunk],
        chunk_keys: Sequence[bytes],
        title_key: bytes,
    ) -> int:
        """Insert or replace a document with its passages; returns its number."""
        self._vocabulary.remove(document.id)
        values = (
            *_metadata(document),
            document.lang,
            document.title,
            content_fingerprint(document),
            title_key,
        )
        row = self._connection.execute(
            "SELECT number FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
        if row is None:
            cursor = self._connection.execute(
                "INSERT INTO documents (url_path, category, grp, kind, visibility, updated_on,"
                " metadata, lang, title, content, title_key, id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, document.id),
            )
            number = int(cursor.lastrowid or 0)
        else:
            number = int(row[0])
            self._connection.execute(
                "UPDATE documents SET url_path = ?, category = ?, grp = ?, kind = ?,"
                " visibility = ?, updated_on = ?, metadata = ?, lang = ?, title = ?, content = ?,"
                " title_key = ? WHERE number = ?",
                (*values, number),
            )
            self._connection.execute("DELETE FROM chunks WHERE document = ?", (number,))
        self._connection.executemany(
            "INSERT INTO chunks (document, heading, anchor, text, key) VALUES (?, ?, ?, ?, ?)",
            [
                (number, chunk.heading, chunk.anchor, chunk.text, key)
                for chunk, key in zip(chunks, chunk_keys, strict=True)
            ],
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO keywords (document, words) VALUES (?, ?)",
            (number, document.keywords),
        )
        self._vocabulary.add(document.id)
        return number

    def put_metadata(self, document: SearchDocument) -> None:
        """Change everything about a known document but its words."""
        self._vocabulary.remove(document.id)
        self._connection.execute(
            "UPDATE documents SET url_path = ?, category = ?, grp = ?, kind = ?, visibility = ?,"
            " updated_on = ?, metadata = ? WHERE id = ?",
            (*_metadata(document), document.id),
        )
        self._vocabulary.add(document.id)

    def delete(self, identifier: str) -> None:
        self._vocabulary.remove(identifier)
        self._connection.execute(
            "DELETE FROM chunks WHERE document = (SELECT number FROM documents WHERE id = ?)",
            (identifier,),
        )
        self._connection.execute(
            "DELETE FROM keywords WHERE document = (SELECT number FROM documents WHERE id = ?)",
            (identifier,),
        )
        self._connection.execute("DELETE FROM documents WHERE id = ?", (identifier,))


def read_documents(directory: Path) -> list[StoredDocument]:
    """All documents, by number. What many have in common, such as a language, is one object."""
    connection = opened(directory / FILE_NAME)
    rows = connection.execute(
        "SELECT number, id, lang, title, url_path, category, grp, kind, visibility,"
        " updated_on, title_key FROM documents ORDER BY number"
    )
    known: dict[Any, Any] = {}
    return [StoredDocument(*(known.setdefault(v, v) for v in row)) for row in rows]


def read_chunk_keys(directory: Path) -> list[tuple[int, int, bytes]]:
    """(chunk number, document number, vector key) of all passages, by document."""
    connection = opened(directory / FILE_NAME)
    return connection.execute(
        "SELECT number, document, key FROM chunks ORDER BY document, number"
    ).fetchall()


def read_chunks(directory: Path, numbers: Sequence[int]) -> list[StoredChunk]:
    """Passages by their numbers, in the order of the text."""
    connection = opened(directory / FILE_NAME)
    rows = connection.execute(
        "SELECT number, document, heading, anchor, text FROM chunks"
        " WHERE number IN (SELECT value FROM json_each(?)) ORDER BY document, number",
        (json.dumps(list(numbers)),),
    )
    return [StoredChunk(*row) for row in rows]


def read_chunks_of(directory: Path, documents: Sequence[int]) -> list[StoredChunk]:
    """All passages of some documents, in the order of the text."""
    connection = opened(directory / FILE_NAME)
    rows = connection.execute(
        "SELECT number, document, heading, anchor, text FROM chunks"
        " WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document, number",
        (json.dumps(list(documents)),),
    )
    return [StoredChunk(*row) for row in rows]


def read_words(directory: Path) -> dict[str, int]:
    """The unstemmed vocabulary of what everybody may read: word → number of documents. What a
    search proposes tells nothing of a text that its reader may not see (V12)."""
    connection = opened(directory / FILE_NAME)
    return dict(connection.execute("SELECT word, documents FROM words"))


def _metadata(document: SearchDocument) -> tuple[str, ...]:
    return (
        document.url_path,
        document.category,
        document.group,
        document.kind,
        document.visibility,
        document.updated_on,
        metadata_fingerprint(document),
    )


_TITLE_KEYS = "SELECT id, title_key FROM documents"
_CHUNK_KEYS = "SELECT d.id, c.key FROM documents d JOIN chunks c ON c.document = d.number"
_OF_THESE = "WHERE id IN (SELECT value FROM json_each(?))"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    lang TEXT NOT NULL,
    title TEXT NOT NULL,
    url_path TEXT NOT NULL,
    category TEXT NOT NULL,
    grp TEXT NOT NULL,
    kind TEXT NOT NULL,
    visibility TEXT NOT NULL,
    updated_on TEXT NOT NULL,
    content TEXT NOT NULL,
    metadata TEXT NOT NULL,
    title_key BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL,
    heading TEXT NOT NULL,
    anchor TEXT NOT NULL,
    text TEXT NOT NULL,
    key BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks (document);
CREATE TABLE IF NOT EXISTS keywords (document INTEGER PRIMARY KEY, words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
"""
