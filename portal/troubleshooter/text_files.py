"""Long texts of a flow that lie as Markdown files in the folder `text/` beside it.

A flow names one as `"!file router.de.md"`. Only plain names of Markdown files in that very folder
are read (attacks: F2, path traversal).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from portal.troubleshooter.problems import Wording
from portal.troubleshooter.yaml_nodes import Items, Node, Scalar, Table, read_nodes

_MARK = "!file "
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.md\Z")
MOST_BYTES = 50_000


class FileMissing(ValueError):
    """A text file that can't be read; `said` is why."""

    def __init__(self, said: Wording) -> None:
        super().__init__(str(said))
        self.said = said


def text_file_name(words: str) -> str | None:
    """The name in `!file name`, or None for an ordinary text."""
    return words.removeprefix(_MARK).strip() if words.startswith(_MARK) else None


def read_text_file(folder: Path | None, name: str) -> str:
    """The text of a file in `folder` (that is, `text/` beside the flow). Raises FileMissing."""
    if not _NAME.match(name):
        raise FileMissing(Wording("“%(file)s” is not the name of a Markdown file", file=name))
    if folder is None:
        raise FileMissing(Wording("“%(file)s” can't be read: this flow has no folder", file=name))
    file = folder / name
    if file.is_symlink() or not file.is_file():
        raise FileMissing(Wording("The file “%(file)s” is missing", file=name))
    if file.stat().st_size > MOST_BYTES:
        raise FileMissing(
            Wording("The file “%(file)s” is larger than %(most)s bytes", file=name, most=MOST_BYTES)
        )
    try:
        return file.read_bytes().decode("utf-8").strip()
    except UnicodeDecodeError:
        raise FileMissing(Wording("The file “%(file)s” is not UTF-8", file=name)) from None


def with_text_files(source: str, folder: Path) -> str:
    """The flow's source with its text files written into it, line for line as before.

    A version in the database has no folder; this is what to store. What can't be read stays as it
    is: `read_flow` reports it.
    """
    root, _ = read_nodes(source)
    pieces: list[str] = []
    done = 0
    for scalar in sorted(_scalars(root), key=lambda scalar: scalar.span):
        name = text_file_name(scalar.text.strip())
        if name is None or scalar.span[0] < done:
            continue
        try:
            text = read_text_file(folder, name)
        except FileMissing:
            continue
        pieces += [source[done : scalar.span[0]], json.dumps(text, ensure_ascii=False)]
        done = scalar.span[1]
    return "".join([*pieces, source[done:]])


def _scalars(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for item in node.nodes:
            yield from _scalars(item)
    elif isinstance(node, Table):
        for _, value in node.entries.values():
            yield from _scalars(value)
