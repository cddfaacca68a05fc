"""A reply in parts that say one thing each, and what a part asks for in its plainest form.

The clauses are those of recognition; a reply adds what customers hardly write: rows of German
imperatives, whose verbs stand in two places ("Nehmen Sie die Karte heraus, legen Sie sie …"), and
things to look at behind "whether".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.remedies.recognition.reading import Clause, Reading


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: places of tokens from `first` to `last`, characters `start`:`end`."""

    sentence: int
    first: int
    last: int
    start: int
    end: int


def prepared(text: str) -> str:
    """A text of the same length that is cut where it should be: numbers in front of a line become
    bullets, marks inside names are none, and what is longer than any word is left out."""
    text = _NO_WORD.sub(lambda match: " " * len(match.group()), text)
    text = _NUMBER_IN_FRONT.sub(lambda match: "•".ljust(len(match.group())), text)
    return _DOT_IN_FRONT.sub(" ", _MARK_INSIDE.sub("'", text))


def parts(reading: Reading) -> tuple[Part, ...]:
    """The parts of a reply in order; nothing of what it only quotes."""
    return tuple(_joined(reading, [cut for c in reading.clauses for cut in _cut(reading, c)]))


def plain(text: str) -> str:
    """What a part asks for without the asking: "Setzen Sie die SIM bitte neu ein." becomes "die SIM
    neu einsetzen", "Could you please restart it?" becomes "restart it"."""
    words = _ENUMERATION.sub("", text.strip()).rstrip(" .!?,;:…")
    imperative = _IMPERATIVE.search(words)
    if imperative:
        return _with_verb_last(words, imperative)
    asked = _ASKED.match(words)
    return words[asked.end() :] if asked and words[asked.end() :].strip() else words


def _cut(reading: Reading, clause: Clause) -> Iterator[Part]:
    """A clause, cut before each further imperative."""
    first = clause.first
    for place in range(clause.first + 2, clause.last):
        verb, pronoun = reading.tokens[place], reading.tokens[place + 1]
        if pronoun.word != "sie" or not _INFINITIVE.fullmatch(verb.word):
            continue
        begin = place
        while begin > first + 1 and reading.tokens[begin - 1].word in _LEADING:
            begin -= 1
        between = reading.own[reading.tokens[begin - 1].end : reading.tokens[begin].start]
        joins = reading.tokens[begin].word in _JOINING
        if joins or re.search(r"[,;:–\n]", between):
            yield _part(reading, clause.sentence, first, begin - 1)
            first = begin
    yield _part(reading, clause.sentence, first, clause.last, clause.end)


def _joined(reading: Reading, pieces: Sequence[Part]) -> Iterator[Part]:
    """Subordinate clauses that say what is asked for, with what asks for it."""
    waiting: Part | None = None
    for piece in pieces:
        opens = reading.tokens[piece.first].word
        if waiting is None:
            waiting = piece
        elif piece.sentence == waiting.sentence and (
            opens in _BELONGING or _asks_only(reading, waiting)
        ):
            waiting = _part(reading, piece.sentence, waiting.first, piece.last, piece.end)
        else:
            yield waiting
            waiting = piece
    if waiting is not None:
        yield waiting


def _asks_only(reading: Reading, part: Part) -> bool:
    """Whether a part only asks for what follows it: "Ich bitte Sie, …"."""
    return bool(
        _ASKS_ONLY.fullmatch(" ".join(w.word for w in reading.tokens[part.first : part.last + 1]))
    )


def _part(reading: Reading, sentence: int, first: int, last: int, end: int | None = None) -> Part:
    words = reading.tokens
    return Part(sentence, first, last, words[first].start, words[last].end if end is None else end)


