"""From Markdown to the HTML of an article page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from markupsafe import Markup

from articles.assembling import Assembler
from articles.blocks import scan_blocks
from articles.conversion import convert
from articles.flat_text import CLOSE, OPEN
from articles.phrases import Phrases
from articles.sanitizing import clean_source, seal
from articles.sections import PlannedHeading, fragment_map, plan_headings

# Raise it whenever the same body renders differently: stored HTML is then rendered anew.
RENDERER_VERSION = 2

_MARKED_HEADING = re.compile(f"<h[1-6]>{OPEN}h([0-9]+){CLOSE}")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|div|section|pre|tr|dt|dd|summary|table)>|<br>|<hr>")
_CELL_END = re.compile(r"</t[dh]>\s*")
_MARK = re.compile(f"{OPEN}[a-z][0-9]*{CLOSE}")
_ANY_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One heading of the page: `number` counts the sections that belong to a remedy."""

    anchor: str
    text: str
    level: int
    number: int | None
    remedy: str | None


@dataclass(frozen=True, slots=True)
class RenderedArticle:
    """An article ready to show.

    `text` is the plain text, one line per block; `remedies` the marked ids in order; `images` the
    sources as written; `problems` are `link:TARGET` and `image:SOURCE` that led nowhere.
    """

    html: Markup
    outline: tuple[OutlineEntry, ...]
    text: str
    remedies: tuple[str, ...]
    images: tuple[str, ...]
    problems: tuple[str, ...]


def unresolved(target: str) -> str | None:
    """A resolver that knows no target."""
    return None


def render_article(
    body: str,
    *,
    language: str,
    title: str | None = None,
    resolve_link: Callable[[str], str | None] = unresolved,
    resolve_image: Callable[[str], str | None] = unresolved,
    remedy_minutes: Mapping[str, int] | None = None,
) -> RenderedArticle:
    """Render a Markdown body to safe HTML in the structure that the templates rely on.

    `title` is the page's h1: a leading `#` heading that repeats it is dropped (any leading one
    if it is None). `resolve_link` gets every target that is neither http(s), mailto, tel nor a
    fragment, `resolve_image` every image source; None makes a dead link or a missing image.
    Never raises for any text; the same arguments give the same bytes.
    """
    phrases = Phrases(language)
    flat = scan_blocks(body, note_titles=phrases.note)
    planned = plan_headings(flat.headings, title=title)
    assembler = Assembler(planned, fragment_map(planned), resolve_link, resolve_image, phrases)
    page = _Page(planned, assembler, phrases, remedy_minutes or {})
    html = seal(page.build(convert(flat)))
    return RenderedArticle(
        html=html,
        outline=tuple(page.outline),
        text=plain_text(html),
        remedies=tuple(entry.remedy for entry in page.outline if entry.remedy),
        images=tuple(assembler.images),
        problems=tuple(assembler.problems),
    )


def plain_text(html: str) -> str:
    """The words of finished HTML, one line per block, cells of a row separated by a bar."""
    text = _BLOCK_END.sub("\n", _CELL_END.sub(" | ", html))
    lines = unescape(_ANY_TAG.sub("", text)).split("\n")
    words = (" ".join(line.split()).strip("| ") for line in lines)
    return "\n".join(line for line in words if line)


class _Page:
    """Puts the pieces of one article into sections and collects the outline."""

    def __init__(
        self,
        planned: list[PlannedHeading],
        assembler: Assembler,
        phrases: Phrases,
        minutes: Mapping[str, int],
    ) -> None:
        self.outline: list[OutlineEntry] = []
        self._planned = planned
        self._assembler = assembler
        self._phrases = phrases
        self._minutes = minutes
        self._number = 0

    def build(self, html: str) -> str:
        pieces: list[str] = []
        start, opened = 0, None
        for match in _MARKED_HEADING.finditer(html):
            plan = self._plan(match)
            if plan is not None and plan.section:
                pieces.append(self._piece(html[start : match.start()], opened))
                start, opened = match.start(), plan
        pieces.append(self._piece(html[start:], opened))
        return "".join(pieces)

    def _plan(self, match: re.Match[str]) -> PlannedHeading | None:
        number = int(match[1])
        return self._planned[number] if number < len(self._planned) else None

    def _piece(self, source: str, plan: PlannedHeading | None) -> str:
        clean = clean_source(source)
        if plan is None:
            clean = self._without_dropped(clean)
            html = self._assembler.finish(clean) if clean.strip() else ""
            self._collect(clean)
            return f'<div class="lead">\n{html.strip()}\n</div>\n' if html.strip() else ""
        number = self._next_number(plan)
        heading, content = clean.split("</h", 1)
        words = self._text(heading)
        html = self._assembler.finish(f"{heading}</h{content}", heading=words)
        self._collect(clean, number)
        return self._section(plan, html, number)

    def _without_dropped(self, clean: str) -> str:
        if self._planned and self._planned[0].dropped:
            pattern = f"<h1>{OPEN}h0{CLOSE}.*?</h1>"
            return re.sub(pattern, "", clean, count=1, flags=re.DOTALL)
        return clean

    def _next_number(self, plan: PlannedHeading) -> int | None:
        if not plan.heading.remedy:
            return None
        self._number += 1
        return self._number

    def _section(self, plan: PlannedHeading, html: str, number: int | None) -> str:
        heading, _, content = html.partition("</h2>")
        remedy = plan.heading.remedy
        classes = f"section {plan.mark}".rstrip()
        attribute = f' data-remedy="{escape(remedy)}"' if remedy else ""
        if number is not None:
            heading = heading.replace(
                "<h2>", f'<h2><span class="section-number">{number}.</span> ', 1
            )
        minutes = self._minutes.get(remedy)
        if minutes is not None:
            words = escape(self._phrases.minutes(minutes))
            content = f'\n<p class="section-minutes">{words}</p>{content}'
        return (
            f'<section class="{classes}" id="{escape(plan.anchor)}"{attribute}>\n'
            f"{heading}</h2>{content.rstrip()}\n</section>\n"
        )

    def _collect(self, clean: str, number: int | None = None) -> None:
        for match in _MARKED_HEADING.finditer(clean):
            plan = self._plan(match)
            if plan is None or plan.dropped:
                continue
            words = self._text(clean[match.end() : clean.find("</h", match.end())])
            remedy = plan.heading.remedy if plan.section else ""
            self.outline.append(
                OutlineEntry(
                    anchor=plan.anchor,
                    text=words,
                    level=plan.level,
                    number=number if plan.section else None,
                    remedy=remedy or None,
                )
            )

    @staticmethod
    def _text(html: str) -> str:
        return " ".join(_MARK.sub("", unescape(_ANY_TAG.sub("", html))).split())
