r"""Taking secrets out of a log before anybody keeps it. Pure, and linear in the length of the text.

What is taken out is replaced by words that say what stood there, so that the lines stay readable.
It is better to take out too much than too little: a support team seldom needs the value behind
`password=`. Patterns start where a run of signs starts and never give signs back, so that no text
makes them slow.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from portal.escalations.diagnostics.numbers import card_at, iban_at


class Removed(StrEnum):
    """What was taken out: private keys · tokens, API keys and cookies · passwords · bank accounts ·
    payment cards · mail addresses · user names in paths · addresses of devices in a network."""

    KEY = "key"
    TOKEN = "token"  # noqa: S105 - the word for one
    PASSWORD = "password"  # noqa: S105
    IBAN = "iban"
    CARD = "card"
    EMAIL = "email"
    USER = "user"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A text without secrets, and how many of each kind were taken out."""

    text: str
    removed: Mapping[Removed, int]


PLACEHOLDERS: Final[Mapping[str, Mapping[Removed, str]]] = {
    "de": {
        Removed.KEY: "[privater Schlüssel entfernt]",
        Removed.TOKEN: "[Zugangsschlüssel entfernt]",
        Removed.PASSWORD: "[Passwort entfernt]",
        Removed.IBAN: "[IBAN entfernt]",
        Removed.CARD: "[Kartennummer entfernt]",
        Removed.EMAIL: "[E-Mail-Adresse entfernt]",
        Removed.USER: "[Benutzername entfernt]",
        Removed.NETWORK: "[Netzwerkadresse entfernt]",
    },
    "en": {
        Removed.KEY: "[private key removed]",
        Removed.TOKEN: "[access key removed]",
        Removed.PASSWORD: "[password removed]",
        Removed.IBAN: "[IBAN removed]",
        Removed.CARD: "[card number removed]",
        Removed.EMAIL: "[mail address removed]",
        Removed.USER: "[user name removed]",
        Removed.NETWORK: "[network address removed]",
    },
}
"""In the language of the request; none of them looks like anything that is taken out."""


def scrub(text: str, language: str) -> Scrubbed:
    """`text` without secrets. Scrubbed twice, it stays as it is."""
    counts: Counter[Removed] = Counter()
    words = PLACEHOLDERS[language]
    for kind, pattern in _PATTERNS:
        text = pattern.sub(_replacing(kind, words[kind], counts), text)
    for kind, find in _FINDERS:
        text = _cut(text, find(text), words[kind], kind, counts)
    return Scrubbed(text, {kind: counts[kind] for kind in Removed if counts[kind]})


def _replacing(
    kind: Removed, placeholder: str, counts: Counter[Removed]
) -> Callable[[re.Match[str]], str]:
    """Replaces the group `secret`, or the whole match where there is none."""

    def replace(match: re.Match[str]) -> str:
        secret = match["secret"] if "secret" in match.re.groupindex else match[0]
        if not secret.strip() or secret in _KNOWN:
            return match[0]
        counts[kind] += 1
        start = match.start("secret") - match.start() if secret != match[0] else 0
        whole = match[0]
        return f"{whole[:start]}{placeholder}{whole[start + len(secret) :]}"

    return replace


def _cut(
    text: str,
    spans: Iterator[tuple[int, int]],
    placeholder: str,
    kind: Removed,
    counts: Counter[Removed],
) -> str:
    pieces, done = [], 0
    for start, end in spans:
        if start < done:
            continue
        pieces += [text[done:start], placeholder]
        done = end
        counts[kind] += 1
    return "".join([*pieces, text[done:]])


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN_START.finditer(text):
        end = iban_at(text, match.start())
        if end is not None:
            yield match.start(), end


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD_START.finditer(text):
        end = card_at(text, match.start())
        if end is not None:
            yield match.start(), end


def _network(text: str) -> Iterator[tuple[int, int]]:
    for match in _NETWORK.finditer(text):
        found = match[0]
        if match.lastgroup == "mac":
            yield match.span()
            continue
        try:
            address = ip_address(found)
        except ValueError:  # a time, a version, a name of C++
            continue
        if not (address.is_loopback or address.is_unspecified):
            yield match.span()


