"""What a flow file says, as frozen data. Ids are strings, texts are mappings by locale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Text = Mapping[str, str]
"""The same words by locale ("de", "en")."""

SOLVED, NO_CHANGE, WORSE, COULD_NOT = "solved", "no_change", "worse", "could_not"
OUTCOMES = (SOLVED, NO_CHANGE, WORSE, COULD_NOT)
"""The edges of a remedy step. `unknown` (done, result not said) has none: the result is asked."""
ASK_KINDS = ("single", "multi", "text", "number", "date", "file", "confirm")
LONG_LIST = 12
"""A single choice of more options is a list to pick from, not a page of buttons."""


@dataclass(frozen=True, slots=True)
class AnswerIs:
    """`{answer: step, is: id}` or `in: [ids]`, `less: n`, `more: n`, `before: day`, `after: day`:
    holds for a given answer."""

    step: str
    among: tuple[str, ...] = ()
    less: float | None = None
    more: float | None = None
    before: date | None = None
    after: date | None = None


@dataclass(frozen=True, slots=True)
class OutcomeIs:
    """`{outcome: remedy, is: no_change}` or `in: [outcomes]`."""

    remedy: str
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactIs:
    """`{fact: name}` (is known), or with `is` or `in`."""

    name: str
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = AnswerIs | OutcomeIs | FactIs | All | Any | Not


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question; `next` wins over the question's own. `listed`: one of a list that
    the file only names (`options_from`)."""

    id: str
    label: Text
    next: str | None = None
    renamed_from: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What a number or a date has to be, compared with an earlier one (`least_of`, `most_of`: its
    step) or with a fixed one; `message` says so to whoever typed another."""

    message: Text
    least: str = ""
    most: str = ""
    least_of: str = ""
    most_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps have. Without `when`, or if it holds, the step is shown; else `otherwise`.

    A walk that comes back to a step more than `most_visits` times goes to `otherwise` too, or to a
    person. `renamed_from`: ids under which running sessions may know it.
    """

    id: str
    title: Text
    why: Text
    when: Condition | None = None
    otherwise: str | None = None
    most_visits: int | None = None
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Step):
    """`ask`: a question. A text, number or date is kept as the fact of the step's id.

    Beside a text, number, date or file the options are other ways to reply ("I do not know").
    """

    kind: str
    options: tuple[Option, ...] = ()
    next: str | None = None
    checks: tuple[Check, ...] = ()

    @property
    def is_long(self) -> bool:
        """Are there so many options that one picks from a list?"""
        return self.kind == "single" and len(self.options) > LONG_LIST


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyStep(Step):
    """`do`: a remedy is proposed; what comes of it takes one of four edges. `wait_minutes`: so
    long it may take until it has an effect. `short` and `detail` are what to do in the words of
    this step; if both are empty, the remedy's own."""

    remedy: str
    next: Mapping[str, str]
    wait_minutes: int | None = None
    short: Text = field(default_factory=dict)
    detail: Text = field(default_factory=dict)

    @property
    def says_itself(self) -> bool:
        """Does the step say what to do, also where nothing else does any more?"""
        return bool(self.title and (self.short or self.detail))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """`call`: another flow, back with its outcome ("solved" or "escalate")."""

    flow: str
    next: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Branch:
    """`{when: …, next: step}` of a decision."""

    when: Condition
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Step):
    """`decide`: nothing is shown; the first branch whose condition holds is taken, else
    `otherwise`."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """`end`: solved (with an article to read on), or a person (with a summary for the team)."""

    kind: str  # solved | escalate
    article: str = ""
    summary: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlowRemedy:
    """How this flow words a remedy. Those of the catalogue (`use: global`) need no text."""

    id: str
    title: Text
    short: Text
    detail: Text  # Markdown
    minutes: int
    risk: str  # low | medium | high: then the customer agrees first
    consent: Text  # what may be lost
    verify: Text
    repeat_after_days: int | None = None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    local: bool = False
    gone: bool = False  # taken out of the catalogue since: nobody can be told what to do


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing to have ready before the start; `id` is the name of a fact."""

    id: str
    text: Text
    optional: bool


@dataclass(frozen=True, slots=True)
class FlowTest:
    """A walk that the author expects."""

    name: str
    answers: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, str]  # of remedies, as the walk gives them
    known_outcomes: Mapping[str, str]
    known_facts: Mapping[str, str]
    path: tuple[str, ...]  # of steps that are shown, in order, the end last
    skipped: tuple[str, ...]  # remedies
    end: str
    line: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One version of a flow."""

    id: str
    version: int
    status: str
    owner: str
    review_by: date | None
    title: Text
    symptoms: Mapping[str, tuple[str, ...]]
    minutes: int
    have_ready: tuple[Needed, ...]
    start: str
    queue: str
    ask_before_person: tuple[str, ...]
    remedies: Mapping[str, FlowRemedy]  # all that the steps name
    steps: Mapping[str, Step]
    tests: tuple[FlowTest, ...]
    first_reply_minutes: int | None = None  # of business time
