"""Which sentences ask for a datum that the case already has. Pure.

A rule, no model: a sentence asks when it has a question word with the thing right behind it
("Welches Gerät …", "What is your customer number") or a request whose object the thing is ("Nennen
Sie uns bitte Ihre Kundennummer und die Fehlermeldung"). What only mentions a thing asks for
nothing, and neither does a request for another one ("ein neuer Screenshot", "was steht jetzt da").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.escalations.composer.findings import Span
from portal.escalations.composer.wording import sentences


@dataclass(frozen=True, slots=True)
class Known:
    """A datum of the case: its topic, what it is called, and where the page has it."""

    topic: str
    label: str
    value: str
    anchor: str


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A sentence that asks for what is known."""

    known: Known
    span: Span


def asked_again(reply: str, known: Sequence[Known]) -> list[AskedAgain]:
    """The first sentence about each known datum."""
    own = {k.topic: re.escape(k.label.lower()) for k in known if k.topic.startswith(_OWN)}
    things = _NOUNS | own
    found: dict[str, AskedAgain] = {}
    for span in sentences(reply):
        words = reply[span.start : span.end]
        asked = _asked(words.lower(), things)
        for datum in known:
            if datum.topic not in asked or datum.topic in found:
                continue
            if datum.value.strip() and datum.value.lower() in words.lower():
                continue  # it asks whether that is right
            found[datum.topic] = AskedAgain(datum, span)
    return list(found.values())


def topic_of(label: str) -> str:
    """The topic of a fact by what it is called; one of our own if it is none of the usual."""
    words = label.strip().lower()
    for topic, noun in _NOUNS.items():
        if re.match(rf"(?:{noun})\b", words):
            return topic
    if _SINCE_LABEL.match(words):
        return SINCE
    return CHANGED if _CHANGED_LABEL.match(words) else f"{_OWN}{_PLAIN.sub('_', words)[:30]}"


def topics_asked(question: str) -> frozenset[str]:
    """What a question of a flow asked for."""
    return _asked(question.lower(), _NOUNS)


def told_in(words: str) -> Iterator[tuple[str, str]]:
    """Data that stand in a customer's own words: (topic, value)."""
    for topic, pattern in _TOLD.items():
        if found := pattern.search(words):
            yield topic, (found[1] or found[0]).strip()


_OWN = "own_"
ERROR, SINCE, CHANGED, PICTURE = "error_text", "since", "changed_before", "picture"
EMAIL, PHONE, CUSTOMER_NUMBER = "email_address", "phone_number", "customer_number"


def _asked(sentence: str, things: dict[str, str]) -> frozenset[str]:
    found = set()
    if _SINCE.search(sentence):
        found.add(SINCE)
    if _CHANGED.search(sentence):
        found.add(CHANGED)
    objects = list(_objects(sentence))
    things_only = bool(_SENDS.search(sentence)) and not _TELLS.search(sentence)
    for topic, noun in things.items():
        if _is_asked(sentence, topic, noun) or (
            any(re.match(rf"{_BEFORE}(?:{noun})\b", words) for words in objects)
            and not (things_only and topic in _HARDWARE)
        ):
            found.add(topic)
    if _OTHER.search(sentence):
        return frozenset()
    if _ANOTHER_TIME.search(sentence):
        found -= {ERROR, PICTURE}
    return frozenset(found)


def _is_asked(sentence: str, topic: str, noun: str) -> bool:
    if re.search(rf"{_WHICH}(?:[\w!-]+[ -]){{0,1}}(?:{noun})\b", sentence):
        return True
    if topic in _HARDWARE:
        return bool(re.search(rf"{_MODEL}[^.,;]{{0,40}}\b(?:{noun})\b", sentence))
    return bool(re.search(rf"{_IS}{_BEFORE}(?:{noun})\b", sentence))


def _objects(sentence: str) -> Iterator[str]:
    """What a request asks to be told or sent, piece by piece."""
    if not (_TELLS.search(sentence) or _SENDS.search(sentence)):
        return
    if not _TO_US.search(sentence) or _DENIED.search(sentence):
        return
    for piece in re.split(r"[,;:]|\b(?:und|sowie|oder|and|or|as well as)\b", sentence):
        yield _REQUEST_WORDS.sub("", piece).strip()


