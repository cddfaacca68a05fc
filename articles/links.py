"""Links and images of a Markdown body, and where relative ones lead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from articles.dialects import translate_line
from articles.lines import text_lines

ARTICLE_SCHEME = "article:"

_INLINE = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*(?:<(?P<bracketed>[^<>\n]*)>|(?P<bare>(?:[^()\s]|\([^()\s]*\))*))[^()\n]*\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<text>[^\[\]^][^\[\]]*)\]:\s*<?(?P<target>[^\s<>]+)>?")
_AUTOLINK = re.compile(r"<(?P<target>(?:https?|mailto):[^<>\s]+)>")
_ELEMENT = re.compile(
    r"<(?P<name>a|img)\s[^<>]*?(?:href|src)=[\"'](?P<target>[^\"']*)", re.IGNORECASE
)
_ALTERNATIVE = re.compile(r"\balt=[\"']([^\"']*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """One link or image as written; `text` is its words or the alternative text."""

    target: str
    text: str
    line: int
    image: bool = False

    @property
    def article(self) -> str:
        """The id of the article meant by an `article:` link, else an empty string."""
        return article_target(self.target)[0] if self.target.startswith(ARTICLE_SCHEME) else ""


def find_links(body: str) -> tuple[Link, ...]:
    """Every link and image outside code, in reading order."""
    return tuple(
        link for line, text in text_lines(body) for link in _in_line(translate_line(text), line)
    )


def article_target(target: str) -> tuple[str, str]:
    """Split `article:mail-bounced#cause` into id and fragment."""
    identity, _, fragment = target.removeprefix(ARTICLE_SCHEME).partition("#")
    return identity.strip(), fragment


def relative_target(target: str, *, base: PurePosixPath) -> tuple[PurePosixPath, str] | None:
    """Path below the imported folder and fragment of a relative link in the file `base`.

    None for links with a scheme or host, absolute paths and paths that leave the folder.
    """
    try:
        parts = urlsplit(target.replace("\\", "/"))
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or path.startswith("/") or not path or "\x00" in path:
        return None
    resolved: list[str] = list(base.parent.parts)
    for part in PurePosixPath(path).parts:
        if part != "..":
            resolved.append(part)
        elif resolved:
            resolved.pop()
        else:
            return None
    return PurePosixPath(*resolved), parts.fragment


def _in_line(text: str, line: int) -> Iterator[Link]:
    found: list[tuple[int, Link]] = []
    for match in _INLINE.finditer(text):
        target = unescape(match["bracketed"] or match["bare"] or "")
        found.append((match.start(), Link(target, match["text"], line, bool(match["image"]))))
        # A picture can be the text of a link.
        if not match["image"]:
            found.extend((match.start(), link) for link in _in_line(match["text"], line))
    definition = _DEFINITION.match(text)
    if definition:
        found.append((0, Link(definition["target"], definition["text"], line)))
    found.extend(
        (match.start(), Link(match["target"], match["target"], line))
        for match in _AUTOLINK.finditer(text)
    )
    for match in _ELEMENT.finditer(text):
        image = match["name"].lower() == "img"
        alternative = _ALTERNATIVE.search(text, match.start())
        words = alternative[1] if image and alternative else ""
        found.append((match.start(), Link(unescape(match["target"]), words, line, image)))
    yield from (link for _, link in sorted(found, key=lambda pair: pair[0]))
