"""The lines of a body: their numbers, their indentation, and which of them are code."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# The inline parser takes quadratic time; no real article has a line near this long.
MAXIMUM_LINE = 10_000

FENCE = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})[ \t]*([^\s`{]*)")
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


class Line(NamedTuple):
    """A line without its newline; numbers count from 1 in the body."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space stands on it."""
        return not self.text.strip()

    @property
    def stripped(self) -> str:
        """The text behind the indentation."""
        return self.text.lstrip(" \t")


def numbered_lines(body: str) -> list[Line]:
    """All lines of a body; one that is too long becomes several with the same number."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return [
        Line(number, text[start : start + MAXIMUM_LINE])
        for number, text in enumerate(body.split("\n"), 1)
        for start in range(0, len(text) or 1, MAXIMUM_LINE)
    ]


def text_lines(body: str) -> Iterator[Line]:
    """Every line outside fenced code, inline code blanked out."""
    fence = ""
    for number, text in enumerate(body.split("\n"), 1):
        # A fence may stand inside a list item or a quote.
        was_open, fence = fence, open_fence(text.lstrip(" \t>"), fence)
        if not was_open and not fence:
            yield Line(number, _CODE_SPAN.sub(lambda match: " " * len(match.group()), text))


def open_fence(text: str, before: str) -> str:
    """The code fence that is open after this line, given the one before it; "" if none is."""
    if before:
        return "" if closes_fence(text, before) else before
    match = FENCE.match(text.lstrip(" \t"))
    return match[1] if match else ""


def closes_fence(text: str, fence: str) -> bool:
    """Whether the line has nothing but the fence's character, at least as often."""
    stripped = text.strip()
    return len(stripped) >= len(fence) and stripped == fence[0] * len(stripped)


def indentation(text: str) -> int:
    """Columns of the leading white space, tabs going to the next multiple of four."""
    if text[:1] not in (" ", "\t"):
        return 0
    lead = text[: len(text) - len(text.lstrip(" \t"))]
    return len(lead.expandtabs(4))


def unindented(text: str, columns: int) -> str:
    """The text without up to so many columns of leading white space."""
    if not columns or text[:1] not in (" ", "\t"):
        return text
    rest = text.lstrip(" \t")
    lead = text[: len(text) - len(rest)].expandtabs(4)
    return lead[columns:] + rest
