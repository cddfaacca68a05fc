"""What typed text becomes before anything else sees it. Pure: no I/O, no clock."""

import re
from collections.abc import Iterable

from articles.sections import plain_inline, split_sections

SHORTEST_TITLE = 3
LONGEST_TITLE = 160
LONGEST_SUMMARY = 400
LARGEST_BODY = 200_000
"""Bytes of UTF-8."""
MOST_LIST_ITEMS = 30
LONGEST_LIST_ITEM = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SEPARATORS = re.compile(r"[,;\n]")
_SKELETONS = {
    "de": ("Kurz gesagt", "Woran Sie es erkennen", "Wenn nichts davon hilft"),
    "en": ("In short", "How to recognise it", "If none of this helps"),
}


def clean_line(text: str) -> str:
    """One line: control characters and line breaks become spaces, runs of spaces one."""
    return " ".join(_CONTROL.sub(" ", text).split())


def clean_body(text: str) -> str:
    """Markdown as a file holds it: LF, no control characters, one line break at its end.

    Browsers send CRLF (HTML standard, form submission); a text that only went through a form
    must not count as changed.
    """
    unix = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    return f"{unix}\n" if unix.strip() else ""


def split_list(text: str) -> tuple[str, ...]:
    """Items between commas, semicolons or line breaks; each once, in their order."""
    items = (clean_line(item) for item in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(item for item in items if item))


def joined(items: Iterable[str]) -> str:
    """The opposite of `split_list`."""
    return ", ".join(items)


def skeleton(locale: str) -> str:
    """The parts that every article has, for a new one to start from."""
    short, symptoms, following = _SKELETONS[locale]
    return f"## {short} {{.short}}\n\n\n## {symptoms} {{.symptoms}}\n\n\n## {following} {{.next}}\n"


def with_picture(body: str, markdown: str) -> str:
    """`body` with a picture behind its last paragraph."""
    text = clean_body(body)
    return f"{text}\n{markdown}\n" if text else f"{markdown}\n"


def changed_sections(old: str, new: str) -> tuple[str, ...]:
    """Headings of `new` whose text is not the same in `old`, in reading order.

    The text before the first heading counts as an empty heading.
    """
    before = {section.path: section.text for section in split_sections(old)}
    return tuple(
        plain_inline(section.title)
        for section in split_sections(new)
        if before.get(section.path) != section.text
    )
