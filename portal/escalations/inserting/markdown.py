"""Pieces of Markdown that are put into a reply. Pure."""

import re
from collections.abc import Callable

from portal.escalations.saved_replies.rules import as_words

MOST_QUOTED = 1500
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>")
_NOTICE = re.compile(r"^([> ]*)\[!\w+\][ \t]*$\n?", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{[.#:\w][^{}\n]*\}[ \t]*$", re.MULTILINE)
_SCHEMES = ("https://", "http://", "mailto:")


def linked(words: str, address: str) -> str:
    """A link whose words are nothing but words."""
    return f"[{as_words(words)}]({address.replace('(', '%28').replace(')', '%29')})"


def quoted(text: str, resolve: Callable[[str], str | None]) -> str:
    """A passage of an article as a quotation: its links lead to full addresses (`resolve`) or are
    plain words, and what a mail cannot show (pictures, HTML) is left out."""

    def link(found: re.Match[str]) -> str:
        target = found[2]
        address = target if target.startswith(_SCHEMES) else resolve(target)
        return f"[{found[1]}]({address})" if address else found[1]

    words = _ATTRIBUTES.sub("", _NOTICE.sub("", _TAG.sub("", _IMAGE.sub("", text))))
    lines = _shortened(re.sub(r"\n{3,}", "\n\n", _LINK.sub(link, words)).strip()).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _shortened(text: str) -> str:
    """At most MOST_QUOTED characters, ending with a paragraph or a line."""
    if len(text) <= MOST_QUOTED:
        return text
    head = text[:MOST_QUOTED]
    end = max(head.rfind("\n\n"), head.rfind("\n") if head.rfind("\n\n") < 300 else -1)
    return f"{head[: end if end > 0 else MOST_QUOTED].rstrip()}\n\n…"