_KNOWN = frozenset(word for words in PLACEHOLDERS.values() for word in words.values())
_NOT_YET = r"(?!\[[^\]\n]{1,40}(?:entfernt|removed)\])"
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'"
_VALUE = rf"{_NOT_YET}(?P<secret>{_QUOTED}|[^\s&\"'<>]++)"
_LOCKS = (
    r"password|passwd|passphrase|passwort|kennwort|losungswort|(?<![a-z])pwd|(?<![a-z])pass"
    r"|(?<![a-z])pin(?![a-z])|(?<![a-z])(?:cvv|cvc|puk|otp)(?![a-z])"
)
_KEYS = (
    r"secret|token|credentials?|(?:api|access|account|secret|auth|signing|encryption|licen[cs]e|"
    r"private|shared)[_. -]?key|zugangsschlüssel|lizenzschlüssel|session[_-]?id|phpsessid|"
    r"jsessionid|(?<![a-z])(?:csrf|xsrf)[_-]?[a-z]{0,10}|connection[_-]?string|sas[_-]?url"
)
_HEADERS = r"(?:proxy-)?authorization|(?:set-)?cookie2?|x-[a-z-]{0,30}(?:key|token|auth|secret)"
_IS = r"[\"']?[ \t]{0,8}(?:=>|:=|[:=])[ \t]{0,8}+"
_HEX = "[0-9A-Fa-f]"

