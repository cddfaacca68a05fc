"""SQLite files opened to be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the file throughout.

    Where a writer was killed in the middle of a commit the state before is restored first
    (https://www.sqlite.org/atomiccommit.html, "hot journals"), which takes the right to write.
    """
    address = path.absolute().as_uri()
    with closing(sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=5)) as connection:
        try:
            _begin(connection)
        except sqlite3.OperationalError as error:
            if not is_half_written(error):
                raise
        else:
            yield connection
            return
    with closing(sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=5)) as connection:
        _begin(connection)
        yield connection


def is_half_written(error: sqlite3.OperationalError) -> bool:
    """Was the last commit interrupted, so that who only reads can't read?"""
    return error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
