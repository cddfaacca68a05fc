"""Rules of parts of a text that are for some answers only: known answers, the same in German and
in English."""

from collections.abc import Iterator

from portal.troubleshooter.definition import Question, RemedyStep
from portal.troubleshooter.graph_edges import Place, reachable
from portal.troubleshooter.lint_subject import LANGUAGES, Subject, Words
from portal.troubleshooter.problems import Problem, Wording
from portal.troubleshooter.variants import Part, parts, unreadable_marks

_MARKED = ("short", "detail")


def variant_problems(subject: Subject) -> Iterator[Problem]:
    """F09 and F10 for parts of remedies' texts."""
    for words in subject.texts():
        if words.of not in _MARKED or not any("{" in text for text in words.text.values()):
            continue
        for locale, text in words.text.items():
            yield from _answers(subject, text, (*words.place, locale))
        yield from _languages(subject, words)


def _answers(subject: Subject, text: str, place: Place) -> Iterator[Problem]:
    """F10: a part is for answers that may have been given when its remedy comes."""
    fix = Wording(
        "Write the id of a question that comes earlier and of its options: {program=outlook}."
    )
    for heading in unreadable_marks(text):
        message = Wording("“%(heading)s” ends in a mark that says nothing", heading=heading)
        yield subject.error("F10", message, *place, fix=fix)
    for part in parts(text):
        wrong = _wrong(subject, part, place) if part.step else None
        if wrong is not None:
            yield subject.error("F10", wrong, *place, fix=fix)


def _wrong(subject: Subject, part: Part, place: Place) -> Wording | None:
    asked = subject.flow.steps.get(part.step)
    if asked is None and subject.exists(part.step):
        return None  # it could not be read
    if not isinstance(asked, Question):
        return Wording(
            "The part “%(heading)s” asks for “%(step)s”, which is no question",
            heading=part.heading,
            step=part.step,
        )
    ids = {option.id for option in asked.options}
    if unknown := [option for option in part.options if option not in ids]:
        return Wording(
            "The part “%(heading)s” is for “%(option)s”, no option of “%(step)s”",
            heading=part.heading,
            option=unknown[0],
            step=part.step,
        )
    proposing = [
        step.id
        for step in subject.flow.steps.values()
        if isinstance(step, RemedyStep)
        and place[1] == (step.id if place[0] == "steps" else subject.declared.get(step.remedy))
    ]
    if proposing and part.step not in reachable(proposing, subject.befores):
        return Wording(
            "“%(step)s” cannot come before the remedy of “%(heading)s” on any way",
            step=part.step,
            heading=part.heading,
        )
    return None


def _languages(subject: Subject, words: Words) -> Iterator[Problem]:
    """F09: whoever gave an answer finds their part in either language."""
    marks = {
        locale: {(part.step, option) for part in parts(text) for option in part.options}
        for locale, text in words.text.items()
    }
    for locale, mine in marks.items():
        if missing := sorted(set().union(*marks.values()) - mine):
            step, option = missing[0]
            message = Wording(
                "The %(language)s text has no part for %(mark)s",
                language=LANGUAGES[locale],
                mark=f"{step}={option}",
            )
            fix = Wording("Mark the same parts in both languages.")
            yield subject.error("F09", message, *words.place, locale, fix=fix)
