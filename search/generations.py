"""Which built index is the running one.

    INDEX/CURRENT          the manifest: one JSON object, replaced atomically and last
    INDEX/writer.lock      held by the one writer
    INDEX/g000001/         a generation: keyword/, texts.sqlite, vectors.sqlite, dictionary

A rebuild makes a new generation beside the running one. The one before stays until the
next rebuild, for readers that still have it open. Everything here can be thrown away:
the database holds the truth.
"""

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType

MANIFEST = "CURRENT"
FORMAT = 3


class IndexLocked(RuntimeError):
    """Another process writes this index."""


class ManifestBroken(ValueError):
    """The manifest can't be understood; the index has to be built anew."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """State of the running generation. `revision` rises with every change.

    `segments` are the pieces of the keyword index, `without_vectors` the documents whose meaning
    is not known yet, `floors_of` the number of vectors that the floors were measured with.
    `identity` tells a generation from any other that ever had its name.
    """

    generation: str
    revision: int
    analysis: int
    dictionary: str
    recipe: str = ""
    vectors: str = ""
    floors: dict[str, float] | None = None
    documents: int = 0
    chunks: int = 0
    segments: int = 0
    without_vectors: int = 0
    floors_of: int = 0
    identity: str = ""

    def next(self, **changes: object) -> "Manifest":
        return replace(self, revision=self.revision + 1, **changes)  # type: ignore[arg-type]

    def continues(self, other: "Manifest") -> bool:
        """Is this the same generation as another, and not an older state of it?"""
        return (self.generation, self.identity) == (other.generation, other.identity) and (
            self.revision >= other.revision
        )

    def using(self, other: "Manifest") -> "Manifest":
        """This generation, to begin with the vectors of another."""
        return replace(self, recipe=other.recipe, floors=other.floors, floors_of=other.floors_of)


def read_manifest(directory: Path) -> Manifest | None:
    """The manifest, or None where there is no index.

    Raises:
        ManifestBroken: it is there and can't be read.
    """
    try:
        raw = (directory / MANIFEST).read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestBroken(str(error)) from error
    try:
        fields = json.loads(raw)
        if fields.pop("format") != FORMAT:
            raise ManifestBroken("written by another version")
        manifest = Manifest(**fields)
        if not manifest.generation or "/" in manifest.generation or "/" in manifest.vectors:
            raise ManifestBroken("a name in it is no file name")
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise ManifestBroken(str(error)) from error
    return manifest


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Switch to a generation or revision; readers see the old state or the new one."""
    partial = directory / f"{MANIFEST}.partial"
    with partial.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, **asdict(manifest)}, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(directory / MANIFEST)


def new_generation(directory: Path) -> Path:
    """Create the folder of the next generation."""
    taken = [int(path.name[1:]) for path in _generations(directory)]
    path = directory / f"g{max(taken, default=0) + 1:06d}"
    path.mkdir(mode=0o700)
    return path


def remove_unfinished(directory: Path, current: str) -> None:
    """Delete what interrupted rebuilds left behind: generations after the running one, since a
    rebuild counts up. For the one writer alone."""
    for path in _generations(directory):
        if path.name > current:
            shutil.rmtree(path, ignore_errors=True)


def remove_old_generations(directory: Path, *keep: str) -> None:
    """Delete every generation but those named."""
    for path in _generations(directory):
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


class WriterLock:
    """Makes its holder the only writer; the system lets go when the process ends."""

    def __init__(self, directory: Path) -> None:
        """Raises `IndexLocked` at once when another process holds it."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Whoosh unpickles what it finds here: who may write here may run code.
        if directory.stat().st_mode & 0o077:
            directory.chmod(0o700)
        self._file = (directory / "writer.lock").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise IndexLocked(f"another process writes {directory}") from error

    def __enter__(self) -> "WriterLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def release(self) -> None:
        self._file.close()


def _generations(directory: Path) -> list[Path]:
    return [
        path
        for path in directory.glob("g[0-9][0-9][0-9][0-9][0-9][0-9]")
        if path.is_dir() and path.name[1:].isdigit()
    ]
