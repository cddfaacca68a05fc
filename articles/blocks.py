"""The block structure of Markdown: lists, quotes, notes, code, headings, tables, raw HTML.

Help articles come from authors who write for GitHub or a documentation system, that is for
CommonMark (spec.commonmark.org 0.31): list items indented by two or three columns, code inside
items, lists that follow a paragraph directly, Markdown between `<details>` tags. Python-Markdown
reads the older four-column rules. So the structure is found here and handed on as `FlatText`:
leaf texts, of which Python-Markdown makes inline HTML, and marks for everything around them.
"""

from collections.abc import Callable
from html import escape

from articles import dialects
from articles.block_starts import (
    ALERT,
    HEADING,
    RULE,
    UNDERLINE,
    begins_block,
    begins_item,
    begins_table,
    continues_paragraph,
)
from articles.flat_text import FlatText, without_marks
from articles.headings import Heading, read_heading
from articles.html_blocks import begins_html, nesting, open_details, read_html
from articles.html_names import escape_unknown_elements
from articles.lines import FENCE, Line, closes_fence, indentation, numbered_lines, unindented
from articles.lists import read_list
from articles.tables import read_table

# Deep trees take quadratic time; no real article comes near. What lies deeper is text.
MAXIMUM_DEPTH = 16
MAXIMUM_NESTING = 200

NoteTitles = Callable[[str], tuple[str, str] | None]


def scan_blocks(body: str, *, note_titles: NoteTitles) -> FlatText:
    """Find the block structure of a Markdown body.

    `note_titles` gives (kind, title) for an alert word such as NOTE, or None for an unknown one.
    """
    scanner = _Scanner(note_titles)
    scanner.read(numbered_lines(without_marks(body)))
    return scanner.flat


def scan_headings(body: str) -> list[Heading]:
    """Only the headings of a body, in order."""
    return scan_blocks(body, note_titles=lambda word: None).headings


