"""The block structure of Markdown: lists, quotes, notes, code, headings, raw HTML.

Help articles come from authors who write for GitHub or a documentation system, that is for
CommonMark (spec.commonmark.org 0.31): list items indented by two or three columns, code inside
items, lists that follow a paragraph directly, Markdown between `<details>` tags. Python-Markdown
reads the older four-column rules. So the structure is found here and handed on flat: leaf texts
as paragraphs that Python-Markdown turns into inline HTML, everything around them as marks that
stand for finished HTML.

A mark is a kind letter and a number between two private-use characters, which are removed from
the input first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from articles import dialects
from articles.html_names import BLOCK_ELEMENTS, ELEMENTS, VOID_ELEMENTS, escape_unknown_elements

OPEN, CLOSE = "\ue000", "\ue001"
MAXIMUM_DEPTH = 16
# Inline parsing and deep trees take quadratic time; no real article comes near these limits.
# What passes one is shown as plain text.
MAXIMUM_LINE = 10_000
MAXIMUM_PARAGRAPH = 20_000
MAXIMUM_SPECIALS = 800
MAXIMUM_COLUMNS = 60
MAXIMUM_NESTING = 200

_SPECIALS = re.compile(r"[\[\]*_`<~!\\&]")
_FENCE = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})[ \t]*([^\s`{]*)")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\Z")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*\Z")
_ITEM = re.compile(r"([-+*]|(\d{1,9})[.)])(?:([ \t]+)(.*)|)\Z", re.DOTALL)
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_BAR = re.compile(r"(?<!\\)\|")
_ALERT = re.compile(r"\[!(\w+)\][ \t]*\Z")
_ATTRIBUTES = re.compile(r"(?:^|[ \t]+)\{:?[ \t]*([^{}]*)\}\Z")
_ATTRIBUTE = re.compile(r"#([\w:.-]+)|\.([\w-]+)|([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_HTML_START = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>]|\Z)")
_HTML_ALONE = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][a-zA-Z0-9-]*\s*)>\s*\Z")
_VERBATIM = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_CONTAINER_TAG = re.compile(
    r"(?:\s*</?(?:details|div|blockquote|center|section)(?:\s[^<>]*)?>)*"
    r"(?:\s*<summary[^<>]*>.*</summary>)?\s*(?:</?(?:details|div|blockquote|center)>\s*)*\Z",
    re.IGNORECASE,
)
_HTML_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_DEFINITION = re.compile(r"\[[^\[\]\n]{1,200}\]:[ \t]*\S")
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written, on the lines `line` to `end`.

    `top` is true outside lists, quotes and `<details>`.
    """

    level: int
    text: str
    line: int
    end: int
    top: bool
    identifier: str = ""
    classes: tuple[str, ...] = ()
    remedy: str = ""


Line = tuple[int, str]


@dataclass(slots=True)
class Scan:
    """The flat text for Python-Markdown, the HTML behind its marks, and the headings found."""

    blocks: list[str] = field(default_factory=list)
    raw: list[list[str]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.blocks)