_HARDWARE = frozenset({"device", "router", "printer", "program", "browser"})
_NOUNS = {
    CUSTOMER_NUMBER: r"kundennummer|kunden-nr\.?|kundennr\.?|customer (?:number|no\.?|id)",
    "domain": r"domain(?:namen?|s| name)?",
    EMAIL: r"e-?mail-?adressen?|mailadressen?|e-?mail address(?:es)?",
    PHONE: r"(?:telefon|handy|ruf|rückruf)nummer|(?:phone|telephone|mobile) number",
    "operating_system": r"betriebssystem|operating system|windows-version|version of windows",
    "device": r"gerät(?:e|en)?|devices?",
    "program": r"(?:e-?mail-?|mail-?)?programm|(?:mail-?)?app|(?:e-?mail |mail )?program"
    r"|(?:e-?mail |mail )client",
    "browser": r"browser",
    "router": r"router(?:modell)?",
    "printer": r"drucker(?:modell)?|printer",
    ERROR: r"fehler(?:meldung|text|code|nummer)|meldung|error (?:message|code|text|number)|error",
    PICTURE: r"screenshots?|bildschirmfotos?|bildschirmaufnahmen?"
    r"|(?:foto|bild) (?:der|von der|vom|des)|(?:picture|photo) of",
}
_BEFORE = (
    r"(?:(?:ihre?[nmrs]?|die|der|das|den|dem|eine?[nmr]?|your|the|an?)\s+)?"
    r"(?:(?:genaue?[nrsm]?|exact|full)\s+)?"
    r"(?:(?:wortlaut|text|namen?|name|modell|model|typ|version|wording)\s+"
    r"(?:der|des|dieser|ihre[rs]|of)\s+(?:the\s+|your\s+)?)?"
    r"(?:(?:[a-zäöüß]+(?:e|en|er|es|em)|exact|full|complete)\s+)?"
)
_WHICH = (
    r"\b(?:welche[srnm]?|was für (?:ein(?:e[nmr]?)?\s+)?|which"
    r"|what(?: kind| type| sort)?(?: of)?)\s*\b"
)
_IS = r"\b(?:wie (?:lautet|lauten|ist|heißt)|what(?:'s| is| are| was)|was (?:ist|war))\s+"
_MODEL = r"\b(?:welches (?:modell|fabrikat)|welche marke|(?:which|what) (?:model|make|brand))\b"
_SINCE = re.compile(
    r"\b(?:seit wann|since when|wie lange (?:schon|besteht|tritt|haben)|how long (?:has|have)"
    r"|wann (?:ist|trat|hat|begann)[^.?]{0,60}(?:erst|begonnen|angefangen|aufgetreten)"
    r"|when did (?:it|this|that|the (?:problem|error|trouble))[^.?]{0,30}(?:start|begin|first))"
)
_CHANGED = re.compile(
    r"\b(?:(?:haben sie|wurde|hat sich)[^.?]{0,40}(?:vorher|zuvor|davor)[^.?]{0,40}(?:ge|ver)ändert"
    r"|was (?:hat sich|haben sie|wurde)[^.?]{0,40}(?:ge|ver)ändert|what (?:has )?changed"
    r"|(?:did|have) you changed? (?:anything|something))"
)
_SINCE_LABEL = re.compile(r"seit wann|since when")
_CHANGED_LABEL = re.compile(r"(?:was sich )?(?:kurz |zu)?(?:vorher|zuvor)|what changed")
_TELLS = re.compile(
    r"\b(?:nennen|mitteilen|teilen|verraten|angeben|sagen|brauchen?|bräuchten?|benötigen?|tell"
    r"|provide|let (?:me|us) know|need|require|give|geben(?=[^.?]*\ban\b))\b"
)
_SENDS = re.compile(r"\b(?:schicken|senden|zusenden|schreiben|send|share|forward|attach)\b")
_TO_US = re.compile(r"\b(?:mir|uns|ich|wir|me|us|i|we)\b|\bangeben\b|\bprovide\b|\bgeben\b")
_DENIED = re.compile(r"\b(?:nicht|kein\w*|not|no|don['’]t|needn['’]t|ihnen|i['’]ll|we['’]ll)\b")
_REQUEST_WORDS = re.compile(
    r"\b(?:bitte|könnten|können|würden|sie|mir|uns|ich|wir|dafür|dazu|hierfür|außerdem|noch|auch"
    r"|kurz|dann|zunächst|zuerst|einmal|nennen|mitteilen|teilen|verraten|angeben|sagen|brauchen?"
    r"|bräuchten?|benötigen?|geben|schicken|senden|zusenden|schreiben|mit|an|hallo|und|please|could"
    r"|can|would|you|me|us|i|we|also|kindly|first|tell|provide|let|know|need|require|give|send"
    r"|share|forward|attach|to|with|for this|from you|as)\b\s*|[?!.]"
)
_OTHER = re.compile(
    r"\b(?:neue[nrsm]?|weitere[nrsm]?|andere[nrsm]?|zweite[nrsm]?|zusätzliche[nrsm]?|another|new"
    r"|different|second|other|further|additional)\b"
)
_ANOTHER_TIME = re.compile(
    r"\b(?:danach|anschließend|daraufhin|jetzt|nun|diesmal|dabei|dann|afterwards|now|then"
    r"|this time)\b"
)
_PLAIN = re.compile(r"[^a-z0-9]+")
_TOLD = {
    CUSTOMER_NUMBER: re.compile(
        r"(?:kundennummer|kunden-nr\.?|customer (?:number|no\.?|id))(?: ist| lautet| is)?[: ]+"
        r"([a-z]{0,3}-?\d[\d -]{2,12}\d)",
        re.IGNORECASE,
    ),
    ERROR: re.compile(
        r"((?:fehler|error)(?:meldung|code|nummer)?\s+(?:code\s+)?(?:0x[0-9a-f]{4,}|\d{3,}))"
        r"|(0x[0-9a-f]{6,})",
        re.IGNORECASE,
    ),
    SINCE: re.compile(
        r"\b((?:seit|since) (?:gestern|heute|vorgestern|(?:letzte|vorige)[mnr]? \w+|montag|dienstag"
        r"|mittwoch|donnerstag|freitag|samstag|sonntag|yesterday|today|last \w+|monday|tuesday"
        r"|wednesday|thursday|friday|saturday|sunday|(?:\d+|einem|einer|zwei|drei|ein paar)"
        r" (?:tag|woche|monat|stunde)\w*))\b",
        re.IGNORECASE,
    ),
}
