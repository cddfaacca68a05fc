"""The texts beside an index, as they are written (`search.store` reads them).

Every change is marked with its revision, so that a reader need not read again what it has.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from search.chunking import Chunk
from search.documents import SearchDocument
from search.fingerprints import content_fingerprint, metadata_fingerprint
from search.store import FILE_NAME
from search.vocabulary import Vocabulary


class TextStore:
    """The writing side; one transaction per change of the index."""

    def __init__(self, directory: Path) -> None:
        self._connection = sqlite3.connect(directory / FILE_NAME, timeout=10)
        self._vocabulary = Vocabulary(self._connection)
        self._touched: set[int] = set()
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def commit(self, revision: int) -> None:
        """Keep the change, as the one that led to `revision` of the index."""
        # What is built anew nobody has read before.
        if self.revision():
            self._connection.executemany(
                "INSERT OR REPLACE INTO changes VALUES (?, ?)",
                [(number, revision) for number in self._touched],
            )
        self._vocabulary.write(revision if self.revision() else 0)
        self._touched.clear()
        self._connection.execute(f"PRAGMA user_version = {int(revision)}")
        self._connection.commit()

    def rollback(self) -> None:
        self._vocabulary.forget()
        self._touched.clear()
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
        self._touched.add(number)
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
        self._touched |= set(self.numbers([document.id]).values())

    def delete(self, identifier: str) -> None:
        self._vocabulary.remove(identifier)
        self._touched |= set(self.numbers([identifier]).values())
        self._connection.execute(
            "DELETE FROM chunks WHERE document = (SELECT number FROM documents WHERE id = ?)",
            (identifier,),
        )
        self._connection.execute(
            "DELETE FROM keywords WHERE document = (SELECT number FROM documents WHERE id = ?)",
            (identifier,),
        )
        self._connection.execute("DELETE FROM documents WHERE id = ?", (identifier,))


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
CREATE TABLE IF NOT EXISTS changes (number INTEGER PRIMARY KEY, revision INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS changes_by_revision ON changes (revision);
CREATE TABLE IF NOT EXISTS word_changes (word TEXT PRIMARY KEY, revision INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS word_changes_by_revision ON word_changes (revision);
"""
