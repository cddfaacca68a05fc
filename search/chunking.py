"""Markdown cut into passages along its headings.

A passage is about 200 tokens of one section, so that a vector stands for one thing, and a
search can jump to the heading above it. Token counts are estimated from words: an exact
count would tie the cutting to one tokenizer.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from search.markdown import plain_lines

CHUNKING_VERSION = 1
TARGET_TOKENS = 200
MAX_CHUNKS = 200
MAX_ANCHOR = 80
# Sub-word tokens per word of a multilingual vocabulary.
TOKENS_PER_WORD = {"de": 1.6, "en": 1.35}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: plain text below a heading path; `anchor` is "" above the first heading."""

    path: tuple[str, ...]
    anchor: str
    text: str

    @property
    def heading(self) -> str:
        return self.path[-1] if self.path else ""

    def embedded_text(self, title: str) -> str:
        """What the model reads: title and headings give the passage its subject."""
        head = " › ".join(part for part in (title, *self.path) if part)
        return f"{head}\n{self.text}" if head else self.text


def chunk_markdown(text: str, *, lang: str = "en") -> tuple[Chunk, ...]:
    """Cut Markdown into passages; at most 200, the rest of a longer text is left out."""
    limit = round(TARGET_TOKENS / TOKENS_PER_WORD.get(lang, 1.5))
    chunks: list[Chunk] = []
    for section in _sections(text):
        for piece in _pieces(section.lines, limit):
            chunks.append(Chunk(section.path, section.anchor, piece))
            if len(chunks) == MAX_CHUNKS:
                return tuple(chunks)
    return tuple(chunks)


def plain_text(text: str) -> str:
    """The whole Markdown text as plain lines, headings included."""
    return "\n".join(line.text for line in plain_lines(text))


def slug(heading: str) -> str:
    """The anchor of a heading, by the rule of the article pages: "Größe" is "groesse"."""
    written = unicodedata.normalize("NFC", heading).lower().translate(_WRITTEN_OUT)
    plain = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", plain)).strip("-")
    if len(found) <= MAX_ANCHOR:
        return found
    shorter = found[: MAX_ANCHOR + 1].rpartition("-")[0]
    return shorter if len(shorter) > MAX_ANCHOR // 2 else found[:MAX_ANCHOR].rstrip("-")


@dataclass(slots=True)
class _Section:
    path: tuple[str, ...]
    anchor: str
    lines: list[str]


def _sections(text: str) -> Iterator[_Section]:
    open_headings: list[tuple[int, str]] = []
    used: dict[str, int] = {}
    current = _Section((), "", [])
    for line in plain_lines(text):
        if not line.level:
            current.lines.append(line.text)
            continue
        if current.lines:
            yield current
        open_headings = [entry for entry in open_headings if entry[0] < line.level]
        open_headings.append((line.level, line.text))
        anchor = line.anchor or slug(line.text)
        used[anchor] = used.get(anchor, 0) + 1
        if used[anchor] > 1:
            anchor = f"{anchor}-{used[anchor]}"
        current = _Section(tuple(name for _, name in open_headings), anchor, [])
    if current.lines:
        yield current


def _pieces(lines: list[str], limit: int) -> Iterator[str]:
    """Join lines, and sentences of long lines, into pieces of at most `limit` words.

    A text just over the limit is halved instead of leaving a crumb.
    """
    parts = [part for line in lines for part in _sentences(line, limit)]
    counts = [len(part.split()) for part in parts]
    total = sum(counts)
    if not total:
        return
    wanted = total / max(1, round(total / limit))
    piece: list[str] = []
    length = 0
    for part, count in zip(parts, counts, strict=True):
        if piece and length + count / 2 > wanted:
            yield _joined(piece)
            piece, length = [], 0
        piece.append(part)
        length += count
    if piece:
        yield _joined(piece)


def _sentences(line: str, limit: int) -> list[str]:
    if len(line.split()) <= limit // 3:
        return [f"{line}\n"]
    parts: list[str] = []
    for sentence in _SENTENCE_END.split(line):
        # A "sentence" may be a log file.
        in_words = sentence.split()
        parts += [" ".join(in_words[at : at + limit]) for at in range(0, len(in_words), limit)]
    if parts:
        parts[-1] += "\n"
    return parts


def _joined(parts: list[str]) -> str:
    return " ".join(parts).replace("\n ", "\n").strip()


_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "ł": "l"}
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"„“(]?[A-ZÄÖÜ0-9])")
