"""A text as sentences and clauses, with the general words found in them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from portal.remedies.recognition.lexicon import ACTION, Hit, Lexicon
from portal.remedies.recognition.stripping import own_part
from portal.remedies.recognition.words import Token, form, tokens

# The web asks for 10,000 characters at most; whoever sends more has said enough by then.
LONGEST_TEXT = 20_000
LONGEST_SENTENCE = 80  # words; a row of words without an end is read in pieces


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that says one thing; `first` and `last` are places of tokens."""

    sentence: int
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """`first` to `last` are places of tokens; `end` lies behind the closing mark."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; hits by the place of their first word."""

    text: str
    own: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    clauses: tuple[Clause, ...]
    hits: tuple[Hit, ...]

    def hits_in(self, clause: Clause) -> list[Hit]:
        """The concepts that a clause says with its own words."""
        return [
            hit
            for hit in self.hits
            if clause.first <= hit.places[0] and hit.places[-1] <= clause.last
        ]

    def sentence_of(self, clause: Clause) -> str:
        """The text of the sentence that a clause stands in."""
        sentence = self.sentences[clause.sentence]
        return self.text[sentence.start : sentence.end]

    def quote(self, clause: Clause) -> str:
        return self.text[clause.start : clause.end]


def read(text: str, lexicon: Lexicon, respell: Callable[[str], str] | None = None) -> Reading:
    """Cut a text. `respell` mends a folded word that no lexicon knows."""
    own = own_part(text[:LONGEST_TEXT])
    words = tuple(tokens(own))
    if respell is not None:
        words = tuple(Token(respell(word.word), word.start, word.end) for word in words)
    sentences = tuple(_sentences(own, words))
    hits: list[Hit] = []
    clauses: list[Clause] = []
    for number, sentence in enumerate(sentences):
        row = [word.word for word in words[sentence.first : sentence.last + 1]]
        found = [
            Hit(hit.concept, hit.kind, tuple(place + sentence.first for place in hit.places))
            for hit in lexicon.hits(row)
        ]
        hits += found
        clauses += _clauses(number, sentence, own, words, found)
    return Reading(text, own, words, sentences, tuple(clauses), tuple(hits))


def _sentences(own: str, words: Sequence[Token]) -> Iterator[Sentence]:
    first = 0
    for place, word in enumerate(words):
        last = place + 1 == len(words)
        between = own[word.end : len(own) if last else words[place + 1].start]
        ends = last or _ENDS.search(between) or place - first >= LONGEST_SENTENCE
        if ends and (last or not _abbreviated(word, between)):
            closing = len(between.rstrip()) if last else _closing(between)
            yield Sentence(first, place, words[first].start, word.end + closing)
            first = place + 1


def _abbreviated(word: Token, between: str) -> bool:
    return (
        between.strip() == "."
        and "\n" not in between
        and (
            word.word.replace(".", "") in _ABBREVIATIONS
            or (len(word.word) == 1 and word.word.isalpha())
        )
    )


def _closing(between: str) -> int:
    mark = re.match(r"[.!?…]*", between)
    return mark.end() if mark else 0


def _clauses(
    number: int, sentence: Sentence, own: str, words: Sequence[Token], hits: Sequence[Hit]
) -> Iterator[Clause]:
    bridged = {
        place
        for hit in hits
        if hit.kind == ACTION
        for place in range(hit.places[0] + 1, hit.places[-1] + 1)
    }
    verbs = {hit.places[0] for hit in hits if hit.kind == ACTION}
    starts = [sentence.first]
    for place in range(sentence.first + 1, sentence.last + 1):
        between = own[words[place - 1].end : words[place].start]
        if place not in bridged and (
            _parts(words, place, between) or _lists_on(words, starts[-1], place, verbs)
        ):
            starts.append(place)
    pieces = [
        (first, following - 1)
        for first, following in zip(starts, [*starts[1:], sentence.last + 1], strict=True)
    ]
    for first, last in _with_verbs(pieces, words, verbs):
        end = words[last].end if last < sentence.last else sentence.end
        yield Clause(number, first, last, words[first].start, end)


