"""Replies to questions: which are valid, and where they lead. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal.journeys.rules import FACTS
from portal.troubleshooter.conditions import to_number
from portal.troubleshooter.definition import Question
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
    chosen = next((option for option in question.options if option.id == value), None)
    if question.kind in TYPED:
        usable = chosen is None and not says_nothing(value)
    else:
        usable = question.kind == "single" and question.id in FACTS
        usable = usable and chosen is not None and not is_unsure(chosen)
    return (value,) if value and usable and accepts(question, (value,)) else ()


def target(question: Question, reply: Sequence[str]) -> str | None:
    """The step a valid reply leads to: that of the first chosen option that names one, else the
    question's own."""
    chosen = (option.next for option in question.options if option.id in reply and option.next)
    return next(chosen, question.next)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
