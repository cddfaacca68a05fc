"""A reply without its markup: Markdown and HTML say how something looks, not what it says."""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unmarked:
    """`text` without markup; `places`: where each of its characters stands in the original."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place of `start`:`end` (not empty) in the original."""
        return self.places[start], self.places[end - 1] + 1


def unmarked(text: str) -> Unmarked:
    """A text as it is read: emphasis, links and tags are gone, items of lists and cells of tables
    begin with a bullet, quotations in HTML are left out, entities are characters."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _MARKUP.finditer(text):
        kept, new = text[at : match.start()], _read_as(match)
        pieces += [kept, new]
        places += [*range(at, match.start()), *[match.start()] * len(new)]
        at = match.end()
    return Unmarked("".join([*pieces, text[at:]]), (*places, *range(at, len(text))))


def _read_as(match: re.Match[str]) -> str:
    return _READ_AS[str(match.lastgroup)](match.group())


def _composed(letters: str) -> str:
    return unicodedata.normalize("NFC", letters)


def _character(entity: str) -> str:
    found = html.unescape(entity)
    return " " if found.isspace() or found in "<>" else found


_NOTHING: Callable[[str], str] = lambda _: ""  # noqa: E731
_PATTERNS: dict[str, tuple[str, Callable[[str], str]]] = {
    "left_out": (
        r"(?is:<!--.*?(?:-->|\Z)"
        r"|<(?P<kind>blockquote|style|script)\b[^<>]{0,200}>.*?(?:</(?P=kind)[ ]?>|\Z))",
        lambda _: "\n\n",
    ),
    "item": (r"(?i:<(?:li|tr|td|dt|h[1-6])\b[^<>]{0,200}>)", lambda _: "\n• "),
    "block": (r"(?i:</?(?:br|p|div|ul|ol|table|dd)\b[^<>]{0,200}>)", lambda _: "\n\n"),
    "tag": (r"</?[A-Za-z][^<>\n]{0,200}>", _NOTHING),
    "entity": (r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,10});", _character),
    "row": (r"(?m:^[ ]*\|(?=[^\n]*\|[ ]*$))", lambda _: "• "),
    "step": (r"\b(?i:Schritt|Step) \d{1,2}[ ]?[:.–-](?=\s)", lambda _: "\n•"),
    "heading": (r"(?m:^[ ]{0,3}#{1,6}[ ])", lambda _: "• "),
    "box": (r"(?m:(?<=^[-*•] )\[[ xX]\][ ])", _NOTHING),
    "link": (r"\]\([^()\s]{1,400}\)", _NOTHING),
    "linked": (r"!?\[(?=[^\[\]\n]{1,300}\]\([^()\s]{1,400}\))", _NOTHING),
    "strong": (r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])", _NOTHING),
    "under": (r"(?<![\w_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w_])", _NOTHING),
    "code": (r"(?<!`)`(?!`)", _NOTHING),
    "hidden": ("[\u00ad\u200b-\u200d\u2060\ufeff]", _NOTHING),
    "composed": ("[^\\W\\d_][\u0300-\u036f]{1,3}", _composed),
}
_READ_AS = {name: read_as for name, (_, read_as) in _PATTERNS.items()}
_MARKUP = re.compile("|".join(f"(?P<{name}>{source})" for name, (source, _) in _PATTERNS.items()))
