"""The fields of a saved reply: `{customer_name}`, and `{?device: Which device}` to be filled in.

There is nothing but fields: no conditions, no loops, no expressions, and what takes a field's place
is never read as a field again. A text with a brace that begins no field that we know is refused
with the place where it stands. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

FIELDS = (
    "greeting",
    "customer_name",
    "case_number",
    "subject",
    "contact_name",
    "my_name",
    "team",
    "due",
    "status_link",
)
"""What the case knows; everything else is asked for with `{?…}`."""
LONGEST_LABEL = 80
MOST_FIELDS = 60

_OPENING = re.compile(r"\{(?=[?%#{]|[^\W\d_])")
_KNOWN = re.compile(r"\{(\w+)\}")
_ASKED = re.compile(r"\{\?\s*([^\W\d]\w{0,39})\s*(?::([^{}\n]*))?\}")
_WORD = re.compile(r"\{\??\s*(\w*)")
_LINE = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_GAP = re.compile(r"\[\? ([^\[\]\n]{1,120})\]")
# An underscore within a word is one; HTML is shown as it was typed (articles.messages).
_ACTIVE = re.compile(r"([\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_]))")
_BEGINS_BLOCK = re.compile(r"([#>+=|-]|\d{1,9}(?=[.)]))")


class Fault(StrEnum):
    """unknown: no field of this name · unclosed: its brace is never closed · formula: `{{`, `{%` or
    `{#`, which other programs calculate with · unnamed: `{?` without a name · long: the label."""

    UNKNOWN = "unknown"
    UNCLOSED = "unclosed"
    FORMULA = "formula"
    UNNAMED = "unnamed"
    LONG = "long"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the field at `line` and `column`, both from 1; `word` is its name as it
    stands there, `meant` the field that was probably meant, "" if none comes near."""

    fault: Fault
    line: int
    column: int
    word: str = ""
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A place to fill. `label` is what is asked for, "" for what the case knows; `source` is how
    it is written."""

    name: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text as its pieces in their order: plain words and fields."""

    pieces: tuple[str | Field, ...]

    @property
    def source(self) -> str:
        """The text it was read from, to the character."""
        return "".join(piece if isinstance(piece, str) else piece.source for piece in self.pieces)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Its fields, each name once, in the order of the text."""
        found = (piece for piece in self.pieces if isinstance(piece, Field))
        return tuple({field.name: field for field in reversed(list(found))}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place of a text that still has to be filled in: its characters and what belongs there."""

    start: int
    end: int
    label: str


def read_template(text: str) -> tuple[Template, tuple[Problem, ...]]:
    """The text in pieces, and what is wrong with it; a faulty field stays plain words."""
    pieces: list[str | Field] = []
    problems: list[Problem] = []
    labels: dict[str, str] = {}
    done = 0
    for opening in _OPENING.finditer(text):
        start = opening.start()
        if start < done:  # within a field or a formula that was read already
            continue
        field, end, fault = _field_at(text, start, labels)
        if fault is not None:
            problems.append(fault)
        if field is not None:
            pieces += [text[done:start], field]
            done = end
        elif end > start:
            pieces.append(text[done:end])
            done = end
    pieces.append(text[done:])
    fields = [piece for piece in pieces if isinstance(piece, Field)]
    if len(fields) > MOST_FIELDS:
        place = text.index(fields[MOST_FIELDS].source)
        problems.append(_problem(Fault.MANY, text, place))
    return Template(tuple(piece for piece in pieces if piece != "")), tuple(problems)


def fill(template: Template, values: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """The text with its fields filled in. What has no value becomes a gap that can be seen, with
    its label from `labels` or the template."""
    return "".join(
        piece
        if isinstance(piece, str)
        else values.get(piece.name, "") or gap(piece.label or labels.get(piece.name, piece.name))
        for piece in template.pieces
    )


def gap(label: str) -> str:
    """How a gap stands in a text: `[? Which device]`."""
    words = " ".join(re.sub(r"[\[\]]", " ", label).split())[:LONGEST_LABEL].strip()
    return f"[? {words or '…'}]"


def gaps(text: str) -> Iterator[Gap]:
    """The gaps of a text in their order, fields that nobody filled in among them."""
    found = [Gap(one.start(), one.end(), one[1].strip()) for one in _GAP.finditer(text)]
    by_hand = [one for one in _KNOWN.finditer(text) if one[1].casefold() in FIELDS]
    fields = (*by_hand, *_ASKED.finditer(text))
    found += [Gap(one.start(), one.end(), one.group()) for one in fields]
    return iter(sorted(found, key=lambda each: each.start))


def as_words(value: str) -> str:
    """A value that somebody typed, for a text in Markdown: one line that is only words there."""
    line = " ".join(_LINE.sub(" ", value).split())
    words = _ACTIVE.sub(r"\\\1", line)
    begins = _BEGINS_BLOCK.match(words)
    if begins is None:
        return words
    cut = 0 if not begins[0].isdecimal() else begins.end()
    return f"{words[:cut]}\\{words[cut:]}"


def _field_at(
    text: str, start: int, labels: dict[str, str]
) -> tuple[Field | None, int, Problem | None]:
    """The field that begins here, where reading goes on, and what is wrong."""
    if text[start + 1] in "{%#":
        return None, _behind_formula(text, start), _problem(Fault.FORMULA, text, start)
    if text[start + 1] == "?":
        return _asked_at(text, start, labels)
    known = _KNOWN.match(text, start)
    if known is None:
        return None, start, _unclosed_or_unknown(text, start)
    name = known[1]
    if name not in FIELDS:
        return None, known.end(), _problem(Fault.UNKNOWN, text, start, name)
    return Field(name, "", known.group()), known.end(), None


def _asked_at(
    text: str, start: int, labels: dict[str, str]
) -> tuple[Field | None, int, Problem | None]:
    asked = _ASKED.match(text, start)
    if asked is None:
        unclosed = "}" not in text[start:].partition("\n")[0]
        fault = Fault.UNCLOSED if unclosed else Fault.UNNAMED
        return None, start, _problem(fault, text, start)
    name, label = asked[1], (asked[2] or "").strip()
    if len(label) > LONGEST_LABEL:
        return None, asked.end(), _problem(Fault.LONG, text, start, name)
    labels.setdefault(name, label)
    return Field(f"?{name}", label or labels[name] or name, asked.group()), asked.end(), None


def _unclosed_or_unknown(text: str, start: int) -> Problem:
    inside, closed, _rest = text[start + 1 :].partition("\n")[0].partition("}")
    if closed and "{" not in inside:
        return _problem(Fault.UNKNOWN, text, start, inside[:40])
    return _problem(Fault.UNCLOSED, text, start)


def _behind_formula(text: str, start: int) -> int:
    """Behind its closing sign in the same line, or behind its two opening ones."""
    closing = {"{": "}}", "%": "%}", "#": "#}"}[text[start + 1]]
    line_end = text.find("\n", start)
    end = text.find(closing, start + 2, None if line_end < 0 else line_end)
    return start + 2 if end < 0 else end + 2


def _problem(fault: Fault, text: str, start: int, word: str = "") -> Problem:
    line_start = text.rfind("\n", 0, start) + 1
    name = word or (_WORD.match(text, start) or [""] * 2)[1]
    near = get_close_matches(name.casefold(), FIELDS, n=1, cutoff=0.6) if name else []
    return Problem(
        fault,
        line=text.count("\n", 0, start) + 1,
        column=start - line_start + 1,
        word=name,
        meant=near[0] if near else "",
    )
