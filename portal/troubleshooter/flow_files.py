"""Flow files on disk, for the commands."""

import re
from collections.abc import Iterable
from pathlib import Path

LIBRARY = Path(__file__).with_name("library")
SUFFIXES = (".yaml", ".yml")
_ID = re.compile(r"^id:[ \t]*[\"']?([a-z0-9][a-z0-9_.-]*)", re.MULTILINE)


def flow_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and all flow files in the folders named, below them too; each once.

    Raises OSError for a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
            found.update(dict.fromkeys(sorted(inside)))
        elif path.exists():
            found[path] = None
        else:
            raise FileNotFoundError(f"{path} does not exist")
    return list(found)


def read_source(file: Path) -> str:
    """The text of a flow file. Raises OSError, and UnicodeDecodeError."""
    return file.read_bytes().decode("utf-8")


def texts_beside(file: Path) -> Path:
    """The folder of its long texts."""
    return file.parent / "text"


def shipped_flow(id_: str) -> Path | None:
    """The file of a flow that ships."""
    files = {file.stem: file for file in flow_files([LIBRARY])}
    return files.get(id_)


def flow_ids(files: Iterable[Path]) -> set[str]:
    """Ids of the flows in these files, as far as they stand on a line of their own."""
    found = (_ID.search(file.read_text(encoding="utf-8", errors="replace")) for file in files)
    return {match[1] for match in found if match}