def scan_blocks(body: str, *, note_titles: Callable[[str], tuple[str, str] | None]) -> Scan:
    """Find the block structure of a Markdown body.

    `note_titles` gives (kind, title) for an alert word such as NOTE, or None for an unknown one.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    body = body.replace(OPEN, "").replace(CLOSE, "")
    lines = [
        (number, line[start : start + MAXIMUM_LINE])
        for number, line in enumerate(body.split("\n"), 1)
        for start in range(0, len(line) or 1, MAXIMUM_LINE)
    ]
    scanner = _Scanner(note_titles)
    scanner.read(lines, depth=0, tight=False)
    return scanner.scan


def scan_headings(body: str) -> list[Heading]:
    """Only the headings of a body, in order."""
    return scan_blocks(body, note_titles=lambda word: None).headings


def text_lines(body: str) -> Iterator[Line]:
    """Number and text of every line outside fenced code, inline code blanked out."""
    fence = ""
    for number, line in enumerate(body.split("\n"), 1):
        # A fence may stand inside a list item or a quote.
        inner = line.lstrip(" \t>")
        was_open, fence = fence, _opened_fence(inner, fence)
        if not was_open and not fence:
            yield number, _CODE_SPAN.sub(lambda match: " " * len(match.group()), line)


class _Scanner:
    def __init__(self, note_titles: Callable[[str], tuple[str, str] | None]) -> None:
        self.scan = Scan()
        self._note_titles = note_titles
        self._details = 0
        self._nesting = 0

    def read(self, lines: list[Line], *, depth: int, tight: bool) -> None:
        """Read the lines of one container; `tight` leaves the first paragraph bare."""
        at = 0
        while at < len(lines):
            text = lines[at][1]
            if not text.strip():
                at += 1
                continue
            start = at
            stripped = text.lstrip(" \t")
            if _columns(text) >= 4:
                at = self._indented_code(lines, at)
            elif fence := _FENCE.match(stripped):
                at = self._fence(lines, at, fence)
            elif (heading := _HEADING.match(stripped)) and stripped[0] == "#":
                level, title = len(heading[1]), heading[2] or ""
                self._heading(level, title, (lines[at][0], lines[at][0]), depth)
                at += 1
            elif _RULE.match(stripped):
                self._raw("<hr>")
                at += 1
            elif stripped[0] == ">" and depth < MAXIMUM_DEPTH:
                at = self._quote(lines, at, depth)
            elif depth < MAXIMUM_DEPTH and (item := _ITEM.match(stripped)):
                at = self._list(lines, at, depth, item)
            elif _starts_html(stripped, interrupting=False):
                at = self._html(lines, at)
            else:
                at = self._paragraph(lines, at, depth, tight=tight and start == _first(lines))

    def _raw(self, html: str) -> None:
        blocks = self.scan.blocks
        if blocks and blocks[-1].startswith(f"{OPEN}r"):
            self.scan.raw[-1].append(html)
        else:
            blocks.append(f"{OPEN}r{len(self.scan.raw)}{CLOSE}")
            self.scan.raw.append([html])

    def _indented_code(self, lines: list[Line], at: int) -> int:
        code: list[str] = []
        while at < len(lines) and (not lines[at][1].strip() or _columns(lines[at][1]) >= 4):
            code.append(_without_columns(lines[at][1], 4))
            at += 1
        self._code("\n".join(code).strip("\n"), "")
        return at

    def _fence(self, lines: list[Line], at: int, match: re.Match[str]) -> int:
        indent = _columns(lines[at][1])
        code: list[str] = []
        at += 1
        while at < len(lines):
            text = lines[at][1]
            at += 1
            if _closes_fence(text, match[1]):
                break
            code.append(_without_columns(text, indent))
        self._code("\n".join(code), match[2])
        return at

    def _code(self, code: str, language: str) -> None:
        name = re.sub(r"[^a-z0-9+#-]", "", language.lower())
        attribute = f' class="language-{name}"' if name else ""
        self._raw(f"<pre><code{attribute}>{escape(code, quote=False)}\n</code></pre>\n")

    def _heading(self, level: int, title: str, lines: tuple[int, int], depth: int) -> None:
        title, identifier, classes, values = _split_attributes(title.strip())
        # <a name="…"></a> before a heading is how converted documents write its anchor.
        anchor = re.match(r"<a (?:name|id)=[\"']?([\w:.-]+)[\"']?\s*>\s*</a>\s*", title)
        if anchor:
            identifier, title = identifier or anchor[1], title[anchor.end() :]
        if not title:
            return
        heading = Heading(
            level=level,
            text=title,
            line=lines[0],
            end=lines[1],
            top=depth == 0 and self._details == 0,
            identifier=identifier,
            classes=classes,
            remedy=values.get("remedy", ""),
        )
        mark = f"{OPEN}h{len(self.scan.headings)}{CLOSE}"
        self.scan.headings.append(heading)
        self.scan.blocks.append(mark + (title if _is_bounded(title) else _SPECIALS.sub("", title)))

    def _quote(self, lines: list[Line], at: int, depth: int) -> int:
        inner: list[Line] = []
        while at < len(lines):
            number, text = lines[at]
            stripped = text.lstrip(" \t")
            if stripped.startswith(">") and _columns(text) < 4:
                content = stripped[1:]
                inner.append((number, content[1:] if content[:1] in (" ", "\t") else content))
            elif _is_lazy(text, inner):
                inner.append((number, text))
            else:
                break
            at += 1
        while inner and not inner[0][1].strip():
            inner.pop(0)
        note = self._note(inner)
        if note is None:
            self._raw("<blockquote>\n")
            self.read(inner, depth=depth + 1, tight=False)
            self._raw("</blockquote>\n")
            return at
        kind, title = note
        if any(text.strip() for _, text in inner[1:]):
            heading = f'<p class="note-title">{escape(title)}</p>'
            self._raw(f'<div class="note note-{kind}">\n{heading}\n')
            self.read(inner[1:], depth=depth + 1, tight=False)
            self._raw("</div>\n")
        return at

    def _note(self, inner: list[Line]) -> tuple[str, str] | None:
        match = _ALERT.match(inner[0][1].strip()) if inner else None
        return self._note_titles(match[1].upper()) if match else None

    def _list(self, lines: list[Line], at: int, depth: int, first: re.Match[str]) -> int:
        ordered = first[2] is not None
        items: list[list[Line]] = []
        loose = False
        while at < len(lines):
            text = lines[at][1]
            match = _ITEM.match(text.lstrip(" \t"))
            if _columns(text) >= 4 or not match or (match[2] is not None) != ordered:
                break
            if _RULE.match(text.strip()):
                break
            item, at, gap = _item(lines, at, match)
            items.append(item)
            following = lines[at][1].lstrip(" \t") if at < len(lines) else ""
            sibling = _ITEM.match(following)
            continues = sibling is not None and (sibling[2] is not None) == ordered
            loose = loose or (gap and continues) or _has_gap(item)
        start = f' start="{int(first[2])}"' if ordered and int(first[2]) != 1 else ""
        name = "ol" if ordered else "ul"
        self._raw(f"<{name}{start}>\n")
        for item in items:
            self._raw("<li>" + _take_task(item))
            self.read(item, depth=depth + 1, tight=not loose)
            self._raw("</li>\n")
        self._raw(f"</{name}>\n")
        return at

    def _html(self, lines: list[Line], at: int) -> int:
        text = lines[at][1].lstrip(" \t")
        end = _html_end(text)
        collected: list[str] = []
        while at < len(lines):
            text = lines[at][1]
            if end is None and not text.strip():
                break
            collected.append(text)
            at += 1
            if end is None and _CONTAINER_TAG.match(text):
                break
            if end is not None and end in text.lower():
                break
        html = "\n".join(collected)
        deepest, remaining = _nesting(html)
        if self._nesting + deepest > MAXIMUM_NESTING:
            self._raw(f"<p>{escape(html, quote=False)}</p>\n")
            return at
        self._nesting = max(0, self._nesting + remaining)
        for match in _DETAILS.finditer(html):
            self._details = max(0, self._details + (-1 if match[1] else 1))
        self._raw(escape_unknown_elements(html) + "\n")
        return at

    def _paragraph(self, lines: list[Line], at: int, depth: int, *, tight: bool) -> int:
        collected: list[str] = []
        first_line = lines[at][0]
        while at < len(lines):
            number, text = lines[at]
            stripped = text.lstrip(" \t")
            if not stripped:
                break
            if collected:
                underline = _UNDERLINE.match(stripped)
                if underline and _columns(text) < 4:
                    level = 1 if underline[1][0] == "=" else 2
                    title = " ".join(map(str.strip, collected))
                    self._heading(level, title, (first_line, number), depth)
                    return at + 1
                if _columns(text) < 4 and _interrupts(stripped):
                    break
                if _starts_table(lines, at):
                    break
            elif _starts_table(lines, at):
                return self._table(lines, at)
            collected.append(_hard_break(dialects.translate_line(stripped)))
            at += 1
        text = "\n".join(line for line in collected if line.strip())
        if text and _DEFINITION.match(text):
            self.scan.blocks.extend(_definitions(text))
        elif text and _is_bounded(text):
            self.scan.blocks.append((f"{OPEN}t{CLOSE}" if tight else "") + text)
        elif text:
            self._raw(f"<p>{escape(text, quote=False)}</p>\n")
        return at

    def _table(self, lines: list[Line], at: int) -> int:
        rows: list[str] = []
        while at < len(lines):
            text = lines[at][1].strip()
            if not text or (len(rows) > 1 and _interrupts(text)):
                break
            rows.append(_row(dialects.translate_line(text)))
            at += 1
        cells = _cells(rows[0])
        if len(cells) > MAXIMUM_COLUMNS or not all(map(_is_bounded, rows)):
            self._code("\n".join(rows), "")
            return at
        columns = (_cells(rows[1]) + ["---"] * len(cells))[: len(cells)]
        rows[1] = f"|{'|'.join(columns)}|"
        self.scan.blocks.append("\n".join(rows))
        return at


def _item(lines: list[Line], at: int, match: re.Match[str]) -> tuple[list[Line], int, bool]:
    """The lines of one list item without their indentation, where it ends, and if a gap follows.

    Two columns are enough to belong to an item: authors indent numbered steps like bullets.
    """
    number, text = lines[at]
    indent = _columns(text)
    space = len((match[3] or " ").expandtabs(4))
    content = indent + len(match[1]) + (space if space <= 4 else 1)
    item: list[Line] = [(number, (match[4] or "").lstrip(" \t"))]
    fence = _opened_fence(item[0][1], "")
    at += 1
    while at < len(lines):
        number, text = lines[at]
        columns = _columns(text)
        if not text.strip():
            item.append((number, ""))
        elif columns >= min(content, indent + 2):
            inner = _without_columns(text, min(columns, content))
            fence = _opened_fence(inner, fence)
            item.append((number, inner))
        elif not fence and _is_lazy(text, item):
            item.append((number, text))
        else:
            break
        at += 1
    gap = False
    while len(item) > 1 and not item[-1][1].strip():
        item.pop()
        gap = True
    return item, at, gap


def _take_task(item: list[Line]) -> str:
    number, text = item[0]
    task = _TASK.match(text)
    if not task:
        return ""
    item[0] = (number, text[task.end() :])
    checked = "" if task[1] == " " else " checked"
    return f'<input type="checkbox" disabled{checked}> '


def _has_gap(item: list[Line]) -> bool:
    """Whether a blank line stands between two direct blocks of an item."""
    fence = ""
    for position, (_, text) in enumerate(item):
        fence = _opened_fence(text, fence)
        if not fence and not text.strip() and position + 1 < len(item):
            following = item[position + 1][1]
            if following.strip() and _columns(following) < 2:
                return True
    return False


def _opened_fence(text: str, fence: str) -> str:
    """The fence that is open after this line, given the one open before it."""
    if fence:
        return "" if _closes_fence(text, fence) else fence
    match = _FENCE.match(text.lstrip(" \t"))
    return match[1] if match else ""


def _closes_fence(text: str, fence: str) -> bool:
    stripped = text.strip()
    return len(stripped) >= len(fence) and stripped == fence[0] * len(stripped)


def _is_lazy(text: str, before: list[Line]) -> bool:
    """Whether an unindented line goes on with the paragraph of the container before it."""
    stripped = text.strip()
    if not stripped or not before or not before[-1][1].strip():
        return False
    previous = before[-1][1].strip()
    ends = _HEADING.match(previous) or _RULE.match(previous) or previous.startswith(("|", "<"))
    if ends or _FENCE.match(previous) or _ALERT.match(previous):
        return False
    return not (_ITEM.match(stripped) or _interrupts(stripped))


def _interrupts(stripped: str) -> bool:
    """Whether a line begins a new block although a paragraph is open."""
    item = _ITEM.match(stripped)
    return bool(
        _FENCE.match(stripped)
        or (stripped[0] == "#" and _HEADING.match(stripped))
        or stripped[0] == ">"
        or _RULE.match(stripped)
        or (item and item[4] and item[2] in (None, "1"))
        or _starts_html(stripped, interrupting=True)
    )


def _starts_table(lines: list[Line], at: int) -> bool:
    if at + 1 >= len(lines) or "|" not in lines[at][1]:
        return False
    delimiter = lines[at + 1][1].strip()
    return "-" in delimiter and "|" in delimiter and bool(_DELIMITER_ROW.match(delimiter))


def _starts_html(stripped: str, *, interrupting: bool) -> bool:
    if stripped[0] != "<":
        return False
    if stripped.startswith(("<!--", "<?", "<![CDATA[")) or _VERBATIM.match(stripped):
        return True
    match = _HTML_START.match(stripped)
    if not match:
        return bool(re.match(r"<![a-zA-Z]", stripped))
    name = match[1].lower()
    if name in BLOCK_ELEMENTS:
        return True
    return not interrupting and name in ELEMENTS and bool(_HTML_ALONE.match(stripped))


def _html_end(stripped: str) -> str | None:
    """What ends a raw HTML block, in small letters; None for a blank line."""
    verbatim = _VERBATIM.match(stripped)
    if verbatim:
        return f"</{verbatim[1].lower()}>"
    for start, end in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
        if stripped.startswith(start):
            return end
    return ">" if stripped.startswith("<!") else None


def _split_attributes(title: str) -> tuple[str, str, tuple[str, ...], dict[str, str]]:
    """Take `{#id .class key=value}` from the end of a heading; other braces stay as text."""
    match = _ATTRIBUTES.search(title)
    if not match or _ATTRIBUTE.sub("", match[1]).strip():
        return title, "", (), {}
    identifier, classes, values = "", [], {}
    for found in _ATTRIBUTE.finditer(match[1]):
        if found[1]:
            identifier = found[1]
        elif found[2]:
            classes.append(found[2])
        else:
            values[found[3]] = found[4] or found[5] or found[6] or ""
    return title[: match.start()].rstrip(), identifier, tuple(classes), values


def _is_bounded(text: str) -> bool:
    """Whether the text can't exhaust the inline parser."""
    if len(text) > MAXIMUM_PARAGRAPH:
        return False
    return len(text) <= MAXIMUM_SPECIALS or len(_SPECIALS.findall(text)) <= MAXIMUM_SPECIALS


