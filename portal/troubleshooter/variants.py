"""Parts of a remedy's text for who gave a certain answer. Pure.

A heading in the text may carry a mark, `### Outlook {program=outlook}`: what follows is for those
who chose the option `outlook` at the step `program`; `{program=iphone,android}` is for either. The
part ends at the next heading, or at a line `---`, which does not show.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

_ID = r"[a-z0-9][a-z0-9_.-]*"
_HEADING = re.compile(r" {0,3}#{1,6}\s+(?P<title>.*?)\s*\Z")
_MARK = re.compile(rf"(?P<title>.*?)\s*\{{(?P<step>{_ID})=(?P<options>{_ID}(?:,{_ID})*)\}}\Z")
_BRACES = re.compile(r"\{[^{}]*\}\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_END = re.compile(r" {0,3}---\s*\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of Markdown. Without `step` it is for everybody."""

    text: str
    heading: str = ""
    step: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as it is shown; `folded` where nobody knows whether it is this reader's."""

    part: Part
    folded: bool


def parts(text: str) -> tuple[Part, ...]:
    """The text in order; one part if nothing in it is marked."""
    found: list[Part] = []
    part, lines = Part(""), [""]
    for line, is_text in _lines(text):
        marked = None if is_text else _marked(line)
        ends = not is_text and part.step and (_HEADING.match(line) or _END.match(line))
        if marked is None and not ends:
            lines.append(line)
            continue
        found.append(_with(part, lines))
        part = marked or Part("")
        lines = [line] if marked is None and _HEADING.match(line) else []
    found.append(_with(part, lines))
    return tuple(each for each in found if each.text or each.step)


def shown(text: str, replies: Mapping[str, Sequence[str]]) -> tuple[Shown, ...]:
    """What of the text somebody sees who gave these replies, by step: the parts for everybody and
    their own. Where nothing is for them, all parts about that question stand there folded."""
    found: list[Shown] = []
    for step, group in groupby(parts(text), key=lambda part: part.step):
        about = list(group)
        mine = [part for part in about if set(part.options) & set(replies.get(step, ()))]
        open_ = mine or not step
        found += (Shown(part, folded=not open_) for part in mine or about)
    return tuple(found)


def unreadable_marks(text: str) -> Iterator[str]:
    """Headings that end in braces which are no mark."""
    for line, is_text in _lines(text):
        heading = None if is_text else _HEADING.match(line)
        if heading and _BRACES.search(heading["title"]) and not _MARK.match(heading["title"]):
            yield heading["title"]


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it can only be text: within a fence nothing is a heading."""
    fence = ""
    for line in text.splitlines():
        bound = _FENCE.match(line)
        yield line, bool(fence or bound)
        if fence and line.strip().startswith(fence):
            fence = ""
        elif not fence and bound:
            fence = bound[1]


def _marked(line: str) -> Part | None:
    heading = _HEADING.match(line)
    mark = _MARK.match(heading["title"]) if heading else None
    if mark is None:
        return None
    return Part("", mark["title"], mark["step"], tuple(mark["options"].split(",")))


def _with(part: Part, lines: Sequence[str]) -> Part:
    return Part("\n".join(lines).strip("\n"), part.heading, part.step, part.options)
