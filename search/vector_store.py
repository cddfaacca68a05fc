"""The vectors of a generation on disk, by the name of their text, in one SQLite file.

What a name stands for never changes, so rows are added before any document needs them and
thrown away when none does any more: whatever interrupts that, nothing is wrong.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

import numpy as np

from search.fingerprints import KEY_BYTES
from search.sqlite_files import reading
from search.vectors import VectorSet, empty_vectors

VECTORS_FILE = "vectors.sqlite"
_TOGETHER = 500


class VectorStore:
    """The writing side. A damaged file is replaced by an empty one: `is_new` says so, and
    lost vectors are made again."""

    def __init__(self, directory: Path) -> None:
        path = directory / VECTORS_FILE
        self.is_new = not path.exists()
        try:
            self._connection = _open(path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            for name in (VECTORS_FILE, f"{VECTORS_FILE}-journal"):
                with suppress(FileNotFoundError):
                    (directory / name).unlink()
            self._connection = _open(path)
            self.is_new = True

    def close(self) -> None:
        self._connection.close()

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def keys(self) -> set[bytes]:
        """Of all texts that have a vector."""
        return {key for (key,) in self._connection.execute("SELECT key FROM vectors")}

    def known(self, keys: Collection[bytes]) -> set[bytes]:
        """Those of these texts that have a vector."""
        found = _of(self._connection, "SELECT key FROM vectors", keys)
        return {key for (key,) in found}

    def all(self) -> VectorSet:
        return _vector_set(self._connection.execute("SELECT key, vector FROM vectors"))

    def add(self, vectors: VectorSet) -> None:
        """Keep these for good."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
            ((key, row.tobytes()) for key, row in zip(vectors.keys, vectors.matrix, strict=True)),
        )
        self._connection.commit()

    def keep_only(self, needed: set[bytes]) -> None:
        """Throw away what no text needs any more."""
        self._connection.executemany(
            "DELETE FROM vectors WHERE key = ?", [(key,) for key in self.keys() - needed]
        )
        self._connection.commit()


def read_vectors(directory: Path, keys: Collection[bytes] | None = None) -> VectorSet:
    """The vectors of these texts, or all.

    Raises:
        OSError, ValueError: the file is missing or damaged.
    """
    path = directory / VECTORS_FILE
    path.stat()
    try:
        with reading(path) as connection:
            if keys is None:
                return _vector_set(connection.execute("SELECT key, vector FROM vectors"))
            return _vector_set(_of(connection, "SELECT key, vector FROM vectors", keys))
    except sqlite3.Error as error:
        raise ValueError(f"damaged vector file: {error}") from error


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
        )
    except BaseException:
        connection.close()
        raise
    return connection


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _of(
    connection: sqlite3.Connection, select: str, keys: Collection[bytes]
) -> Iterator[tuple[bytes, ...]]:
    rest = iter(keys)
    while some := list(islice(rest, _TOGETHER)):
        marks = ",".join("?" * len(some))
        yield from connection.execute(f"{select} WHERE key IN ({marks})", some)


def _vector_set(rows: Iterator[Sequence[bytes]] | sqlite3.Cursor) -> VectorSet:
    pairs = list(rows)
    if not pairs:
        return empty_vectors()
    width = len(pairs[0][1])
    if not width or any(len(key) != KEY_BYTES or len(row) != width for key, row in pairs):
        raise ValueError("damaged vector file: lengths do not fit")
    matrix = np.frombuffer(b"".join(row for _, row in pairs), np.float16)
    return VectorSet(tuple(key for key, _ in pairs), matrix.reshape(len(pairs), -1))
