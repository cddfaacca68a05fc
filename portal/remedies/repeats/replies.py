"""The replies in `training/`, and cases made of them: what was tried, and what a reply repeats."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("training")
PROPOSED, MENTIONED = "+", "-"


class RepliesError(ValueError):
    """A file that holds something else; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The characters `start`:`end` propose `remedies`, or only mention them (`kind`); none of them
    for something that the catalogue does not have."""

    kind: str
    remedies: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedReply:
    """A reply with its marks in order."""

    lang: str
    catalogue: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def proposed(self) -> frozenset[str]:
        return frozenset(r for m in self.marks if m.kind == PROPOSED for r in m.remedies)

    @property
    def mentioned(self) -> frozenset[str]:
        """Remedies that are named and not proposed."""
        named = frozenset(r for m in self.marks for r in m.remedies)
        return named - self.proposed


def read_replies(file: Path) -> list[MarkedReply]:
    """The replies of `replies_<catalogue>.txt`, or of `<catalogue>.txt`; raises RepliesError."""
    catalogue = file.stem.removeprefix("replies_")
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        lang, separator, marked = line.partition(": ")
        if not separator or lang not in {"de", "en"}:
            raise RepliesError(f"{file.name}:{number}: no language in front")
        found.append(_read(lang, catalogue, marked.replace("\\n", "\n")))
    return found


def training_replies(folder: Path = FOLDER) -> dict[str, list[MarkedReply]]:
    """All replies to train with, by catalogue."""
    return {
        file.stem.removeprefix("replies_"): read_replies(file)
        for file in sorted(folder.glob("replies_*.txt"))
    }


def _read(lang: str, catalogue: str, marked: str) -> MarkedReply:
    marks: list[Mark] = []
    text = ""
    at = 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        remedies = tuple(name.strip() for name in match[2].split(",") if name.strip())
        marks.append(Mark(match[1], remedies, len(text), len(text) + len(match[3])))
        text += match[3]
        at = match.end()
    return MarkedReply(lang, catalogue, text + marked[at:], tuple(marks))


_MARK = re.compile(r"\[([+-])([\w, -]*): ([^\]]*)\]")