def _definitions(text: str) -> list[str]:
    """Link definitions one by one, so that a long list of them counts as many short texts."""
    blocks: list[str] = []
    for line in text.split("\n"):
        if _DEFINITION.match(line) or not blocks:
            blocks.append(line[:2000])
        elif len(blocks[-1]) < MAXIMUM_LINE:
            blocks[-1] += f"\n{line}"
    return [block if _is_bounded(block) else escape(block) for block in blocks]


def _nesting(html: str) -> tuple[int, int]:
    """The deepest nesting that the tags of a raw block build up, and what stays open."""
    depth = deepest = 0
    for match in _HTML_TAG.finditer(html):
        if match[2].lower() not in VOID_ELEMENTS:
            depth += -1 if match[1] else 1
            deepest = max(deepest, depth)
    return deepest, depth


def _row(text: str) -> str:
    """A table row with both outer bars: authors leave them out in some rows of a table."""
    inner = text.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return f"|{inner}|"


def _cells(row: str) -> list[str]:
    return _BAR.split(row[1:-1])


def _hard_break(line: str) -> str:
    return f"{line[:-1]}  " if line.endswith("\\") and not line.endswith("\\\\") else line


def _first(lines: list[Line]) -> int:
    return next((at for at, (_, text) in enumerate(lines) if text.strip()), 0)


def _columns(text: str) -> int:
    """Width of the leading white space, tabs going to the next multiple of four."""
    if text[:1] not in (" ", "\t"):
        return 0
    lead = text[: len(text) - len(text.lstrip(" \t"))]
    return len(lead.expandtabs(4))


def _without_columns(text: str, columns: int) -> str:
    if not columns or text[:1] not in (" ", "\t"):
        return text
    rest = text.lstrip(" \t")
    lead = text[: len(text) - len(rest)].expandtabs(4)
    return lead[columns:] + rest if len(lead) > columns else rest