class _Scanner:
    """Walks down the lines; every method takes the position of a block and gives that behind it."""

    def __init__(self, note_titles: NoteTitles) -> None:
        self.flat = FlatText()
        self._note_titles = note_titles
        self._depth = 0
        self._open_details = 0
        self._open_tags = 0

    def read(self, lines: list[Line], *, tight: bool = False) -> None:
        """Read the lines of one container; `tight` leaves a paragraph at its beginning bare."""
        at = 0
        while at < len(lines):
            if lines[at].is_blank:
                at += 1
            else:
                at = self._block(lines, at, bare=tight)
                tight = False

    def _block(self, lines: list[Line], at: int, *, bare: bool) -> int:
        number, text = lines[at]
        stripped = lines[at].stripped
        if indentation(text) >= 4:
            return self._indented_code(lines, at)
        if fence := FENCE.match(stripped):
            return self._fenced_code(lines, at, fence[1], fence[2])
        if heading := HEADING.match(stripped):
            self._heading(heading[2] or "", len(heading[1]), number, number)
            return at + 1
        if RULE.match(stripped):
            self.flat.add_html("<hr>")
            return at + 1
        if stripped[0] == ">" and self._depth < MAXIMUM_DEPTH:
            return self._quote(lines, at)
        if begins_item(text) and self._depth < MAXIMUM_DEPTH:
            return self._list(lines, at)
        if begins_html(stripped, interrupting=False):
            return self._html(lines, at)
        if begins_table(lines, at):
            rows, at = read_table(lines, at)
            self.flat.add_table(rows)
            return at
        return self._paragraph(lines, at, bare=bare)

    def _indented_code(self, lines: list[Line], at: int) -> int:
        code: list[str] = []
        while at < len(lines) and (lines[at].is_blank or indentation(lines[at].text) >= 4):
            code.append(unindented(lines[at].text, 4))
            at += 1
        self.flat.add_code("\n".join(code).strip("\n"))
        return at

    def _fenced_code(self, lines: list[Line], at: int, fence: str, language: str) -> int:
        indent = indentation(lines[at].text)
        code: list[str] = []
        at += 1
        while at < len(lines):
            text = lines[at].text
            at += 1
            if closes_fence(text, fence):
                break
            code.append(unindented(text, indent))
        self.flat.add_code("\n".join(code), language)
        return at

    def _heading(self, written: str, level: int, line: int, end: int) -> None:
        top = self._depth == 0 and self._open_details == 0
        heading = read_heading(written, level=level, line=line, end=end, top=top)
        if heading:
            self.flat.add_heading(heading)

    def _quote(self, lines: list[Line], at: int) -> int:
        inner: list[Line] = []
        while at < len(lines):
            number, text = lines[at]
            stripped = lines[at].stripped
            if stripped.startswith(">") and indentation(text) < 4:
                content = stripped[1:]
                inner.append(Line(number, content[1:] if content[:1] in (" ", "\t") else content))
            elif continues_paragraph(text, inner):
                inner.append(lines[at])
            else:
                break
            at += 1
        while inner and inner[0].is_blank:
            inner.pop(0)
        alert = ALERT.match(inner[0].text.strip()) if inner else None
        note = self._note_titles(alert[1].upper()) if alert else None
        if note:
            self._note(*note, inner[1:])
        else:
            self.flat.add_html("<blockquote>\n")
            self._read_inside(inner)
            self.flat.add_html("</blockquote>\n")
        return at

    def _note(self, kind: str, title: str, inner: list[Line]) -> None:
        if all(line.is_blank for line in inner):
            return
        heading = f'<p class="note-title">{escape(title)}</p>'
        self.flat.add_html(f'<div class="note note-{kind}">\n{heading}\n')
        self._read_inside(inner)
        self.flat.add_html("</div>\n")

    def _list(self, lines: list[Line], at: int) -> int:
        found, at = read_list(lines, at)
        name = "ul" if found.start is None else "ol"
        start = f' start="{found.start}"' if found.start not in (None, 1) else ""
        self.flat.add_html(f"<{name}{start}>\n")
        for item in found.items:
            checked = " checked" if item.done else ""
            box = f'<input type="checkbox" disabled{checked}> ' if item.done is not None else ""
            self.flat.add_html(f"<li>{box}")
            self._read_inside(item.lines, tight=not found.loose)
            self.flat.add_html("</li>\n")
        self.flat.add_html(f"</{name}>\n")
        return at

    def _read_inside(self, lines: list[Line], *, tight: bool = False) -> None:
        self._depth += 1
        self.read(lines, tight=tight)
        self._depth -= 1

    def _html(self, lines: list[Line], at: int) -> int:
        html, at = read_html(lines, at)
        deepest, remaining = nesting(html)
        if self._open_tags + deepest > MAXIMUM_NESTING:
            self.flat.add_html(f"<p>{escape(html, quote=False)}</p>\n")
            return at
        self._open_tags = max(0, self._open_tags + remaining)
        self._open_details = open_details(html, self._open_details)
        self.flat.add_html(escape_unknown_elements(html) + "\n")
        return at

    def _paragraph(self, lines: list[Line], at: int, *, bare: bool) -> int:
        first = at
        collected: list[str] = []
        while at < len(lines) and (stripped := lines[at].stripped):
            if at > first:
                indented = indentation(lines[at].text) >= 4
                underline = None if indented else UNDERLINE.match(stripped)
                if underline:
                    written = " ".join(map(str.strip, collected))
                    level = 1 if underline[1][0] == "=" else 2
                    self._heading(written, level, lines[first].number, lines[at].number)
                    return at + 1
                if (not indented and begins_block(stripped)) or begins_table(lines, at):
                    break
            collected.append(_with_hard_break(dialects.translate_line(stripped)))
            at += 1
        text = "\n".join(line for line in collected if line.strip())
        if text:
            self.flat.add_paragraph(text, bare=bare)
        return at


def _with_hard_break(line: str) -> str:
    """A line break written as a backslash, in the two spaces that Python-Markdown knows."""
    return f"{line[:-1]}  " if line.endswith("\\") and not line.endswith("\\\\") else line
