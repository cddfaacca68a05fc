"""The second pass over clean HTML: headings, links, images, tables, in the page's structure.

It works on what `sanitizing.clean_source` wrote: well-formed, attributes in double quotes, every
`<` and `>` of text and attribute values escaped, so that tags can be found by a pattern. Its
result is still to be sealed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from articles.flat_text import CLOSE, OPEN
from articles.phrases import Phrases
from articles.sanitizing import ID_PREFIX
from articles.sections import PlannedHeading

Resolve = Callable[[str], str | None]

_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)([^<>]*)>(?:{OPEN}h(\d+){CLOSE})?")
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_EXTERNAL = re.compile(r"https?:|//", re.IGNORECASE)
_CONTACT = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_EMPTY_HEAD = re.compile(r"<thead>\s*<tr>(?:\s*<th[^<>]*>\s*</th>)+\s*</tr>\s*</thead>")
_OTHER = re.compile(f"[{OPEN}{CLOSE}]")


@dataclass(slots=True)
class Assembler:
    """Rewrites pieces of one article; keeps what it met for the outline and the editor."""

    planned: Sequence[PlannedHeading]
    fragments: Mapping[str, str]
    resolve_link: Resolve
    resolve_image: Resolve
    phrases: Phrases
    images: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _tables: int = 0
    _open_tables: int = 0
    _in_link: bool = False
    _link_ends: list[str] = field(default_factory=list)
    _heading_ends: list[str] = field(default_factory=list)
    _heading: str = ""

    def finish(self, html: str, *, heading: str = "") -> str:
        """Rewrite one clean piece; `heading` names the section for its tables."""
        self._heading = heading
        html = _EMPTY_HEAD.sub("", html)
        return _OTHER.sub("", _TAG.sub(self._tag, html))

    def _tag(self, match: re.Match[str]) -> str:
        closing, name, rest, mark = match.groups()
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            return self._heading_tag(bool(closing), name, rest, mark)
        if name == "a":
            return self._link_end() if closing else self._link(_attributes(rest))
        if name == "img":
            return self._image(_attributes(rest))
        if name == "table":
            return self._table_end() if closing else self._table()
        if name == "pre" and not closing:
            return '<pre tabindex="0">'
        if name in ("td", "th") and "align=" in rest:
            return "<" + name + re.sub(r' align="(\w+)"', r' class="align-\1"', rest) + ">"
        return match.group()

    def _heading_tag(self, closing: bool, name: str, rest: str, mark: str | None) -> str:
        if closing:
            return f"</{self._heading_ends.pop()}>" if self._heading_ends else ""
        if mark is None or int(mark) >= len(self.planned):
            level = f"h{max(3, int(name[1]))}"
            self._heading_ends.append(level)
            return f"<{level}{rest}>"
        plan = self.planned[int(mark)]
        level = f"h{plan.level}"
        self._heading_ends.append(level)
        return f"<{level}>" if plan.section else f'<{level} id="{escape(plan.anchor)}">'

    def _link(self, attributes: dict[str, str]) -> str:
        href = attributes.get("href", "").strip()
        name = attributes.get("id") or ID_PREFIX + attributes.get("name", "")
        identifier = f' id="{escape(name)}"' if name != ID_PREFIX else ""
        title = f' title="{escape(attributes["title"])}"' if attributes.get("title") else ""
        kind = attributes.get("class", "")
        classes = f' class="{escape(kind)}"' if kind else ""
        self._in_link = bool(href)
        if not href:
            return self._opened(f"<span{identifier}>", "</span>")
        if href.startswith("#"):
            target = self._fragment(href[1:])
            return self._opened(f'<a{identifier}{classes} href="{escape(target)}"{title}>', "</a>")
        if _CONTACT.match(href):
            return self._opened(f'<a{identifier} href="{escape(href)}"{title}>', "</a>")
        if _EXTERNAL.match(href):
            rel = ' rel="noopener noreferrer"'
            return self._opened(f'<a{identifier} href="{escape(href)}"{title}{rel}>', "</a>")
        resolved = self.resolve_link(href)
        if resolved is None:
            self.problems.append(f"link:{href}")
            return self._opened(f'<span{identifier} class="dead-link">', "</span>")
        rel = ' rel="noopener noreferrer"' if _EXTERNAL.match(resolved) else ""
        return self._opened(f'<a{identifier} href="{escape(resolved)}"{title}{rel}>', "</a>")

    def _opened(self, start: str, end: str) -> str:
        self._link_ends.append(end)
        return start

    def _link_end(self) -> str:
        self._in_link = False
        return self._link_ends.pop() if self._link_ends else ""

    def _fragment(self, name: str) -> str:
        anchor = self.fragments.get(name) or self.fragments.get(name.lower())
        return f"#{anchor}" if anchor is not None else f"#{ID_PREFIX}{name}"

    def _image(self, attributes: dict[str, str]) -> str:
        source = attributes.get("src", "")
        alternative = attributes.get("alt", "")
        self.images.append(source)
        resolved = self.resolve_image(source) if source else None
        if resolved is not None:
            size = "".join(
                f' {name}="{escape(attributes[name])}"'
                for name in ("title", "width", "height")
                if attributes.get(name)
            )
            return (
                f'<img src="{escape(resolved)}" alt="{escape(alternative)}"{size} loading="lazy">'
            )
        self.problems.append(f"image:{source}")
        if _EXTERNAL.match(source) and not self._in_link:
            label = self.phrases.external_image(alternative)
            link = f'<a href="{escape(source)}" rel="noopener noreferrer">{escape(label)}</a>'
            return f'<span class="missing-image">{link}</span>'
        label = self.phrases.missing_image(alternative)
        return f'<span class="missing-image">{escape(label)}</span>'

    def _table(self) -> str:
        self._open_tables += 1
        if self._open_tables > 1:
            return "<table>"
        self._tables += 1
        label = escape(self.phrases.table(self._tables, self._heading))
        return f'<div class="table-wrap" tabindex="0" role="region" aria-label="{label}"><table>'

    def _table_end(self) -> str:
        self._open_tables = max(0, self._open_tables - 1)
        return "</table></div>" if self._open_tables == 0 else "</table>"


def _attributes(rest: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(rest)}
