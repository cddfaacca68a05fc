"""Tables as authors write them, made regular enough for Python-Markdown."""

import re
from collections.abc import Sequence

from articles import dialects
from articles.block_starts import begins_block
from articles.lines import Line

_BAR = re.compile(r"(?<!\\)\|")


def read_table(lines: Sequence[Line], at: int) -> tuple[list[str], int]:
    """The rows of the table that begins at this position, and the position behind it.

    Every row has both outer bars, and the second (`|---|---|`) as many cells as the first.
    """
    rows: list[str] = []
    while at < len(lines):
        text = lines[at].text.strip()
        if not text or (len(rows) > 1 and begins_block(text)):
            break
        rows.append(_with_outer_bars(dialects.translate_line(text)))
        at += 1
    width = len(_cells(rows[0]))
    delimiters = (_cells(rows[1]) + ["---"] * width)[:width]
    rows[1] = f"|{'|'.join(delimiters)}|"
    return rows, at


def _with_outer_bars(row: str) -> str:
    inner = row.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return f"|{inner}|"


def _cells(row: str) -> list[str]:
    return _BAR.split(row[1:-1])
