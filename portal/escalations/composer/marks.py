"""The words of a Markdown text without its marks, each word where it stood. Pure.

What is found in the words is then found in the text: every mark is as many spaces.
"""

import re
from dataclasses import replace

from portal.escalations.composer.findings import Span

_MARKS = re.compile(
    r"^[ \t]*(?:(?:>[ \t]?)+|#{1,6}[ \t]|[-+*][ \t]|\d{1,9}[.)][ \t])(?:\[[ xX]\][ \t])?"
    r"|!?\[(?=[^\[\]\n]*\]\([^()\s]*\))"
    r"|(?<=\])\([^()\s]*\)"
    r"|\](?=\([^()\s]*\))"
    r"|\*{1,3}|~~|`+|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)",
    re.MULTILINE,
)
_PAIRED = re.compile(r"\*{1,3}|~~|`+")
_ITEM = re.compile(r"[ \t]*(?:(?:>[ \t]?)+|[-+*][ \t]|\d{1,9}[.)][ \t])+(?:\[[ xX]\][ \t])?\Z")


def unmarked(text: str) -> str:
    """The text with spaces for marks: of bold and italics, code, headings, lists, quotes, and of
    links, whose addresses go as well. As long as the text."""
    return _MARKS.sub(lambda found: " " * len(found[0]), text)


def cut(text: str, span: Span) -> tuple[str, str]:
    """What stands before and behind `span`, without marks that then stand for nothing: those around
    it, an item's, a link's address, one whose partner went."""
    start, end = _around(text, span)
    gone = text[start:end]
    before, after = text[:start], text[end:]
    for mark in dict.fromkeys(found[0] for found in _PAIRED.finditer(gone)):
        if gone.count(mark) % 2:  # its partner stays
            opened = before.count(mark) % 2
            if opened:
                before = before.rstrip() + mark
            else:
                after = mark + after.lstrip()
    line = before.rpartition("\n")[2]
    if _ITEM.match(line) and after.partition("\n")[0].strip() == "":
        before = before[: len(before) - len(line)]
        after = after.partition("\n")[2]
    return before, after


def _around(text: str, span: Span) -> tuple[int, int]:
    """The span with the pairs of marks that hold nothing else."""
    grown = span
    while (wider := _wider(text, grown)) != grown:
        grown = wider
    return grown.start, grown.end


def _wider(text: str, span: Span) -> Span:
    before, after = text[: span.start], text[span.end :]
    for mark in ("***", "**", "*", "~~", "`", "__", "_"):
        if before.endswith(mark) and after.startswith(mark):
            return Span(span.start - len(mark), span.end + len(mark))
    address = re.match(r"\]\([^()\s]*\)", after)
    if address and before.endswith("["):
        return Span(span.start - 1, span.end + address.end())
    if address and "[" in text[span.start : span.end]:
        return replace(span, end=span.end + address.end())
    return span
