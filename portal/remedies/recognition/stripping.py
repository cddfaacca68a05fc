"""What of a text the customer says in their own words.

Older mails, quoted lines, code, error messages in quotation marks and addresses are blanked out:
every other character keeps its place, so that what is found can be quoted from the original.
"""

import re

# A quotation this long (in words) is a message or somebody else's sentence, not a name.
_MESSAGE_WORDS = 4


def own_part(text: str) -> str:
    """A text of the same length, with spaces for what the writer only quotes."""
    text = _BREAKS.sub("\n", text.replace("\r\n", " \n"))
    text = _CONTROLS.sub(" ", text)
    text = _before_history(text)
    for pattern in (_QUOTED_LINE, _FENCE, _TAG, _ADDRESS):
        text = pattern.sub(_blank, text)
    return _QUOTATION.sub(_blank_message, text)


def _before_history(text: str) -> str:
    """Blank an older mail below what was written; a mail that only forwards one stays."""
    for pattern in (_DIVIDER, _WROTE, _HEADERS):
        match = pattern.search(text)
        if match and text[: match.start()].strip():
            text = text[: match.start()] + _spaces(text[match.start() :])
    return text


def _blank(match: re.Match[str]) -> str:
    return _spaces(match.group())


def _blank_message(match: re.Match[str]) -> str:
    quoted = match.group()
    return _spaces(quoted) if len(quoted.split()) >= _MESSAGE_WORDS else quoted


def _spaces(text: str) -> str:
    return "".join("\n" if character == "\n" else " " for character in text)


_BREAKS = re.compile(r"[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x09\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")
_QUOTED_LINE = re.compile(r"^[ ]*[>|].*$", re.MULTILINE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_TAG = re.compile(r"<[/!]?[A-Za-z][^<>\n]{0,200}>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_QUOTATION = re.compile(
    r"„[^“”\"\n]{4,400}[“”\"]|“[^“”\n]{4,400}”|»[^«\n]{4,400}«|\"[^\"\n]{4,400}\""
)
_DIVIDER = re.compile(
    r"^[ ]*-{2,}[ ]*(?:original message|forwarded message|urspr(?:ü|ue)ngliche nachricht"
    r"|weitergeleitete nachricht|original-?nachricht)",
    re.IGNORECASE | re.MULTILINE,
)
_WROTE = re.compile(
    r"^[ ]*(?:on\b[^\n]{4,120}(?:\n[^\n]{0,80})?\bwrote"
    r"|am\b[^\n]{4,120}(?:\n[^\n]{0,80})?\bschrieb\b[^\n]{0,80}"
    r"|[^\n]{2,80}\bschrieb am\b[^\n]{4,80}):[ ]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS = re.compile(
    r"^[ ]*\**(?:von|from)\**[ ]?:[^\n]*\n[ ]*\**(?:gesendet|sent|datum|date|an|to)\**[ ]?:",
    re.IGNORECASE | re.MULTILINE,
)
