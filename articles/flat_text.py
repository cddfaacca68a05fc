"""A body without its block structure: leaf texts for the inline parser, marks for the rest.

A mark is a kind letter and a number between two private-use characters: `r` stands for finished
HTML, `h` stands before the text of a heading, `t` before a text that gets no `<p>`.
"""

import re
from dataclasses import dataclass, field
from html import escape

from articles.headings import Heading
from articles.lines import MAXIMUM_LINE

OPEN, CLOSE = "\ue000", "\ue001"
# The inline parser takes quadratic time; no real article comes near these limits. What passes
# one is shown as plain text.
MAXIMUM_PARAGRAPH = 20_000
MAXIMUM_SPECIALS = 800
MAXIMUM_COLUMNS = 60
MAXIMUM_DEFINITION = 2_000

_SPECIALS = re.compile(r"[\[\]*_`<~!\\&]")
_DEFINITION = re.compile(r"\[[^\[\]\n]{1,200}\]:[ \t]*\S")
_MARKED = re.compile(f"<p>{OPEN}([rht])([0-9]*){CLOSE}(.*?)</p>\n?", re.DOTALL)


@dataclass(slots=True)
class FlatText:
    """The leaf texts and marks of one body in order, and what the marks stand for."""

    headings: list[Heading] = field(default_factory=list)
    _blocks: list[str] = field(default_factory=list)
    _html: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What Python-Markdown gets: one block per leaf text or mark."""
        return "\n\n".join(self._blocks)

    def add_html(self, html: str) -> None:
        """Finished HTML, for instance the beginning or the end of a list."""
        if self._blocks and self._blocks[-1].startswith(f"{OPEN}r"):
            self._html[-1].append(html)
        else:
            self._blocks.append(f"{OPEN}r{len(self._html)}{CLOSE}")
            self._html.append([html])

    def add_code(self, code: str, language: str = "") -> None:
        """A block of code; `language` as written behind the fence."""
        name = re.sub(r"[^a-z0-9+#-]", "", language.lower())
        attribute = f' class="language-{name}"' if name else ""
        self.add_html(f"<pre><code{attribute}>{escape(code, quote=False)}\n</code></pre>\n")

    def add_heading(self, heading: Heading) -> None:
        """A heading, whose number in `headings` its mark carries through to the page."""
        mark = f"{OPEN}h{len(self.headings)}{CLOSE}"
        self.headings.append(heading)
        text = heading.text
        self._blocks.append(mark + (text if _is_bounded(text) else _SPECIALS.sub("", text)))

    def add_paragraph(self, text: str, *, bare: bool) -> None:
        """A paragraph, without `<p>` when `bare`, or a group of link definitions."""
        if _DEFINITION.match(text):
            self._blocks.extend(_definitions(text))
        elif _is_bounded(text):
            self._blocks.append((f"{OPEN}t{CLOSE}" if bare else "") + text)
        else:
            self.add_html(f"<p>{escape(text, quote=False)}</p>\n")

    def add_table(self, rows: list[str]) -> None:
        """A table as `tables.read_table` gives it; one beyond the limits becomes code."""
        columns = rows[1].count("|") - 1
        if columns <= MAXIMUM_COLUMNS and all(map(_is_bounded, rows)):
            self._blocks.append("\n".join(rows))
        else:
            self.add_code("\n".join(rows))

    def restore(self, html: str) -> str:
        """Put into the converted text what its marks stand for; headings keep theirs inside."""

        def replace(match: re.Match[str]) -> str:
            kind, number, text = match.groups()
            if kind == "r":
                return "".join(self._html[int(number)])
            if kind == "h":
                level = self.headings[int(number)].level
                return f"<h{level}>{OPEN}h{number}{CLOSE}{text}</h{level}>\n"
            return text

        return _MARKED.sub(replace, html)


def without_marks(text: str) -> str:
    """A body as an author may send it, without the characters that make a mark."""
    return text.replace(OPEN, "").replace(CLOSE, "")


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
            blocks.append(line[:MAXIMUM_DEFINITION])
        elif len(blocks[-1]) < MAXIMUM_LINE:
            blocks[-1] += f"\n{line}"
    return [block if _is_bounded(block) else escape(block) for block in blocks]
