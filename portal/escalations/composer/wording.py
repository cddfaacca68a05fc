"""What can be read off the words of a reply, and sentences taken out of it or put in. Pure.

The text is Markdown; what is read are its words (`marks.unmarked`).
"""

import re
from itertools import pairwise

from portal.escalations.composer.findings import Span
from portal.escalations.composer.marks import cut, unmarked
from search.stopwords import STOP_WORDS_OF

LONG_ENOUGH = 40
"""Characters from which a text is more than a beginning."""
# Kept apart from the catalogues, because they are recognised again in the text.
BECAUSE = {"de": "Bitte noch einmal, weil", "en": "Please once more, because"}
_TELLING_WORDS = 8
_CLEARLY = 3
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"[.!?…]+[\"“”’»)]*(?=\s+[\"„“»(]?[^\W\d_a-zäöüß])|[ \t]*\n\s*")
_NO_END = re.compile(
    r"(?:\b(?:[A-Za-z]|bzw|ca|Nr|Dr|Hr|Fr|Mr|Mrs|Ms|St|usw|etc|evtl|ggf|vgl|inkl|Tel|No)|\d)\.$"
)
_GREETING = re.compile(
    r"\W*(?:guten (?:tag|morgen|abend)|hallo|sehr geehrte|liebe[rs]?\b|grüß|grüezi|grüsse|servus"
    r"|moin|hi\b|hello|dear|good (?:morning|afternoon|evening|day)|greetings)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"\banbei\b|\b(?:im|in der) (?:anhang|anlage)\b(?! (?:ihrer|ihres|der|des|von))"
    r"|\b(?:ich|wir) (?:habe|haben|hänge|hängen|füge|fügen)\b[^.!?\n]*"
    r"\b(?:angehängt|beigefügt|beigelegt|an|bei)\b(?=\s*[.,;:!]|\s*$)"
    r"|\b(?:i|we)(?:'ve| have)? attach(?:ed)?\b|\b(?:see|find|please find) (?:the )?attached\b"
    r"|\bi am attaching\b|\battached (?:is|are|you)\b|\bin the attachment\b(?! (?:of|to|you))",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"(?:https?://[^\s<>\"“”„)\]]+|article:[a-z0-9-]+)")


def sentences(text: str) -> list[Span]:
    """The sentences in their order, without the spaces around them; a line's end ends one."""
    cuts = [0, *(m.end() for m in _END.finditer(text) if not _within(text, m)), len(text)]
    spans = (_stripped(text, start, end) for start, end in pairwise(cuts))
    return [span for span in spans if span.start < span.end]


def sentence_at(text: str, place: int) -> Span:
    """The sentence that holds this character."""
    return next(
        (span for span in sentences(unmarked(text)) if span.start <= place < span.end),
        Span(place, place),
    )


def without(text: str, span: Span) -> str:
    """The text without the sentence that `span` begins in."""
    gone = sentence_at(text, span.start)
    before, after = cut(text, gone)
    if not before.rstrip("*~`_") or before.rstrip("*~`_")[-1].isspace():
        after = after.lstrip(" \t")
    if before.endswith("\n\n") and after.startswith("\n"):
        after = after.lstrip("\n")
    return (before + after).strip()


def reasoned(text: str, span: Span, reason: str, language: str) -> str:
    """The text with the reason right behind the sentence that `span` begins in."""
    end = sentence_at(text, span.start).end
    words = reason.strip().rstrip(".")
    return f"{text[:end]} {BECAUSE[language]} {words}.{text[end:]}"


def has_reason(text: str, span: Span) -> bool:
    """Does the text say why it asks for this once more?"""
    behind = text[sentence_at(text, span.start).end :].lstrip()
    return behind.startswith(tuple(BECAUSE.values()))


def greets(text: str, name: str) -> bool:
    """Does the first line speak to somebody?"""
    first = text.strip().partition("\n")[0]
    words = [word for word in name.split() if len(word) > 1]
    called = first.endswith((",", ":")) and any(word in first for word in words)
    return bool(_GREETING.match(first)) or called


def written_in(text: str) -> str | None:
    """ "de" or "en" where the small words leave no doubt, else None."""
    words = _WORD.findall(text.lower())
    german, english = (
        sum(word in STOP_WORDS_OF[language] for word in words) for language in ("de", "en")
    )
    if max(german, english) < _TELLING_WORDS:
        return None
    if german >= _CLEARLY * english:
        return "de"
    return "en" if english >= _CLEARLY * german else None


def attachment_named(text: str) -> Span | None:
    """Where the writer says that something is attached."""
    found = _ATTACHED.search(text)
    return Span(found.start(), found.end()) if found else None


def links(text: str) -> list[Span]:
    """Addresses, and articles named by their key."""
    return [
        Span(found.start(), found.start() + len(found.group().rstrip(".,;:!?")))
        for found in _ADDRESS.finditer(text)
    ]


def _within(text: str, end: re.Match[str]) -> bool:
    """A dot of an abbreviation or of a date."""
    mark = end.group()
    before = text[max(0, end.start() - 12) : end.start() + 1]
    return mark == "." and bool(_NO_END.search(before))


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
