"""Where an article's sections are: anchors, levels and marks, the same for page and search."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from articles.blocks import scan_headings
from articles.headings import Heading
from articles.sanitizing import ID_PREFIX
from articles.slugs import slugify

SECTION_MARKS = ("short", "symptoms", "next")

_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MARKS = re.compile(r"[*`]|~~|(?<!\w)_+|_+(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class PlannedHeading:
    """What becomes of one heading: its level on the page and its anchor."""

    heading: Heading
    level: int
    anchor: str
    section: bool
    dropped: bool = False

    @property
    def mark(self) -> str:
        """The section's mark (short, symptoms, next) or an empty string."""
        return next((name for name in self.heading.classes if name in SECTION_MARKS), "")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a body: from its heading to the next of the same or a higher level.

    The text before the first heading has level 0 and an empty anchor. `path` are the heading
    texts from the outermost to this one, as Markdown; `text` ends where the next section begins.
    """

    anchor: str
    level: int
    title: str
    path: tuple[str, ...]
    line: int
    text: str
    mark: str = ""
    remedy: str = ""


def plan_headings(headings: Sequence[Heading], *, title: str | None) -> list[PlannedHeading]:
    """Decide level and anchor of every heading.

    `h1` belongs to the page. A single leading `#` heading that repeats `title` (any, if title is
    None) is dropped; another one becomes a section. With several `#` headings all levels go down
    by one. Section anchors are unique slugs, all other anchors carry the user prefix.
    """
    firsts = [heading for heading in headings if heading.level == 1 and heading.top]
    leading = bool(firsts) and headings[0] is firsts[0]
    repeats = leading and (title is None or _same(firsts[0].text, title))
    remaining = firsts[1:] if repeats else firsts
    shift = 1 if len(remaining) > 1 or (remaining and not leading) else 0
    taken: dict[str, int] = {}
    planned: list[PlannedHeading] = []
    for position, heading in enumerate(headings):
        dropped = repeats and position == 0
        level = min(6, max(2, heading.level + shift))
        section = heading.top and level == 2
        level = level if section else max(3, level)
        slug = slugify(heading.identifier or plain_inline(heading.text), fallback="section")
        anchor = "" if dropped else _unused(slug if section else ID_PREFIX + slug, taken)
        planned.append(PlannedHeading(heading, level, anchor, section and not dropped, dropped))
    return planned


def split_sections(body: str, *, title: str | None = None) -> tuple[Section, ...]:
    """Split a Markdown body at its headings outside lists, quotes and `<details>`."""
    lines = body.split("\n")
    planned = [plan for plan in plan_headings(scan_headings(body), title=title) if plan.heading.top]
    starts = [plan.heading.line for plan in planned]
    ends = [*starts[1:], len(lines) + 1][: len(starts)]
    first = starts[0] if starts else len(lines) + 1
    lead = "\n".join(lines[: first - 1]).strip("\n")
    return tuple(_sections(planned, lines, ends, lead))


def fragment_map(planned: Sequence[PlannedHeading]) -> Mapping[str, str]:
    """Anchors as authors write them (own ids, GitHub's and ours) to the anchors on the page."""
    known: dict[str, str] = {}
    for plan in planned:
        text = plain_inline(plan.heading.text)
        for name in (plan.anchor, plan.heading.identifier, slugify(text), github_slug(text)):
            if name:
                known.setdefault(name, plan.anchor)
                known.setdefault(name.lower(), plan.anchor)
    return known


def plain_inline(markdown: str) -> str:
    """Inline Markdown without its marks: enough for anchors and tables of contents."""
    text = _LINK.sub(r"\1", markdown)
    text = _TAG.sub("", text)
    return unescape(_MARKS.sub("", _ESCAPE.sub(r"\1", text))).strip()


def github_slug(text: str) -> str:
    """The anchor GitHub and most documentation systems give a heading."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def _unused(slug: str, taken: dict[str, int]) -> str:
    """The slug, numbered from its second use; `taken` keeps the last number of each."""
    candidate = slug
    while candidate in taken:
        taken[slug] += 1
        candidate = f"{slug}-{taken[slug]}"
    taken[candidate] = 1
    return candidate


def _sections(
    planned: Sequence[PlannedHeading], lines: Sequence[str], ends: Sequence[int], lead: str
) -> Iterator[Section]:
    if lead:
        yield Section(anchor="", level=0, title="", path=(), line=1, text=lead)
    open_titles: list[tuple[int, str]] = []
    for plan, end in zip(planned, ends, strict=True):
        heading = plan.heading
        text = "\n".join(lines[heading.end : end - 1]).strip("\n")
        if plan.dropped:
            if text:
                yield Section(anchor="", level=0, title="", path=(), line=heading.line, text=text)
            continue
        name = plain_inline(heading.text)
        open_titles = [(level, other) for level, other in open_titles if level < plan.level]
        open_titles.append((plan.level, name))
        yield Section(
            anchor=plan.anchor,
            level=plan.level,
            title=name,
            path=tuple(title for _, title in open_titles),
            line=heading.line,
            text=text,
            mark=plan.mark if plan.section else "",
            remedy=heading.remedy if plan.section else "",
        )


def _same(markdown: str, title: str) -> bool:
    def essence(text: str) -> str:
        return re.sub(r"\W+", " ", text).strip().casefold()

    return essence(plain_inline(markdown)) == essence(title)
