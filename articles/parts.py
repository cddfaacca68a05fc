"""Cutting a rendered article where something of the page's own goes in."""

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

_REMEDY_SECTION = re.compile(r'<section(?= [^<]*?data-remedy=)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_END = "</section>"


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """A stretch of an article's HTML. Where it ends within a section of a remedy, `remedy` and
    `anchor` name that section: what is put behind the stretch stands at the section's end."""

    html: Markup
    remedy: str = ""
    anchor: str = ""


def split_at_remedies(html: Markup) -> tuple[ArticlePart, ...]:
    """Cut sealed HTML just before the end of each section with a remedy.

    The parts together are `html`, letter for letter. Sections are the renderer's own and do not
    nest: authors cannot write any.
    """
    parts: list[ArticlePart] = []
    start = 0
    for match in _REMEDY_SECTION.finditer(html):
        end = html.find(_END, match.end())
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
        parts.append(
            ArticlePart(html[start:end], attributes["data-remedy"], attributes.get("id", ""))
        )
        start = end
    parts.append(ArticlePart(html[start:]))
    return tuple(parts)