def _parts(words: Sequence[Token], place: int, between: str) -> bool:
    """Whether a clause may begin at this word."""
    before, word = words[place - 1].word, words[place].word
    if between.startswith("-"):
        return False  # "aus- und eingeschaltet"
    if word in _JOINING or "&" in between or "+" in between:
        following = words[place + 1].word if place + 1 < len(words) else ""
        return not (before in _PARTICLES and (following in _PARTICLES or following in _AGAIN))
    return bool(_MARK.search(between)) or word in _OPENING_ANYWHERE


def _lists_on(words: Sequence[Token], first: int, place: int, verbs: set[int]) -> bool:
    """Whether a list without commas goes on here: "clearing cookies updating Windows"."""
    return (
        place in verbs
        and form(words[place].word) == "ing"
        and place - 1 not in verbs
        and any(at in verbs and form(words[at].word) == "ing" for at in range(first, place - 1))
        and words[place - 1].word not in _BEFORE_GERUND
    )


def _with_verbs(
    pieces: list[tuple[int, int]], words: Sequence[Token], verbs: set[int]
) -> list[tuple[int, int]]:
    """Join pieces that say nothing by themselves to the one before, the first to the next."""
    joined: list[tuple[int, int]] = []
    waiting: int | None = None
    for first, last in pieces:
        begin = first if waiting is None else waiting
        if any(_is_verb(place, words[place].word, verbs) for place in range(first, last + 1)):
            joined.append((begin, last))
            waiting = None
        elif joined and waiting is None and words[first].word not in _OPENING:
            joined[-1] = (joined[-1][0], last)
        else:
            waiting = begin
    if waiting is not None:
        if joined:
            joined[-1] = (joined[-1][0], pieces[-1][1])
        else:
            joined.append((waiting, pieces[-1][1]))
    return joined


def _is_verb(place: int, word: str, verbs: set[int]) -> bool:
    return place in verbs or word in _VERBS or form(word) in {"done", "ing", "ed"}


_ENDS = re.compile(r"[.!?…]+[\s\"“”')\]]*(?:\s|$)|\n\s*\n|\n\s*(?:[-*•–]|\d+[.)]|[A-ZÄÖÜ])|[!?]")
_MARK = re.compile(r"[,;:()|•]|\s[-–—]+\s|[–—]|\.{2,}|…|/\s|\s/|\n|=>|->|→|\. ")
_WORDS_ABBREVIATIONS = """
    zb bzw ca nr eg ie etc usw vs dh evtl ggf inkl lt sog tel vgl approx
"""
_ABBREVIATIONS = frozenset(_WORDS_ABBREVIATIONS.split())
_WORDS_JOINING = """
    und u and n sowie plus
"""
_JOINING = frozenset(_WORDS_JOINING.split())
_WORDS_PARTICLES = """
    aus an ein ab off on out in up down back wieder zu auf
"""
_PARTICLES = frozenset(_WORDS_PARTICLES.split())
_WORDS_AGAIN = """
    wieder back again neu dann then
"""
_AGAIN = frozenset(_WORDS_AGAIN.split())
_WORDS_OPENING = """
    aber doch jedoch sondern danach anschliessend dann weil da obwohl trotzdem dennoch
    allerdings denn worauf woraufhin sodass but however then afterwards because although
    though which yet so whereupon before while nachdem bevor wenn if when ob whether
"""
_OPENING = frozenset(_WORDS_OPENING.split())
_WORDS_OPENING_ANYWHERE = """
    sondern weil obwohl nachdem bevor wenn ob sodass woraufhin but however then because
    although though which so whereupon before while if when whether
"""
_OPENING_ANYWHERE = frozenset(_WORDS_OPENING_ANYWHERE.split())
_WORDS_BEFORE_GERUND = """
    of by for after before without from while when and or to on in
"""
_BEFORE_GERUND = frozenset(_WORDS_BEFORE_GERUND.split())
_WORDS_VERBS = """
    ist sind war waren wird wurde wurden werde bin hab habe haben hat hatte hatten geht gehts
    ging gehn kann kannst koennen konnte soll sollte sollen muss musste will wollte moechte
    darf lief laeuft klappt funktioniert hilft half bringt brachte kommt kam bleibt blieb nix
    nichts erfolg is are was were be am been has have had did does do didnt doesnt dont isnt
    wasnt can cant cannot could couldnt will wont would should shall must may might works
    worked help helps helped fix fixes fixed made makes went got get gets luck joy change
    nothing still says said told seems weiss kenne stimmt passt sitzt fehler problem
"""
_VERBS = frozenset(_WORDS_VERBS.split())
