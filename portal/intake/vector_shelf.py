"""The vectors of a catalogue's texts on disk: the next process need not have them made again.

Only what ships or is published is kept here, never anything a customer wrote. Files can be thrown
away at any time.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

MOST_FILES = 200
Make = Callable[[Sequence[str]], NDArray[np.float32]]

log = structlog.get_logger()


class VectorShelf:
    """Safe for several processes: a file is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def vectors(self, recipe: str, texts: Sequence[str], make: Make) -> NDArray[np.float32]:
        """The vectors of these texts, shape (texts, dimension); `make` is asked if they are not
        here yet, and may raise ModelUnavailable. A disk that is full or read-only stops nobody."""
        name = hashlib.sha256(json.dumps([recipe, *texts]).encode()).hexdigest()[:32]
        file = self._folder / f"{name}.npy"
        with suppress(OSError, ValueError):
            found: NDArray[np.float32] = np.load(file, allow_pickle=False)
            if found.dtype == np.float32 and found.ndim == 2 and len(found) == len(texts):
                return found
        made = make(texts)
        try:
            self._write(file, made)
        except OSError as error:
            log.warning("intake.vectors_not_kept", reason=str(error))
        return made

    def _write(self, file: Path, vectors: NDArray[np.float32]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as stream:
            np.save(stream, vectors, allow_pickle=False)
        unfinished.replace(file)
        by_age = sorted(self._folder.glob("*.npy"), key=lambda path: path.stat().st_mtime)
        for old in by_age[:-MOST_FILES]:
            old.unlink(missing_ok=True)
