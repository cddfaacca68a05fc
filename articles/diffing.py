"""The difference of two texts, line by line and within changed lines word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Above these sizes exact matching takes seconds; the result is then coarser, never wrong.
_MAXIMUM_LINES = 3_000
_MAXIMUM_PAIRS = 2_500
_MAXIMUM_WORDS = 600
_SIMILAR = 0.5

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Change(StrEnum):
    """What happened to a row."""

    UNCHANGED = "unchanged"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; `changed` when it stands on this side only."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One row of the difference: line numbers from 1 (None on the side that has no line).

    A folded row stands for `folded` unchanged lines that are left out.
    """

    change: Change
    old_line: int | None = None
    new_line: int | None = None
    old: tuple[Span, ...] = ()
    new: tuple[Span, ...] = ()
    folded: int = 0


def difference(old: str, new: str, *, context: int | None = None) -> tuple[DiffRow, ...]:
    """Rows that lead from `old` to `new`; with `context`, only so many unchanged lines around."""
    before, after = _lines(old), _lines(new)
    coarse = max(len(before), len(after)) > _MAXIMUM_LINES
    matcher = SequenceMatcher(None, before, after, autojunk=coarse)
    rows: list[DiffRow] = []
    for operation, i, i_end, j, j_end in matcher.get_opcodes():
        if operation == "equal":
            rows.extend(
                _unchanged(before[i + offset], i + offset, j + offset)
                for offset in range(i_end - i)
            )
        else:
            rows.extend(_replaced(before, after, (i, i_end), (j, j_end)))
    return tuple(rows if context is None else _fold(rows, context))


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _unchanged(text: str, old: int, new: int) -> DiffRow:
    span = (Span(text),)
    return DiffRow(Change.UNCHANGED, old + 1, new + 1, span, span)


def _replaced(
    before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]
) -> Iterator[DiffRow]:
    """Pair the similar lines of a replaced block in order; the others come or go."""
    i, j = old[0], new[0]
    pairs = (old[1] - old[0]) * (new[1] - new[0]) <= _MAXIMUM_PAIRS
    while i < old[1]:
        partner = _partner(before[i], after, j, new[1]) if pairs else None
        if partner is None:
            yield DiffRow(Change.REMOVED, old_line=i + 1, old=(Span(before[i], changed=True),))
        else:
            yield from (_added(after[position], position) for position in range(j, partner))
            yield _changed(before[i], after[partner], i, partner)
            j = partner + 1
        i += 1
    yield from (_added(after[position], position) for position in range(j, new[1]))


def _added(text: str, line: int) -> DiffRow:
    return DiffRow(Change.ADDED, new_line=line + 1, new=(Span(text, changed=True),))


def _partner(line: str, after: Sequence[str], start: int, end: int) -> int | None:
    best, best_ratio = None, _SIMILAR
    words = _TOKEN.findall(line)[:_MAXIMUM_WORDS]
    for position in range(start, end):
        matcher = SequenceMatcher(None, words, _TOKEN.findall(after[position])[:_MAXIMUM_WORDS])
        if matcher.real_quick_ratio() > best_ratio and matcher.quick_ratio() > best_ratio:
            ratio = matcher.ratio()
            if ratio > best_ratio:
                best, best_ratio = position, ratio
    return best


def _changed(old: str, new: str, old_line: int, new_line: int) -> DiffRow:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MAXIMUM_WORDS:
        spans = (Span(old, changed=True),), (Span(new, changed=True),)
        return DiffRow(Change.CHANGED, old_line + 1, new_line + 1, *spans)
    old_spans: list[Span] = []
    new_spans: list[Span] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for operation, i, i_end, j, j_end in matcher.get_opcodes():
        changed = operation != "equal"
        if i < i_end:
            old_spans.append(Span("".join(before[i:i_end]), changed))
        if j < j_end:
            new_spans.append(Span("".join(after[j:j_end]), changed))
    return DiffRow(Change.CHANGED, old_line + 1, new_line + 1, tuple(old_spans), tuple(new_spans))


def _fold(rows: Sequence[DiffRow], context: int) -> Iterator[DiffRow]:
    near = {
        neighbour
        for position, row in enumerate(rows)
        if row.change is not Change.UNCHANGED
        for neighbour in range(position - context, position + context + 1)
    }
    hidden = 0
    for position, row in enumerate(rows):
        if position not in near:
            hidden += 1
            continue
        if hidden:
            yield DiffRow(Change.FOLDED, folded=hidden)
            hidden = 0
        yield row
    if hidden:
        yield DiffRow(Change.FOLDED, folded=hidden)
