"""From the Markdown of a message to its HTML, and to text that a mail can show.

A message is a letter, not an article: every line break counts, a web address is a link, a heading
is a line in bold. HTML is shown as it was typed, so that “<Ihr Name>” does not vanish, and no
picture is loaded from anywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from itertools import zip_longest

from markupsafe import Markup

from articles.assembling import Assembler
from articles.blocks import scan_blocks
from articles.conversion import convert
from articles.lines import open_fence
from articles.phrases import Phrases
from articles.rendering import unresolved
from articles.sanitizing import clean_source, seal_message

# What begins HTML, an attribute list, a footnote or an alert in an article is text here: these
# stand for the characters until the conversion is done.
_LITERAL = {"<": "\ue002", "{": "\ue003", "}": "\ue004", "[": "\ue005"}
_WRITTEN = {"\ue002": "&lt;", "\ue003": "{", "\ue004": "}", "\ue005": "["}
_AS_TEXT = re.compile(r"[<{}]|\[(?=[!^])")
_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\\[(?=[!^])")
"""A bracket of these that was escaped: it stands for itself, without its backslash."""
_STANDS_FOR = re.compile("[\ue002-\ue005]")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h[1-6]>")
_KEPT = 2048
_INDENT, _CELL = "  ", " | "
_NEAR, _FAR = "\n", "\n\n"


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """`html` is sealed; `text` says the same without marks, addresses of links behind them."""

    html: Markup
    text: str


def render_message(
    body: str, *, language: str, resolve_link: Callable[[str], str | None] = unresolved
) -> RenderedMessage:
    """Render what somebody wrote for a case; the one way from its Markdown to HTML.

    `resolve_link` gets every target without a scheme of the web, such as `article:mail-bounced`.
    Never raises for any text; the same arguments give the same bytes.
    """
    if resolve_link is unresolved:
        return _kept(body, language)
    return _render(body, language, resolve_link)


@lru_cache(_KEPT)
def _kept(body: str, language: str) -> RenderedMessage:
    return _render(body, language, unresolved)


def _render(body: str, language: str, resolve: Callable[[str], str | None]) -> RenderedMessage:
    flat = scan_blocks(_with_breaks(_as_text(body)), note_titles=lambda word: None)
    html = _STANDS_FOR.sub(lambda found: _WRITTEN[found[0]], convert(flat))
    assembler = Assembler((), {}, resolve, unresolved, Phrases(language))
    html = assembler.finish(clean_source(html)).strip()
    html = _HEADING.sub(lambda found: "</strong></p>" if found[1] else "<p><strong>", html)
    sealed = seal_message(html)
    return RenderedMessage(sealed, _text_of(sealed))


def _as_text(body: str) -> str:
    plain = _ESCAPED.sub(rf"\1{_LITERAL['[']}", _STANDS_FOR.sub("", body))
    return _AS_TEXT.sub(lambda found: _LITERAL[found[0]], _ADDRESS.sub(r"\1", plain))


def _with_breaks(body: str) -> str:
    """Each line's end within a paragraph as a hard break (CommonMark 0.31, 6.7)."""
    lines, fence = body.replace("\r\n", "\n").split("\n"), ""
    written = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        within, fence = fence, open_fence(line.lstrip(" \t>"), fence)
        is_text = not within and not fence and line.strip() and following.strip()
        written.append(f"{line}  " if is_text and not line.endswith("\\") else line)
    return "\n".join(written)


def _text_of(html: str) -> str:
    writer = _TextWriter()
    writer.feed(str(html))
    writer.close()
    return writer.text()


class _TextWriter(HTMLParser):
    """Writes sealed HTML as the text of a mail."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        self._line = ""
        self._gap = ""
        self._marks: list[str | int] = []
        self._item = ""
        self._quotes = 0
        self._links: list[tuple[str, int]] = []
        self._is_code = False

    def text(self) -> str:
        """What was written, an empty line between paragraphs."""
        self._break(_FAR)
        return "".join(self._written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        match tag:
            case "br":
                self._line += "\n"
            case "a":
                self._links.append((given.get("href") or "", len(self._line)))
            case "li" | "tr":
                self._break(_NEAR)
                self._item = self._next_mark() if tag == "li" else ""
            case "ul" | "ol":
                self._break(_NEAR if self._marks else _FAR)
                start = given.get("start") or "1"
                self._marks.append(int(start) if tag == "ol" and start.isdigit() else "-")
            case "p" | "pre" | "table" | "blockquote":
                self._break(_FAR)
                self._quotes += tag == "blockquote"
                self._is_code = tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a" if self._links:
                self._line += self._behind(*self._links.pop())
            case "td" | "th":
                self._line += _CELL
            case "li" | "tr":
                self._break(_NEAR)
            case "ul" | "ol":
                self._break(_NEAR)
                self._marks.pop()
                self._break(_NEAR if self._marks else _FAR)
            case "p" | "pre" | "table" | "blockquote":
                self._break(_FAR)
                self._quotes -= tag == "blockquote"
                self._is_code = False

    def handle_data(self, data: str) -> None:
        if self._is_code:
            self._line += data
        elif self._line.endswith("\n"):
            self._line += data.lstrip("\n")
        elif data.strip() or self._line:
            self._line += data.replace("\n", " ")

    def _behind(self, address: str, start: int) -> str:
        """The address of a link, unless its words are the address."""
        bare = address.removeprefix("mailto:")
        shown = self._line[start:].strip()
        return "" if not address or shown in (address, bare) else f" ({bare})"

    def _next_mark(self) -> str:
        if not self._marks:
            return ""
        mark = self._marks[-1]
        if isinstance(mark, int):
            self._marks[-1] = mark + 1
            return f"{mark}. "
        return f"{mark} "

    def _break(self, gap: str) -> None:
        """End the line that is open, if any; the next one stands at least `gap` below it."""
        line, self._line = self._line.strip("\n").removesuffix(_CELL), ""
        if line.strip():
            self._write(line if self._is_code else _spaced(line))
        if self._written:
            self._gap = max(self._gap, gap)

    def _write(self, text: str) -> None:
        outer = _INDENT * max(len(self._marks) - 1, 0)
        hanging = outer + " " * len(self._item or (_INDENT if self._marks else ""))
        first = f"{outer}{self._item}" if self._item else hanging
        quote, self._item = "> " * self._quotes, ""
        lines = [
            f"{first if at == 0 else hanging}{part}" for at, part in enumerate(text.split("\n"))
        ]
        self._written += [self._gap, "\n".join(f"{quote}{part}".rstrip() for part in lines)]
        self._gap = ""


def _spaced(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))
