"""Replies to questions: which are valid, and where they lead. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal.journeys.rules import FACTS
from portal.troubleshooter.conditions import to_number
from portal.troubleshooter.definition import Option, Question
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
        return _is_date(value)
    if question.kind in ("text", "file"):
        return bool(value.strip())
    return question.kind == "confirm" and not options and value == CONFIRMED


def known_reply(question: Question, facts: Mapping[str, str]) -> tuple[str, ...]:
    """The reply that need not be asked for, because the fact of that name is known; or (). That
    somebody did not know is no fact."""
    value = facts.get(question.id, "")
    if question.kind in TYPED:
        usable = all(option.id != value for option in question.options) and not says_nothing(value)
        return (value,) if value and usable and accepts(question, (value,)) else ()
    usable = question.kind == "single" and question.id in FACTS
    chosen = _named_option(question, value)
    return (chosen.id,) if usable and chosen is not None and not is_unsure(chosen) else ()


def target(question: Question, reply: Sequence[str]) -> str | None:
    """The step a valid reply leads to: that of the first chosen option that names one, else the
    question's own."""
    chosen = (option.next for option in question.options if option.id in reply and option.next)
    return next(chosen, question.next)


def _named_option(question: Question, value: str) -> Option | None:
    """The option that a fact names: by its id, or as customers say it, with more words behind
    ("Outlook 2021")."""
    for option in question.options:
        if option.id == value:
            return option
    said = value.casefold()
    for option in question.options:
        labels = [label.casefold() for label in option.label.values()]
        if any(label and (said == label or said.startswith(f"{label} ")) for label in labels):
            return option
    return None


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
