"""Lists: which lines belong to which item, and whether the items stand apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles.block_starts import begins_item, continues_paragraph
from articles.lines import Line, indentation, open_fence, unindented

_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class ListItem:
    """The lines of an item without their indentation; `done` is None unless it is a task."""

    lines: list[Line]
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; `start` is the number of its first item, None for bullets.

    A loose list has a blank line between items or between the blocks of one.
    """

    items: list[ListItem]
    start: int | None
    loose: bool


def read_list(lines: Sequence[Line], at: int) -> tuple[ListBlock, int]:
    """The list whose first item begins at this position, and the position behind it."""
    items: list[ListItem] = []
    start: int | None = None
    loose = gap = False
    while at < len(lines) and (marker := begins_item(lines[at].text)):
        number = int(marker["number"]) if marker["number"] else None
        if not items:
            start = number
        elif (number is None) != (start is None):
            break
        item, gap_behind, at = _read_item(lines, at, marker)
        loose = loose or gap or _has_gap(item)
        gap = gap_behind
        items.append(_as_task(item))
    return ListBlock(items, start, loose), at


def _read_item(
    lines: Sequence[Line], at: int, marker: re.Match[str]
) -> tuple[list[Line], bool, int]:
    """The lines of one item, whether blank lines follow it, and the position behind them.

    Two columns are enough to belong to an item: authors indent numbered steps like bullets.
    """
    indent = indentation(lines[at].text)
    space = len((marker["space"] or " ").expandtabs(4))
    content_column = indent + len(marker["marker"]) + (space if space <= 4 else 1)
    item = [Line(lines[at].number, marker["content"] or "")]
    fence = open_fence(item[0].text, "")
    at += 1
    while at < len(lines):
        number, text = lines[at]
        columns = indentation(text)
        if not text.strip():
            item.append(Line(number, ""))
        elif columns >= min(content_column, indent + 2):
            inner = unindented(text, content_column)
            fence = open_fence(inner, fence)
            item.append(Line(number, inner))
        elif not fence and continues_paragraph(text, item):
            item.append(Line(number, text))
        else:
            break
        at += 1
    gap = False
    while len(item) > 1 and item[-1].is_blank:
        item.pop()
        gap = True
    return item, gap, at


def _has_gap(item: list[Line]) -> bool:
    """Whether a blank line stands between two direct blocks of an item."""
    fence = ""
    for line, following in pairwise(item):
        fence = open_fence(line.text, fence)
        if fence or not line.is_blank or following.is_blank:
            continue
        if indentation(following.text) < 2:
            return True
    return False


def _as_task(item: list[Line]) -> ListItem:
    task = _TASK.match(item[0].text)
    if not task:
        return ListItem(item)
    first = Line(item[0].number, item[0].text[task.end() :])
    return ListItem([first, *item[1:]], done=task[1] != " ")
