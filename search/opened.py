"""SQLite files that are only read, kept open from one reading to the next."""

import os
import sqlite3
import threading
from pathlib import Path


def opened(path: Path) -> sqlite3.Connection:
    """A connection for reading, this thread's own; another file at this path is opened anew.

    Raises:
        OSError: there is no such file.
        sqlite3.Error: it can't be opened.
    """
    return _opened.connection(path)


class _Opened(threading.local):
    """The file that a thread read last: opening it costs more than reading a page of results."""

    def __init__(self) -> None:
        self._file: tuple[int, Path, int, int] | None = None
        self._connection: sqlite3.Connection | None = None

    def connection(self, path: Path) -> sqlite3.Connection:
        state = path.stat()
        # A connection must not be used by a process that was forked off.
        file = (os.getpid(), path, state.st_dev, state.st_ino)
        if self._connection is None or self._file != file:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            address = f"{path.absolute().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(address, uri=True, timeout=5)
            self._file = file
        return self._connection


_opened = _Opened()
