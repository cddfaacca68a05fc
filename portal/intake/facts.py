"""Facts that customers state in passing: number, domain, device, message, since when. Pure rules.

Each comes with the words that say so. Nothing here is sure: the customer confirms it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_time

from portal.intake.products import DEVICES, PRODUCTS, is_provider
from portal.intake.since import since_when

LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact: its name (journeys.rules.FACTS), its value, and the words with their place."""

    name: str
    value: str
    quote: str
    start: int
    end: int


Span = tuple[int, int]
Finding = tuple[str, Span]
"""A value and where it stands."""


def stated_facts(
    text: str, *, locale: str, now: datetime, customer_number: str = ""
) -> tuple[Stated, ...]:
    """What the text states, each fact once, in the order of the text.

    `now` is in the reader's zone; `customer_number` is the pattern of the organisation's numbers
    (a regular expression), if they have one.
    """
    own = _without_quoted_mail(text)
    found: list[Stated] = []
    rules: dict[str, Callable[[], Finding | None]] = {
        "customer_number": lambda: _customer_number(own, customer_number),
        "email_address": lambda: _first(_ADDRESS, own),
        "domain": lambda: _domain(own),
        "error_text": lambda: _error(own),
        "since": lambda: _since(own, locale, now),
        "changed_before": lambda: _changed_before(own),
        **{name: _product_rule(own, name) for name in (*PRODUCTS, "device")},
    }
    for name, rule in rules.items():
        finding = rule()
        if finding is not None:
            value, (start, end) = finding
            quote = " ".join(text[start:end].split())
            found.append(Stated(name, value[:LONGEST_VALUE], quote, start, end))
    return tuple(sorted(found, key=lambda fact: fact.start))


