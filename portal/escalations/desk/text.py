"""What people wrote, as HTML: paragraphs, line breaks and links, nothing else (R8).

Every piece is escaped by itself, and the sanitiser checks the whole as the last step (R5).
"""

import re
from html import escape

from markupsafe import Markup

from articles.sanitizing import seal

_ADDRESS = re.compile(r"https?://[^\s<>\"'„“”‚‘’«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?…"
_PAIRS = {")": "(", "]": "["}


def said_html(text: str) -> Markup:
    """The text as paragraphs with its web addresses as links."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return seal("".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs))


def _lines(paragraph: str) -> str:
    return "<br>".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> str:
    pieces, done = [], 0
    for match in _ADDRESS.finditer(line):
        address = _trimmed(match[0])
        shown = escape(address)
        pieces += [
            escape(line[done : match.start()]),
            f'<a href="{shown}" rel="noopener noreferrer nofollow">{shown}</a>',
        ]
        done = match.start() + len(address)
    return "".join([*pieces, escape(line[done:])])


def _trimmed(address: str) -> str:
    """Without the full stop of the sentence and the bracket around the address."""
    while address[-1] in _TRAILING or (
        address[-1] in _PAIRS and address.count(address[-1]) > address.count(_PAIRS[address[-1]])
    ):
        address = address[:-1]
    return address
