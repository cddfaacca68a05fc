"""Do conditions hold? Pure."""

import re
from collections.abc import Mapping
from datetime import date

from portal.troubleshooter.definition import (
    OUTCOMES,
    All,
    AnswerIs,
    Any,
    Condition,
    FactIs,
    Not,
    OutcomeIs,
)
from portal.troubleshooter.position import Answers, Tried

_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?\Z")


def holds(
    condition: Condition,
    replies: Answers,
    attempts: Mapping[str, Tried],
    facts: Mapping[str, str],
) -> bool:
    """Whether the condition holds for the replies given on the path so far.

    What is not known fulfils nothing but `not`: a question that was not asked, a remedy that was
    not tried.
    """
    if isinstance(condition, AnswerIs):
        return _answer_holds(condition, replies)
    if isinstance(condition, OutcomeIs):
        tried = attempts.get(condition.remedy)
        return tried is not None and tried.outcome in condition.among
    if isinstance(condition, FactIs):
        value = facts.get(condition.name, "")
        return value in condition.among if condition.among else bool(value)
    if isinstance(condition, All):
        return all(holds(part, replies, attempts, facts) for part in condition.parts)
    if isinstance(condition, Any):
        return any(holds(part, replies, attempts, facts) for part in condition.parts)
    return not holds(condition.part, replies, attempts, facts)


def may_turn(condition: Condition, attempts: Mapping[str, Tried], facts: Mapping[str, str]) -> bool:
    """Whether what comes to light later on may change if the condition holds: the result of a
    remedy that is not known yet, a fact. Answers don't: a condition sees earlier ones only."""
    if isinstance(condition, OutcomeIs):
        tried = attempts.get(condition.remedy)
        return tried is None or tried.outcome not in OUTCOMES
    if isinstance(condition, FactIs):
        return not facts.get(condition.name)
    if isinstance(condition, All | Any):
        return any(may_turn(part, attempts, facts) for part in condition.parts)
    return isinstance(condition, Not) and may_turn(condition.part, attempts, facts)


def to_number(text: str) -> float | None:
    """The number in a text, with a decimal point or comma; None if it is none."""
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.match(text) else None


def to_day(text: str) -> date | None:
    """The day that a reply to a question for a date says (ISO 8601); None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _answer_holds(condition: AnswerIs, replies: Answers) -> bool:
    reply = replies.get(condition.step, ())
    if condition.among and not set(reply) & set(condition.among):
        return False
    text = reply[0] if reply else ""
    number, day = to_number(text), to_day(text)
    return bool(reply) and all(
        (
            condition.less is None or (number is not None and number < condition.less),
            condition.more is None or (number is not None and number > condition.more),
            condition.before is None or (day is not None and day < condition.before),
            condition.after is None or (day is not None and day > condition.after),
        )
    )
