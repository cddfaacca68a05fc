"""What a customer sends from a step. Each question has its own choices, so no form class fits."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from werkzeug.datastructures import MultiDict

from portal.core.errors import Invalid
from portal.remedies.operations import LONGEST_NOTE
from portal.troubleshooter.definition import Check, Question
from portal.troubleshooter.replies import CONFIRMED, accepts, broken_check
from portal.web.inputs import free_text, one_line

LONGEST_ANSWER = 300
LATER = "later"
"""The reply to a question for a file without one; it may still be added to the request."""
_GERMAN_DATE = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})\Z")


def read_reply(
    question: Question,
    form: "MultiDict[str, str]",
    *,
    earlier: Mapping[str, Sequence[str]],
    locale: str,
) -> tuple[str, ...]:
    """The reply in a form; raises Invalid with what to do if it is none, or if it does not go with
    the `earlier` ones (by step).

    A chosen option wins over what is typed beside it.
    """
    options = [option.id for option in question.options]
    chosen = tuple(dict.fromkeys(id_ for id_ in form.getlist("option") if id_))
    if any(id_ not in options for id_ in chosen):
        raise Invalid("This answer is not offered here. Choose one of those on this page.")
    if chosen or question.kind in {"single", "multi"}:
        if not accepts(question, chosen):
            raise _refusal("single")
        return chosen
    typed = _typed(question, one_line(form.get("text", ""), LONGEST_ANSWER))
    if not accepts(question, typed):
        raise _refusal(question.kind)
    broken = broken_check(question, typed, earlier)
    if broken is not None:
        raise Invalid(check_words(broken, locale))
    return typed


def check_words(check: Check, locale: str) -> str:
    """What to say to whoever typed something else."""
    return check.message.get(locale) or next(iter(check.message.values()), "")


def read_note(form: Mapping[str, str]) -> str:
    """What the customer wrote beside a reply."""
    return free_text(form.get("note", ""), LONGEST_NOTE)


def _typed(question: Question, text: str) -> tuple[str, ...]:
    if question.kind == "confirm":
        return (CONFIRMED,)
    if question.kind == "file":
        return (LATER,)
    if question.kind == "date" and (parts := _GERMAN_DATE.match(text)):
        day, month, year = (int(part) for part in parts.groups())
        try:
            return (date(year, month, day).isoformat(),)
        except ValueError:
            return ("",)
    return (text,)


def _refusal(kind: str) -> Invalid:
    if kind == "text":
        return Invalid("Write an answer, or talk to a person.")
    if kind == "number":
        return Invalid("Write a number, for example 12 or 2.5.")
    if kind == "date":
        return Invalid("Give a date, for example 2026-11-20.")
    return Invalid("Choose an answer.")
