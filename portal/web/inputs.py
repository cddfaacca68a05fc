"""What people type, before anything is done with it.

Control characters and noncharacters may not stand in HTML (WHATWG, 13.2.3.5), and PostgreSQL
holds no NUL: they become spaces. Everything that can be read stays, emoji and marks of direction
included.
"""

import re

_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def one_line(text: str, longest: int) -> str:
    """At most `longest` characters of a field of one line, without spaces around them."""
    return _UNREADABLE.sub(" ", text[:longest]).strip()


def free_text(text: str, longest: int) -> str:
    """At most `longest` characters of a field of several lines."""
    lines = text[:longest].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_UNREADABLE.sub(" ", line) for line in lines).strip()
