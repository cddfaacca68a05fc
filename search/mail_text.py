"""What a pasted mail is about: its own words, without greeting, signature and older mails.

Works on lines, as mail programs write them (quoting by ">" as in RFC 3676, "-- " above a
signature as in RFC 3676 4.3), and knows the formulas of German and English mails. Where
nothing would be left the text stays as it is.
"""

import re


def own_words(text: str) -> str:
    """The text without quoted history, greeting and signature; other texts are unchanged."""
    lines = text.splitlines()
    if len(lines) < 2:
        return text
    kept: list[str] = []
    for line in _before_history(lines):
        if line == "-- " or line.strip() == "--" or (kept and _CLOSING.fullmatch(line.strip())):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    body = "\n".join(kept).strip()
    shorter = _GREETING.sub("", body, count=1).strip()
    return shorter or body or text


def _before_history(lines: list[str]) -> list[str]:
    """The lines above an older mail; all of them when it comes first, as in a forwarded one."""
    for at, line in enumerate(lines):
        # "Am 3. Mai schrieb Jonas" may be broken into two lines.
        opening = " ".join(lines[at : at + 2]).strip()
        header = _HEADER.match(line) and at + 1 < len(lines) and _HEADER.match(lines[at + 1])
        if _DIVIDER.match(line.strip()) or _WROTE.match(opening) or header:
            above = [above for above in lines[:at] if above.strip()]
            return lines[:at] if above else lines[at + 1 :]
    return lines


_DIVIDER = re.compile(
    r"-{2,}\s*(original message|forwarded message|urspr(ü|ue)ngliche nachricht"
    r"|weitergeleitete nachricht|original-?nachricht)\b|_{10,}$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(on\b.{4,120}\bwrote|am\b.{4,120}\bschrieb\b.{0,80}|.{2,80}\bschrieb am\b.{4,80}):",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\s*\**(von|from|gesendet|sent|datum|date|an|to|cc|betreff|subject)\**\s?:\**\s", re.IGNORECASE
)
_GREETING = re.compile(
    r"(hallo|hi|hey|moin|servus|gr(ü|ue)(ß|ss) gott|guten (tag|morgen|abend)|sehr geehrte"
    r"|liebe[rs]?|hello|dear|good (morning|afternoon|evening))\b[^\n.?!,:;]{0,60}[,.!]?\s*\n",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"((mit )?(freundlich|best|viel|lieb|herzlich|sch(ö|oe)n)(en?|ste[nr]?) "
    r"(gr(ü|ue)(ß|ss)(en?)?|dank)"
    r"|gru(ß|ss)|mfg|lg|vg|danke( (sch(ö|oe)n|im voraus|vorab))?|vielen dank( im voraus)?"
    r"|(kind|best|warm)( regards| wishes)|(best|kind) ?regards|regards|cheers"
    r"|thanks( a lot| in advance| so much)?|thank you( in advance| very much)?"
    r"|sincerely|yours( sincerely| faithfully| truly)?)[\s,.!]*",
    re.IGNORECASE,
)
