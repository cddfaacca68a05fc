"""Markdown read for its words: markup goes, text stays.

Not a renderer. What a search needs is each line's text and which lines are headings, also
from files that no parser likes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One non-empty line; `level` is 1 to 6 for a heading, 0 for text."""

    text: str
    level: int = 0
    anchor: str = ""


def plain_lines(text: str) -> Iterator[PlainLine]:
    """Lines of a Markdown text without markup; paragraphs stay in one line."""
    paragraph: list[str] = []
    in_code = ""
    for raw in _COMMENT.sub(" ", text).split("\n"):
        line = raw.strip()
        fence = _FENCE.match(line)
        if in_code:
            if fence and fence.group(1).startswith(in_code) and line == fence.group(1):
                in_code = ""
            elif line:
                yield PlainLine(line)
            continue
        if fence:
            in_code = fence.group(1)
            yield from _flush(paragraph)
            continue
        heading = _HEADING.match(line)
        if heading:
            yield from _flush(paragraph)
            yield from _heading(len(heading.group(1)), heading.group(2))
            continue
        if paragraph and _UNDERLINE.match(line) and len(paragraph) == 1:
            title = paragraph.pop()
            yield from _heading(1 if line[0] == "=" else 2, title)
            continue
        if not line or _RULE.match(line):
            yield from _flush(paragraph)
            continue
        if _BLOCK_START.match(line):
            yield from _flush(paragraph)
        paragraph.append(line)
    yield from _flush(paragraph)


def inline_text(text: str) -> str:
    """One line without emphasis, links, images, HTML and attribute lists."""
    text = _IMAGE.sub(r" \1 ", text)
    text = _LINK.sub(r"\1", text)
    text = _REFERENCE_LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r" \1 ", text)
    text = _TAG.sub(" ", text)
    text = _ATTRIBUTES.sub(" ", text)
    text = _NOTE_MARK.sub(" ", text)
    text = _EMPHASIS.sub("", text)
    text = _UNDERSCORES.sub(r"\2", text)
    text = _ESCAPE.sub(r"\1", html.unescape(text))
    return " ".join(text.split())


def _heading(level: int, raw: str) -> Iterator[PlainLine]:
    named = _HEADING_ID.search(raw)
    words = inline_text(raw.rstrip("# "))
    if words:
        yield PlainLine(words, level, named.group(1) if named else "")


def _flush(paragraph: list[str]) -> Iterator[PlainLine]:
    if not paragraph:
        return
    line = " ".join(paragraph)
    paragraph.clear()
    if _DEFINITION.match(line):
        return
    line = _LINE_START.sub("", line)
    if line.startswith("|"):
        line = line.replace("|", " · ").strip(" ·")
        if not line.strip(" -:·"):
            return
    words = inline_text(line)
    if words:
        yield PlainLine(words)


_COMMENT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_HEADING_ID = re.compile(r"\{[^}]*#([\w-]+)[^}]*\}\s*#*$")
_UNDERLINE = re.compile(r"(=+|-{2,})$")
_RULE = re.compile(r"([-*_]\s*){3,}$|:{3,}.*$")
_BLOCK_START = re.compile(r"[-*+]\s|\d+[.)]\s|>|\||\[[^\]]+\]:")
_LINE_START = re.compile(r"^(?:>\s*)*(?:[-*+]\s+|\d+[.)]\s+)?(?:\[[ xX]\]\s+)?")
_DEFINITION = re.compile(r"\[[^\]]+\]:\s*\S+")
_IMAGE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s[^)]*)?\)")
_REFERENCE_LINK = re.compile(r"\[([^\[\]]+)\]\[[^\]]*\]")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ATTRIBUTES = re.compile(r"\{[:.#\w][^{}]*\}")
_NOTE_MARK = re.compile(r"^\[!\w+\]|>\s*\[!\w+\]")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*+|`+|~~)")
_UNDERSCORES = re.compile(r"(?<!\w)(_{1,2})(\S(?:.*?\S)?)\1(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
