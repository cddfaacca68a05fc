"""What can go wrong while an index is written, told apart by what helps against it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.keyword import KeywordIndexBroken

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_NO_LEAVE = {errno.EROFS, errno.EACCES, errno.EPERM}
# Result codes of SQLite that speak of the disk and not of the file's content.
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


class IndexUnwritable(RuntimeError):
    """The disk is full or read-only, or belongs to somebody else. What was there before goes on
    being searched; the same change can be tried again later."""


class IndexDamaged(RuntimeError):
    """What is on the disk can't be read or continued: only a rebuild helps."""


@contextmanager
def failures_named(directory: Path) -> Iterator[None]:
    """Run a block that writes the index in `directory`.

    Raises:
        IndexUnwritable: the system refused to write.
        IndexDamaged: what had to be read for it makes no sense.
    """
    try:
        yield
    except KeywordIndexBroken as error:
        raise IndexDamaged(f"{directory}: {error}") from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _SQLITE_AWAY:
            raise IndexUnwritable(f"{directory}: {error}") from error
        raise IndexDamaged(f"{directory}: {error}") from error
    except OSError as error:
        if error.errno in _NO_ROOM | _NO_LEAVE:
            raise IndexUnwritable(f"{directory}: {error.strerror}") from error
        raise IndexDamaged(f"{directory}: {error}") from error