_PATTERNS: Final = (
    (
        Removed.KEY,
        re.compile(
            r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S]){0,20000}+"
            r"(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?"
        ),
    ),
    # Headers and settings on a line of their own: everything behind the name.
    (
        Removed.TOKEN,
        re.compile(
            rf"(?im)(?<![\w-])(?:{_HEADERS})(?:[\"']?[ \t]{{0,8}}[:=][ \t]{{0,8}}+){_NOT_YET}"
            rf"(?P<secret>{_QUOTED}|[^\n\"'][^\n]*+)"
        ),
    ),
    (
        Removed.PASSWORD,
        re.compile(
            rf"(?im)^[ \t]{{0,40}}[\"']?[\w.-]{{0,40}}?(?:{_LOCKS})[\w.-]{{0,20}}{_IS}"
            rf"{_NOT_YET}(?P<secret>\S[^\n]*+)"
        ),
    ),
    (Removed.PASSWORD, re.compile(rf"(?i)(?:{_LOCKS})[\w-]{{0,20}}{_IS}{_VALUE}")),
    (
        Removed.PASSWORD,
        re.compile(
            rf"(?i)--?(?:{_LOCKS})[ \t]{{1,4}}+{_VALUE}"
            rf"|\bidentified[ \t]{{1,4}}by[ \t]{{1,4}}(?:{_QUOTED})"
        ),
    ),
    # Mail and file transfer: POP3 and FTP (RFC 1939, 959), SMTP (RFC 4954), IMAP (RFC 9051).
    (
        Removed.PASSWORD,
        re.compile(rf"(?m)(?:^|[>:\]][ \t]{{0,4}})PASS[ \t]{{1,4}}+{_NOT_YET}(?P<secret>[^\s:]++)"),
    ),
    (
        Removed.PASSWORD,
        re.compile(
            r"\bAUTH(?:ENTICATE)?[ \t]{1,4}(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER)"
            rf"[ \t]{{1,4}}+{_VALUE}"
        ),
    ),
    (
        Removed.PASSWORD,
        re.compile(
            rf"\bLOGIN[ \t]{{1,4}}(?:\"[^\"\n]{{0,200}}\"|[^\s@\"]{{1,100}}@[^\s\"]{{1,200}})"
            rf"[ \t]{{1,4}}+{_VALUE}"
        ),
    ),
    # https://name:password@host
    (
        Removed.PASSWORD,
        re.compile(rf"://[^\s/@:\"'<>]{{0,128}}+:{_NOT_YET}(?P<secret>[^\s/\"'<>]{{1,256}})(?=@)"),
    ),
    (
        Removed.TOKEN,
        re.compile(
            r"(?i)[?&;](?:key|code|state|sig|signature|auth|hash|ticket|sid|jwt|assertion|x-amz-"
            rf"[a-z-]{{1,30}})={_NOT_YET}(?P<secret>[^&\s\"'<>#]++)"
        ),
    ),
    (Removed.TOKEN, re.compile(rf"(?i)(?:{_KEYS})[\w-]{{0,20}}{_IS}{_VALUE}")),
    (Removed.TOKEN, re.compile(rf"(?i)--(?:{_KEYS})[ \t]{{1,4}}+{_VALUE}")),
    (
        Removed.TOKEN,
        re.compile(
            r"(?i)\b(?:bearer|token)[ \t]{1,4}(?P<secret>(?=[\w.~+/=-]{0,200}\d|[\w.~+/=-]{20})"
            r"[\w.~+/=-]{8,}+)"
        ),
    ),
    (Removed.TOKEN, re.compile(r"(?<![\w-])eyJ[\w-]{5,}+(?:\.[\w-]*+){1,4}")),  # RFC 7519
    (
        Removed.TOKEN,
        re.compile(
            r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AGPA|AIDA|AROA)[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{20,}+"
            r"|github_pat_\w{20,}+|glpat-[\w-]{16,}+|xox[a-z]-[\w-]{10,}+|xapp-[\w-]{10,}+"
            r"|[srp]k_(?:live|test)_[0-9A-Za-z]{10,}+|sk-[\w-]{20,}+|AIza[\w-]{30,}+"
            r"|ya29\.[\w.-]{10,}+|npm_[0-9A-Za-z]{30,}+|pypi-[\w-]{40,}+|SG\.[\w.-]{30,}+"
            r"|hv[sb]\.[\w-]{20,}+|dop_v1_[0-9a-f]{40,}+|\d{8,10}:AA[\w-]{30,}+)"
        ),
    ),
    # Anything long in which both cases and several digits are mixed: nobody writes words like that.
    (
        Removed.TOKEN,
        re.compile(
            r"(?<![\w+/=-])(?=[\w+-]{0,200}[A-Z])(?=[\w+-]{0,200}[a-z])"
            r"(?=(?:[A-Za-z_+-]{0,60}\d){3})[\w+-]{32,}+={0,2}"
        ),
    ),
    (
        Removed.EMAIL,
        re.compile(
            r"(?<![\w.%+-])[\w.%+-]++@[\w-]++(?:\.[\w-]++)*+"
            r"|(?<![\w.+-])[\w.+-]++%40[\w-]++(?:\.[\w-]++)++"
        ),
    ),
    (
        Removed.USER,
        re.compile(
            r"(?i)(?:\b[a-z]:|/[a-z]|\\\\[\w.-]{1,60}|\\\\\?\\[a-z]:)?[\\/]{1,4}"
            r"(?:Users|Benutzer|Documents and Settings|Dokumente und Einstellungen|home)"
            rf"(?:\\{{1,4}}|(?<![\w.][\\/]home)(?<![\w.]/Users)/){_NOT_YET}"
            r"(?!(?:Public|Default|All Users|Shared|Öffentlich)\b)"
            r"(?P<secret>[^\\/:*?\"<>|\r\n\[\]]{1,64}(?=[\\/])|[^\\/:*?\"'<>|\s,;\[\])]{1,64})"
        ),
    ),
    (
        Removed.USER,
        re.compile(rf"(?m)\b(?:USERNAME|LOGNAME|USERDOMAIN|COMPUTERNAME)={_VALUE}"),
    ),
)
_IBAN_START = re.compile(r"(?i)(?<![a-z0-9])[a-z]{2}\d{2}|(?<=iban)[a-z]{2}\d{2}")
_CARD_START = re.compile(r"(?<!\d)[2-6](?=[\d -]{12})")
_NETWORK = re.compile(
    rf"(?P<mac>(?<![\w:-])(?:{_HEX}{{2}}:){{5}}{_HEX}{{2}}(?![\w:-])"
    rf"|(?<![\w:-])(?:{_HEX}{{2}}-){{5}}{_HEX}{{2}}(?![\w:-]))"
    r"|(?P<four>(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d|\w))"
    rf"|(?P<six>(?<![\w:.])(?:{_HEX}{{0,4}}:){{2,7}}{_HEX}{{0,4}}(?![\w:]))"
)
_FINDERS: Final[tuple[tuple[Removed, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    (Removed.IBAN, _ibans),
    (Removed.CARD, _cards),
    (Removed.NETWORK, _network),
)