_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?P<name>(?:[a-z0-9äöüß](?:[a-z0-9äöüß-]{0,61}[a-z0-9äöüß])?\.)+"
    r"(?:de|com|net|org|eu|at|ch|info|biz|io|app|dev|shop|online|berlin|hamburg|example|co\.uk"
    r"|uk|fr|nl|it|es|pl|dk|li|lu|be|cz|us|me|tv|store|blog|website|email|cloud|club|gmbh))\b"
    r"(?![\w@-])(?!\.\w)",
    re.IGNORECASE,
)
_SERVER = re.compile(r"^(?:(?:smtp|imap|pop3?|mail|mx|ftp|sftp|ns\d*|webmail|autodiscover)\.)")
_NUMBERED = re.compile(
    r"\b(?:kunden?[- ]?(?:nummer|nr)\b\.?|kd\.?[- ]?nr\b\.?|kundennr\b\.?"
    r"|customer[- ]?(?:number|no\b\.?|id)|client[- ]?(?:number|no\b\.?|id))"
    r"\s*(?:ist|lautet|is|:|=|#)*\s*(?P<number>[A-Z]{0,4}[-/ ]?\d[\d./ -]{2,18}\d)\b",
    re.IGNORECASE,
)
_CODES = re.compile(
    r"\b(?:0x[0-9a-f]{4,8}|(?:NET::)?ERR_[A-Z_]{4,}|DNS_PROBE_[A-Z_]+|(?:SEC|SSL|PR|MOZILLA_PKIX)"
    r"_ERROR_[A-Z_]+|PR_[A-Z_]+_ERROR"
    r"|(?:(?:error|fehler|smtp|code)[ -:#]*)?[45]\d\d[ -]\d\.\d{1,3}\.\d{1,3}\b"
    r"[^\n.!?„“”\"«»]{0,80}"
    r"|(?:http|smtp|sip|fehler|fehlercode|error|error code|code|status)[ -:#]*"
    r"(?:nr\.? ?|nummer |number )?[1-5F]\d{2,3}\b(?:[ -](?:Internal Server Error"
    r"|Not Found|Forbidden|Bad Gateway|Service Unavailable|Gateway Timeout))?)",
    re.IGNORECASE,
)
_MESSAGE = re.compile(
    r"(?:fehler\w*|meldung\w*|hinweis|error\w*|message|warning|warnung|steht|angezeigt|anzeige"
    r"|says|saying|reads|shows|sagt|heißt|heisst|kommt)\b[^„“\"«»\n.!?]{0,60}"
    r"[„“\"«»](?P<message>[^„“”\"«»\n]{4,280})[“”\"«»]",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:(?:seit|nach|kurz nach|direkt nach)\s+(?:dem|der|einem|einer|meinem|unserem|unserer)\s+"
    r"(?:[\w.-]+\s+){0,2}?[\w.-]*(?:update|upgrade|umstellung|umzug|wechsel|umstieg|installation"
    r"|aktualisierung|stromausfall|gewitter|migration)\b(?:\s+(?:auf|von|zu)\s+[\w. -]{2,30}?"
    r"(?=[,.;!?\n]|\s(?:geht|kann|ist|funktion|kommt|läuft|habe)))?"
    r"|(?:since|after|right after)\s+(?:the|an?|my|our)\s+(?:[\w.-]+\s+){0,3}?"
    r"(?:update|upgrade|migration|switch|move|relocation|power cut|storm"
    r"|change|reinstall(?:ation)?)\b"
    r"|(?:since|after)\s+(?:i|we)\s+(?:updated|changed|switched|moved|upgraded|installed"
    r"|replaced)\b[^,.;!?\n]{0,60}"
    r"|(?:seit|nachdem)\s+(?:ich|wir)\b[^,.;!?\n]{2,60})",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:gestern|vorgestern|vorher|davor|zuvor|kürzlich|neulich|letzte \w+|am \w+tag|yesterday"
    r"|before that|recently|last \w+|on \w+day)\b[^,.;!?\n]{0,80}?\b(?:geändert|gewechselt"
    r"|umgestellt|umgezogen|aktualisiert|installiert|getauscht|ausgetauscht)\b"
    r"|\b(?:i|we|my \w+|our \w+)\b[^,.;!?\n]{0,40}?\b(?:changed|switched|moved|updated|upgraded"
    r"|installed|replaced)\b[^,.;!?\n]{0,60}?"
    r"\b(?:yesterday|recently|before that|last \w+|on \w+day)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:nichts?|nix|nothing|kein\w*|nie|noch nicht|not|never|no)\b|n[’']t\b", re.IGNORECASE
)
_WORKS = re.compile(
    r"\b(?:geht|gehen|klappt|klappen|funktionier\w+|läuft|laufen|works?|working|is fine"
    r"|are fine)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    rf"{_NOT.pattern}|\b(?:nur noch|langsam|mehr|slow|stopped|no longer)\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[.!?;,\n]|\b(?:aber|but|jedoch|während|while|und|and)\b", re.IGNORECASE)


def _first(pattern: re.Pattern[str], text: str) -> Finding | None:
    match = pattern.search(text)
    return (match[0].rstrip("."), match.span()) if match else None


def _customer_number(text: str, own_pattern: str) -> Finding | None:
    match = _NUMBERED.search(text)
    if match is not None:
        return " ".join(match["number"].split()), match.span()
    if own_pattern:
        match = re.search(rf"(?<![\w-])(?<!\d[ /-])(?:{own_pattern})(?![\w-]|[ /]\d)", text)
        if match is not None:
            return match[0], match.span()
    return None


def _domain(text: str) -> Finding | None:
    """A name of a website; mail addresses, servers of ours and mail providers are none."""
    for match in _DOMAIN.finditer(text):
        name = match["name"].lower().removeprefix("www.")
        if not _SERVER.match(name) and not is_provider(name):
            return name, match.span()
    return None


def _error(text: str) -> Finding | None:
    """The words of a message, with its code if that stands elsewhere; else the code alone."""
    message, code = _MESSAGE.search(text), _CODES.search(text)
    if message is None:
        return (" ".join(code[0].split()), code.span()) if code else None
    words, span = " ".join(message["message"].split()), message.span("message")
    if code is None or code[0].lower() in words.lower():
        return words, span
    return f"{' '.join(code[0].split())}: {words}", span


def _since(text: str, locale: str, now: datetime) -> Finding | None:
    since = since_when(text, now)
    if since is None:
        return None
    span = (since.start, since.end)
    if since.day is None:
        return " ".join(text[since.start : since.end].split()), span
    language = {"en": "en_GB"}.get(locale, locale)
    pattern = "d MMMM y" if locale == "en" else "d. MMMM y"
    if not since.about:
        pattern = "EEEE d MMMM y" if locale == "en" else f"EEEE, {pattern}"
    value = format_date(since.day, pattern, locale=language)
    if since.moment is not None:
        clock = format_time(since.moment, "H:mm", locale=language)
        value += f", {clock} Uhr" if locale == "de" else f", {clock}"
    about = {"de": "etwa", "en": "about"}[locale]
    return (f"{about} {value}" if since.about else value), span


def _changed_before(text: str) -> Finding | None:
    """What had changed; that nothing had is no fact."""
    for pattern in (_CHANGE, _CHANGED):
        for match in pattern.finditer(text):
            if not _NOT.search(match[0]):
                return " ".join(match[0].split()), match.span()
    return None


def _product_rule(text: str, name: str) -> Callable[[], Finding | None]:
    pattern = DEVICES if name == "device" else PRODUCTS[name]
    return lambda: next(_products(text, pattern), None)


def _products(text: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    """Those that are named, but not to say that it works there."""
    for match in pattern.finditer(text):
        clause = _clause(text, match.start(), match.end())
        if _WORKS.search(clause) and not _TROUBLE.search(clause):
            continue
        yield " ".join(match[0].split()), match.span()


def _clause(text: str, start: int, end: int) -> str:
    before = [match.end() for match in _CLAUSE_END.finditer(text, max(0, start - 200), start)]
    after = _CLAUSE_END.search(text, end)
    return text[
        before[-1] if before else max(0, start - 200) : after.start() if after else end + 200
    ]


def _without_quoted_mail(text: str) -> str:
    """The text with quoted lines (RFC 3676) blanked, so that places stay the same."""
    return "\n".join(
        " " * len(line) if line.lstrip().startswith(">") else line for line in text.split("\n")
    )