def _with_verb_last(words: str, imperative: re.Match[str]) -> str:
    verb = imperative[1].lower()
    before = words[: imperative.start()]
    rest = words[imperative.end() :].strip(" ,")
    if verb in _MODAL:
        return f"{before}{rest}"
    object_, _, behind = rest.partition(",")
    row = object_.split()
    particle = ""
    if row and row[-1].lower() in _PARTICLES:
        particle = row.pop().lower()
    kept = [word for word in row if word.lower() not in _POLITE]
    if particle in _ADVERBS:
        particle += " "
    moved = " ".join([*kept, f"{particle}{verb}"])
    lead = "" if before.strip().lower() in _LEADING else before
    return f"{lead}{moved},{behind}" if behind else f"{lead}{moved}"


_NO_WORD = re.compile(r"\w{80,}")
_NUMBER_IN_FRONT = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[a-h]\))(?=\s)", re.MULTILINE)
_MARK_INSIDE = re.compile(r"(?<=\w)!(?=\w)")
_DOT_IN_FRONT = re.compile(r"(?<!\S)\.(?=[A-Za-z])")
_INFINITIVE = re.compile(r"[a-z]{2,}(?:en|ern|eln)|tun|seien")
_IMPERATIVE = re.compile(
    r"\b([A-ZÄÖÜa-zäöü][a-zäöüß]+(?:en|ern|eln)|[Tt]un) Sie\b(?: bitte\b)?(?: (?:ein)?mal\b)?"
)
_ENUMERATION = re.compile(r"^(?:\d{1,2}[.)]|[-*•–])\s+")
_ASKED = re.compile(
    r"(?:(?:and|then|now|so|next|first|also|please|bitte|und|dann|danach|nun|als nächstes)"
    r"[,:]?\s+)*"
    r"(?:(?:could|can|would|will) you(?: please| kindly| also| mind)*\s+"
    r"|(?:have|did) you (?:already |ever )?(?:tried|try|thought of)\s+"
    r"|(?:i|we)(?:'d| would)? (?:suggest|recommend|like you to|ask you to)(?: that you)?\s+"
    r"|let['’]s (?:try|see|also)?\s*"
    r"|(?:you (?:could|should|can|may|might want to|need to|have to))\s+"
    r"|(?:try|versuchen sie|please|bitte)\s+)?(?:please\s+|bitte\s+)?",
    re.IGNORECASE,
)
_ASKS_ONLY = re.compile(
    r"(?:(?:ich|wir|daher|deshalb|darum|deswegen|nun|dann|bitte) )*"
    r"(?:bitte|bitten|moechte|moechten|wuerde|wuerden|schlage|schlagen|empfehle|empfehlen|rate"
    r"|raten|schauen|sehen|pruefen|versuchen|achten|probieren)"
    r"(?: (?:ich|wir|sie|ihnen|bitte|daher|deshalb|darum|noch|einmal|nun|also|vor|darauf|sich|mal"
    r"|doch))*"
    r"|mein vorschlag|als naechstes|bitte|please|next|first|then|instead|stattdessen|second|finally"
)
_WORDS_JOINING = """
    und oder sowie dann danach anschliessend
"""
_JOINING = frozenset(_WORDS_JOINING.split())
_WORDS_LEADING = """
    und oder dann danach anschliessend bitte nun jetzt auch
"""
_LEADING = frozenset(_WORDS_LEADING.split())
_BELONGING = frozenset({"ob", "dass", "whether", "that"})
_WORDS_POLITE = """
    bitte mal doch kurz testweise dann nun zunächst zuerst
"""
_POLITE = frozenset(_WORDS_POLITE.split())
_WORDS_MODAL = """
    können könnten würden möchten sollten müssten dürften haben werden wollen wären hätten
"""
_MODAL = frozenset(_WORDS_MODAL.split())
_ADVERBS = frozenset({"neu", "wieder"})
_WORDS_PARTICLES = """
    ab an auf aus bei durch ein fest frei heraus herunter hinzu hoch los nach neu raus rein runter
    um vor weg wieder zu zurück zusammen ans hinaus herein hinein
"""
_PARTICLES = frozenset(_WORDS_PARTICLES.split())
