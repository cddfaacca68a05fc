"""The few words of a graph, in German and English, and what a step and an edge are called."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from portal.troubleshooter.definition import (
    All,
    AnswerIs,
    Any,
    Call,
    Condition,
    Decision,
    End,
    FactIs,
    Flow,
    Not,
    OutcomeIs,
    Question,
    RemedyStep,
    Step,
    Text,
)
from portal.troubleshooter.graph_edges import Edge, Way, edges_of
from portal.troubleshooter.graph_traffic import Traffic

WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "de": {
            "question": "Frage",
            "remedy": "Lösungsschritt",
            "call": "anderer Lösungsweg",
            "decision": "Entscheidung",
            "solved end": "Ende",
            "person end": "an einen Menschen",
            "solved": "geholfen",
            "no_change": "ohne Wirkung",
            "worse": "schlechter geworden",
            "could_not": "ging nicht",
            "escalate": "nicht gelöst",
            "else": "sonst",
            "any": "jede Antwort",
            "typed": "Eingabe",
            "listed": "aus der Liste",
            "Solved": "Gelöst",
            "Person": "Mit einem Menschen sprechen",
            "only if": "nur wenn",
            "and": "und",
            "or": "oder",
            "not": "nicht",
            "is": "ist",
            "known": "bekannt",
            "before": "vor dem",
            "after": "nach dem",
            "wait": "wirkt nach höchstens {}",
            "d": "{} T.",
            "h": "{} Std.",
            "min": "{} Min.",
            "version": "Version",
            "steps": "Schritte",
            "counted": "Die Zahlen: so viele Durchläufe nahmen seit dem {} diesen Weg, auch in "
            "früheren Fassungen und mit Anrufern. Probeläufe zählen nicht.",
            "nobody": "Seit dem {} hat niemand begonnen, darum stehen hier keine Zahlen.",
            "runs": "Durchläufe",
            "drawn": "Was geholfen hat, endet im kurzen grünen Strich; „schlechter geworden“ führt "
            "immer zu einem Menschen und ist nicht gezeichnet.",
        },
        "en": {
            "question": "Question",
            "remedy": "Remedy",
            "call": "another flow",
            "decision": "Decision",
            "solved end": "End",
            "person end": "to a person",
            "solved": "helped",
            "no_change": "no change",
            "worse": "got worse",
            "could_not": "could not do it",
            "escalate": "not solved",
            "else": "otherwise",
            "any": "any answer",
            "typed": "what is typed",
            "listed": "from the list",
            "Solved": "Solved",
            "Person": "Talk to a person",
            "only if": "only if",
            "and": "and",
            "or": "or",
            "not": "not",
            "is": "is",
            "known": "known",
            "before": "before",
            "after": "after",
            "wait": "takes effect after {} at most",
            "d": "{} d",
            "h": "{} h",
            "min": "{} min",
            "version": "version",
            "steps": "steps",
            "counted": "The numbers: so many runs went this way since {}, in earlier versions too "
            "and with callers. Try-outs do not count.",
            "nobody": "Nobody has begun since {}, so there are no numbers here.",
            "runs": "runs",
            "drawn": "What helped ends in the short green line; “got worse” always leads to a "
            "person and is not drawn.",
        },
    }
)


def say(text: Text, locale: str) -> str:
    """The text in a language, or in whichever there is."""
    return text.get(locale) or next(iter(text.values()), "")


def step_kind(step: Step) -> str:
    """Which of the six shapes a step has: a key of WORDS."""
    match step:
        case Question():
            return "question"
        case RemedyStep():
            return "remedy"
        case Call():
            return "call"
        case Decision():
            return "decision"
        case End(kind="solved"):
            return "solved end"
        case _:
            return "person end"


def step_title(flow: Flow, step: Step, locale: str) -> str:
    """What the step is called on screen."""
    if title := say(step.title, locale):
        return title
    match step:
        case RemedyStep():
            remedy = flow.remedies.get(step.remedy)
            return (say(remedy.title, locale) if remedy else "") or step.remedy
        case Call():
            return step.flow
        case Decision():
            return WORDS[locale]["decision"]
        case End(kind="solved"):
            return WORDS[locale]["Solved"]
        case End():
            return WORDS[locale]["Person"]
        case _:
            return step.id


def wait_label(step: Step, locale: str) -> str:
    """How long the effect of a remedy may take, in short; "" if it shows at once."""
    minutes = step.wait_minutes if isinstance(step, RemedyStep) else None
    if not minutes:
        return ""
    for unit, length in (("d", 24 * 60), ("h", 60)):
        if minutes % length == 0 and minutes > length:
            return WORDS[locale][unit].format(minutes // length)
    return WORDS[locale]["min"].format(minutes)


def traffic_words(traffic: Traffic, locale: str) -> str:
    """What the numbers at the lines are, and since when."""
    day = format_date(traffic.since, "long", locale=locale)
    return WORDS[locale]["counted" if traffic.begun else "nobody"].format(day)


def number_words(number: int, locale: str) -> str:
    """A number as it is written in the language: 1.234, 1,234."""
    return format_decimal(number, locale=locale)


def way_label(flow: Flow, edges: Sequence[Edge], locale: str) -> str:
    """What takes a run from one step to another: options, outcomes, "otherwise"."""
    words = WORDS[locale]
    step = flow.steps[edges[0].source]
    parts: list[str] = []
    answers = [edge for edge in edges if edge.way in (Way.OPTION, Way.NEXT)]
    if isinstance(step, Question) and answers:
        parts.extend(_answer_labels(step, answers, locale))
    parts.extend(words.get(edge.key, edge.key) for edge in edges if edge.way is Way.OUTCOME)
    if isinstance(step, Decision):
        taken = [step.branches[int(edge.key) - 1] for edge in edges if edge.way is Way.BRANCH]
        parts.extend(condition_words(flow, branch.when, locale) for branch in taken)
    if any(edge.way is Way.ELSE for edge in edges):
        parts.append(words["else"])
    return ", ".join(parts)


def _answer_labels(step: Question, answers: Sequence[Edge], locale: str) -> list[str]:
    ways = [edge for edge in edges_of(step) if edge.way in (Way.OPTION, Way.NEXT)]
    if len(answers) == len(ways):
        return [WORDS[locale]["any"]] if len(ways) > 1 else []
    labels = {option.id: say(option.label, locale) or option.id for option in step.options}
    more = "listed" if any(option.listed for option in step.options) else "typed"
    return [labels.get(edge.key, WORDS[locale][more]) for edge in answers]


def condition_words(flow: Flow, condition: Condition, locale: str) -> str:
    """A condition as a person reads it."""
    words = WORDS[locale]
    either = f" {words['or']} "
    match condition:
        case All(parts) | Any(parts):
            joint = f" {words['and' if isinstance(condition, All) else 'or']} "
            spoken = (
                f"({condition_words(flow, part, locale)})"
                if isinstance(part, All | Any)
                else condition_words(flow, part, locale)
                for part in parts
            )
            return joint.join(spoken)
        case Not(part):
            return f"{words['not']} ({condition_words(flow, part, locale)})"
        case OutcomeIs(remedy, among):
            outcomes = (words.get(outcome, outcome) for outcome in among)
            return f"{remedy} {words['is']} {either.join(outcomes)}"
        case FactIs(name, among):
            return f"{name} {words['is']} {either.join(among) or words['known']}"
        case AnswerIs():
            return _answer_words(flow, condition, locale)


def _answer_words(flow: Flow, condition: AnswerIs, locale: str) -> str:
    words = WORDS[locale]
    step = flow.steps.get(condition.step)
    title = step_title(flow, step, locale) if step else condition.step
    labels: dict[str, str] = {}
    if isinstance(step, Question):
        labels = {option.id: say(option.label, locale) for option in step.options}
    values = [labels.get(value, value) for value in condition.among]
    bounds = [
        f"{sign} {bound:g}"
        for sign, bound in (("<", condition.less), (">", condition.more))
        if bound is not None
    ]
    bounds += [
        f"{words[name]} {day}"
        for name, day in (("before", condition.before), ("after", condition.after))
        if day is not None
    ]
    said = f" {words['or']} ".join(values) or f" {words['and']} ".join(bounds)
    return f"„{title}“ {words['is']} {said}" if locale == "de" else f"“{title}” is {said}"
