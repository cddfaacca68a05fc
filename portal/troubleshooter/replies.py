"""Replies to questions: which are valid, and where they lead. Pure."""

from collections.abc import Mapping, Sequence

from portal.journeys.rules import FACTS
from portal.troubleshooter.conditions import to_day, to_number
from portal.troubleshooter.days import day_in
from portal.troubleshooter.definition import Check, Option, Question
from portal.troubleshooter.unsure import is_unsure, says_nothing

TYPED = ("text", "number", "date")
"""Kinds whose answer is kept as a fact."""
CONFIRMED = "yes"
"""The only reply to a `confirm` without options."""


def accepts(question: Question, reply: Sequence[str]) -> bool:
    """Whether this can be a reply: option ids, or one typed value."""
    options = {option.id for option in question.options}
    if question.kind == "multi":
        return bool(reply) and set(reply) <= options and len(set(reply)) == len(reply)
    if len(reply) != 1:
        return False
    [value] = reply
    if value in options:
        return True
    if question.kind == "number":
        return to_number(value) is not None
    if question.kind == "date":
        return to_day(value) is not None
    if question.kind in ("text", "file"):
        return bool(value.strip())
    return question.kind == "confirm" and not options and value == CONFIRMED


def broken_check(
    question: Question, reply: Sequence[str], earlier: Mapping[str, Sequence[str]]
) -> Check | None:
    """The first check that a reply does not meet. `earlier` are the replies before it, by step;
    where one is missing, or no number or date, nothing is compared with it."""
    value = _amount(question.kind, reply)
    if value is None:
        return None
    for check in question.checks:
        least = _amount(question.kind, _limit(check.least, check.least_of, earlier))
        most = _amount(question.kind, _limit(check.most, check.most_of, earlier))
        if (least is not None and value < least) or (most is not None and value > most):
            return check
    return None


def known_reply(question: Question, facts: Mapping[str, str]) -> tuple[str, ...]:
    """The reply that need not be asked for, because the fact of that name is known; or (). That
    somebody did not know is no fact."""
    value = facts.get(question.id, "")
    if question.kind == "date":
        day = day_in(value)
        return (day.isoformat(),) if day is not None else ()
    if question.kind in TYPED:
        usable = all(option.id != value for option in question.options) and not says_nothing(value)
        return (value,) if value and usable and accepts(question, (value,)) else ()
    usable = question.kind == "single" and question.id in FACTS
    chosen = _named_option(question, value)
    return (chosen.id,) if usable and chosen is not None and not is_unsure(chosen) else ()


def fact_to_state(question: Question, reply: str, label: str, known: str) -> str | None:
    """What a valid reply says about the fact that the question is named like; "" if the customer
    takes back what they knew, None if the question is about no fact, or the reply says less than
    is known. `label` is the reply as it was shown, `known` the present value."""
    chosen = next((option for option in question.options if option.id == reply), None)
    if question.id not in FACTS or question.kind not in (*TYPED, "single"):
        return None
    if question.kind in TYPED:
        if chosen is not None or says_nothing(reply):
            return ""
        return label if question.kind == "date" else reply
    named = _named_option(question, known) if known else None
    if chosen is None or is_unsure(chosen):
        return "" if named is not None else None
    return label if named is not chosen else None


def target(question: Question, reply: Sequence[str]) -> str | None:
    """The step a valid reply leads to: that of the first chosen option that names one, else the
    question's own."""
    chosen = (option.next for option in question.options if option.id in reply and option.next)
    return next(chosen, question.next)


def _limit(fixed: str, step: str, earlier: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return earlier.get(step, ()) if step else (fixed,)


def _amount(kind: str, reply: Sequence[str]) -> float | None:
    """A number, or a date as the number of its day; None for anything else."""
    if len(reply) != 1:
        return None
    if kind == "number":
        return to_number(reply[0])
    day = to_day(reply[0])
    return day.toordinal() if day is not None else None


def _named_option(question: Question, value: str) -> Option | None:
    """The option that a fact names: by its id, or as customers say it, with more words behind
    ("Outlook 2021")."""
    for option in question.options:
        if option.id == value:
            return option
    said = value.casefold()
    for option in question.options:
        labels = [label.casefold() for label in option.label.values()]
        if any(label and _begins_with(said, label) for label in labels):
            return option
    return None


def _begins_with(said: str, words: str) -> bool:
    """Whole words: “Outlook 2021” and “Outlook, new” begin with “Outlook”."""
    return said.startswith(words) and not said[len(words) : len(words) + 1].isalnum()
