"""Blocks of raw HTML between Markdown: where they begin and end, and what they leave open."""

import re
from collections.abc import Sequence

from articles.html_names import BLOCK_ELEMENTS, ELEMENTS, VOID_ELEMENTS
from articles.lines import Line

_VERBATIM = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_FIRST_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>]|\Z)")
_TAG_ALONE = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][a-zA-Z0-9-]*\s*)>\s*\Z")
_CONTAINERS = r"(?:\s*</?(?:details|div|blockquote|center|section)(?:\s[^<>]*)?>)*"
_CONTAINER_LINE = re.compile(
    rf"{_CONTAINERS}(?:\s*<summary[^<>]*>.*</summary>)?{_CONTAINERS}\s*\Z", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


def begins_html(stripped: str, *, interrupting: bool) -> bool:
    """Whether a block of HTML begins here; `interrupting` when a paragraph is open.

    CommonMark 0.31, 4.6, without `<?…?>`, `<!…>` and CDATA: in a help article these are pasted
    code that readers should see.
    """
    if stripped[0] != "<":
        return False
    if stripped.startswith("<!--") or _VERBATIM.match(stripped):
        return True
    tag = _FIRST_TAG.match(stripped)
    if not tag:
        return False
    name = tag[1].lower()
    if name in BLOCK_ELEMENTS:
        return True
    return not interrupting and name in ELEMENTS and bool(_TAG_ALONE.match(stripped))


def read_html(lines: Sequence[Line], at: int) -> tuple[str, int]:
    """The block of HTML that begins at this position, and the position behind it.

    A line of nothing but container tags is a block of its own: authors write Markdown directly
    below `<details>` without a blank line.
    """
    end = _end(lines[at].stripped)
    start = at
    while at < len(lines):
        line = lines[at]
        if end is None and line.is_blank:
            break
        at += 1
        if _CONTAINER_LINE.match(line.text) if end is None else end in line.text.lower():
            break
    return "\n".join(line.text for line in lines[start:at]), at


def nesting(html: str) -> tuple[int, int]:
    """The deepest nesting that the tags of a block build up, and how much of it stays open."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in VOID_ELEMENTS:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest, depth


def open_details(html: str, before: int) -> int:
    """How many `<details>` are open behind a block, given the number before it."""
    for closing in _DETAILS.findall(html):
        before = max(0, before + (-1 if closing else 1))
    return before


def _end(stripped: str) -> str | None:
    """What ends the block, in small letters; None for a blank line."""
    verbatim = _VERBATIM.match(stripped)
    if verbatim:
        return f"</{verbatim[1].lower()}>"
    return "-->" if stripped.startswith("<!--") else None
