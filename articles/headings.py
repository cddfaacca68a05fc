"""Headings and what authors write around their text: `{#id .class remedy=…}`, `<a name="…">`."""

import re
from dataclasses import dataclass

_BRACES = re.compile(r"(?:^|[ \t]+)\{:?[ \t]*([^{}]*)\}\Z")
_ATTRIBUTE = re.compile(
    r"#(?P<identifier>[\w:.-]+)|\.(?P<name>[\w-]+)"
    r"|(?P<key>[\w-]+)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>\S+))"
)
_ANCHOR = re.compile(r"<a (?:name|id)=[\"']?([\w:.-]+)[\"']?\s*>\s*</a>\s*")


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


def read_heading(written: str, *, level: int, line: int, end: int, top: bool) -> Heading | None:
    """The heading that is written behind the `#` or above the underline; None without text.

    Attributes follow Pandoc's `header_attributes`; the colon of Kramdown's `{:` is allowed.
    """
    text, attributes = _split_attributes(written.strip())
    # <a name="…"></a> before a heading is how converted documents write its anchor.
    anchor = _ANCHOR.match(text)
    text = text[anchor.end() :] if anchor else text
    if not text:
        return None
    return Heading(
        level=level,
        text=text,
        line=line,
        end=end,
        top=top,
        identifier=attributes.identifier or (anchor[1] if anchor else ""),
        classes=attributes.classes,
        remedy=attributes.remedy,
    )


@dataclass(frozen=True, slots=True)
class _Attributes:
    identifier: str = ""
    classes: tuple[str, ...] = ()
    remedy: str = ""


def _split_attributes(written: str) -> tuple[str, _Attributes]:
    """Take the attributes from the end; braces around anything else stay as text."""
    braces = _BRACES.search(written)
    if not braces or _ATTRIBUTE.sub("", braces[1]).strip():
        return written, _Attributes()
    identifier, classes, remedy = "", list[str](), ""
    for found in _ATTRIBUTE.finditer(braces[1]):
        if found["identifier"]:
            identifier = found["identifier"]
        elif found["name"]:
            classes.append(found["name"])
        elif found["key"] == "remedy":
            remedy = found["double"] or found["single"] or found["bare"] or ""
    text = written[: braces.start()].rstrip()
    return text, _Attributes(identifier, tuple(classes), remedy)
