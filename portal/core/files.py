"""Files by record, never by path: a random id in the database, the bytes under their hash.

The folder store keeps them below the data folder; a database or S3-like store can take its place
behind the same four calls, since web nodes keep no state.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session

from portal.core.db import Base, hold
from portal.core.jobs import Handler, enqueue
from portal.core.types import Key, PublicId, public_id

ERASE = "erase_file"
SWEEP = "sweep_files"
EVERY = timedelta(days=1)
SLICE = 1000


class StoredFile(Base):
    """What is known of one file; `name` is for people and is never used as a path."""

    __tablename__ = "stored_file"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    sha256: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    name: Mapped[str]
    owner: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None]


class FileStore(Protocol):
    """Keeps bytes under their SHA-256."""

    def put(self, data: bytes) -> str:
        """Store `data`; returns its hex SHA-256."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes; raises FileNotFoundError."""
        ...

    def delete(self, sha256: str) -> None:
        """Forget the bytes; what is not there stays so. Only `file_handlers` knows when."""
        ...

    def stored_before(self, moment: datetime, *, after: str, limit: int) -> list[str]:
        """Names in their order, behind `after`, of what was stored before `moment`; with what an
        interrupted `put` has left."""
        ...


class FolderStore:
    """Files in a folder of mode 0700, written to a temporary name and renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Store `data`; the same bytes are kept once."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        # One by one: the mode is only given to the last folder of a call.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=digest)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        return digest

    def get(self, sha256: str) -> bytes:
        """The bytes stored under `sha256`."""
        return self._path(sha256).read_bytes()

    def delete(self, sha256: str) -> None:
        """Forget the bytes stored under `sha256`."""
        self._path(sha256).unlink(missing_ok=True)

    def stored_before(self, moment: datetime, *, after: str, limit: int) -> list[str]:
        """Names in their order, behind `after`, of what was stored before `moment`; with what an
        interrupted `put` has left."""
        found: list[str] = []
        for folder in sorted(self._folder.glob("??")):
            if folder.name < after[:2]:
                continue
            old = (path.name for path in folder.iterdir() if _is_older(path, moment))
            found += sorted(name for name in old if name > after)
            if len(found) >= limit:
                break
        return found[:limit]

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def store_file(
    session: Session,
    store: FileStore,
    data: bytes,
    *,
    media_type: str,
    name: str,
    owner: str,
    actor_id: int | None,
    now: datetime,
) -> StoredFile:
    """Keep `data` for `owner` ("article:7"), whose readers are the file's readers; within a write
    transaction."""
    hold(session, f"file:{hashlib.sha256(data).hexdigest()}")  # see `file_handlers`
    file = StoredFile(
        public_id=public_id(),
        sha256=store.put(data),
        media_type=media_type,
        size=len(data),
        name=name[:200],
        owner=owner,
        created_at=now,
        created_by_id=actor_id,
    )
    session.add(file)
    session.flush()
    return file


def file_by_public_id(session: Session, public_id: str) -> StoredFile | None:
    """The record, or None."""
    return session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))


def drop_files(session: Session, ids: Iterable[int], *, now: datetime) -> None:
    """Delete the records of these files, which nothing refers to any more. Their bytes go with
    a job, after the commit (G3)."""
    mine = StoredFile.id.in_(list(ids))
    hashes = sorted(set(session.scalars(select(StoredFile.sha256).where(mine))))
    session.execute(delete(StoredFile).where(mine))
    for sha256 in hashes:
        enqueue(session, ERASE, {"sha256": sha256}, now=now)


def file_handlers(store: FileStore) -> dict[str, Handler]:
    """The jobs that delete bytes unless a file with the same ones is there, or came back: those of
    one hash, and day by day whatever is older than a day and has no record, because an act failed
    between the bytes and its commit. Erasing takes turns with `store_file`: who sends what is just
    being deleted would have a record alone.
    """

    def erase(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        sha256 = payload["sha256"]
        hold(session, f"file:{sha256}")
        kept = select(StoredFile.id).where(StoredFile.sha256 == sha256).limit(1)
        if session.scalar(kept) is None:
            store.delete(sha256)

    def sweep(session: Session, payload: Mapping[str, Any], now: datetime) -> None:
        names = store.stored_before(now - EVERY, after=payload["after"], limit=SLICE)
        known = select(StoredFile.sha256).where(StoredFile.sha256.in_(names))
        for name in sorted(set(names) - set(session.scalars(known))):
            enqueue(session, ERASE, {"sha256": name}, now=now)
        if len(names) == SLICE:
            schedule_sweep(session, now=now, after=names[-1])
        else:
            schedule_sweep(session, now=now, run_at=now + EVERY)

    return {ERASE: erase, SWEEP: sweep}


def schedule_sweep(
    session: Session, *, now: datetime, run_at: datetime | None = None, after: str = ""
) -> None:
    """Let the sweep run at `run_at`, or now; one that waits already is enough."""
    enqueue(session, SWEEP, {"after": after}, now=now, run_at=run_at, dedupe_key=SWEEP)


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # deleted, or renamed, just now
        return False
