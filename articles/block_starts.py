"""What a line begins, and whether it goes on with the paragraph before it.

All patterns want the line without its indentation.
"""

import re
from collections.abc import Sequence

from articles.html_blocks import begins_html
from articles.lines import FENCE, Line, indentation

HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\Z")
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
UNDERLINE = re.compile(r"(=+|-+)[ \t]*\Z")
ITEM = re.compile(
    r"(?P<marker>[-+*]|(?P<number>\d{1,9})[.)])(?:(?P<space>[ \t]+)(?P<content>.*))?\Z", re.DOTALL
)
ALERT = re.compile(r"\[!(\w+)\][ \t]*\Z")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")


def begins_block(stripped: str) -> bool:
    """Whether a line begins a new block although a paragraph is open."""
    item = ITEM.match(stripped)
    return bool(
        FENCE.match(stripped)
        or HEADING.match(stripped)
        or stripped[0] == ">"
        or RULE.match(stripped)
        # "2023. " at the beginning of a line is more likely the end of a sentence.
        or (item and item["content"] and item["number"] in (None, "1"))
        or begins_html(stripped, interrupting=True)
    )


def begins_item(text: str) -> re.Match[str] | None:
    """The marker and content of a list item, if one begins on this (indented) line."""
    stripped = text.lstrip(" \t")
    if indentation(text) >= 4 or RULE.match(stripped):
        return None
    return ITEM.match(stripped)


def begins_table(lines: Sequence[Line], at: int) -> bool:
    """Whether this line and the next are the first two rows of a table."""
    if at + 1 >= len(lines) or "|" not in lines[at].text:
        return False
    delimiter = lines[at + 1].text.strip()
    return "-" in delimiter and "|" in delimiter and bool(_DELIMITER_ROW.match(delimiter))


def continues_paragraph(text: str, before: Sequence[Line]) -> bool:
    """Whether a line outside a quote or item still belongs to the paragraph at its end.

    CommonMark 0.31 calls it a paragraph continuation line (5.1).
    """
    stripped = text.strip()
    if not stripped or not before or before[-1].is_blank:
        return False
    previous = before[-1].text.strip()
    if (
        previous.startswith(("|", "<"))
        or HEADING.match(previous)
        or RULE.match(previous)
        or FENCE.match(previous)
        or ALERT.match(previous)
    ):
        return False
    return not (ITEM.match(stripped) or begins_block(stripped))
