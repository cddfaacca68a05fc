"""A flow's texts as pages show them. They are data all the way: Markdown that is sanitised, or
words that templates escape, never templates themselves (R11)."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import npgettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from articles.rendering import render_article
from portal.journeys.facts import fact_words
from portal.knowledge.queries import articles_by_key
from portal.remedies.models import Outcome
from portal.troubleshooter.days import day_in
from portal.troubleshooter.definition import FlowRemedy, Option, Question, Text
from portal.troubleshooter.forms import LATER
from portal.troubleshooter.pages import ActsPart, Choice
from portal.troubleshooter.variants import shown
from portal.web.access import Reader
from portal.web.formatting import day_words
from search.spelling import fold

_ARTICLE_LINK = re.compile(r"\(article:([a-z0-9_.-]+)")


def acts(
    session: Session,
    remedy: FlowRemedy,
    replies: Mapping[str, Sequence[str]],
    locale: str,
    reader: Reader,
    *,
    detailed: bool,
) -> tuple[ActsPart, ...]:
    """What to do, at the length the reader wants; the other length where there is only one.
    `replies`, by step, decide between parts for different answers."""
    text = text_of(remedy, locale, detailed=detailed)
    slugs = tuple(
        (key, line.slug)
        for key in dict.fromkeys(_ARTICLE_LINK.findall(text))
        for line in articles_by_key(session, (key,), locale, reader)
    )
    return tuple(
        ActsPart(entry.part.heading, _rendered(entry.part.text, locale, slugs), entry.folded)
        for entry in shown(text, replies)
    )


def text_of(remedy: FlowRemedy, locale: str, *, detailed: bool) -> str:
    """What to do (Markdown), with the parts for all answers."""
    lengths = (remedy.detail, remedy.short) if detailed else (remedy.short, remedy.detail)
    return say(lengths[0], locale) or say(lengths[1], locale)


def say(text: Text, locale: str) -> str:
    """The words in a language; a text that is missing is empty."""
    return text.get(locale, "")


def reply_words(question: Question, reply: tuple[str, ...], locale: str) -> str:
    """A reply as the customer saw it."""
    labels = {option.id: say(option.label, locale) for option in question.options}
    if question.kind == "confirm" and not labels:
        return _("Yes")
    if question.kind == "file":
        labels[LATER] = _("Without a file")
    if question.kind == "date":
        labels |= {value: _day(value, locale) for value in reply if value not in labels}
    return ", ".join(labels.get(value, value) for value in reply)


def choices_of(question: Question, reply: Sequence[str], locale: str) -> tuple[Choice, ...]:
    """The options with those chosen marked: the file's own in its order, those of a list behind
    them in the order of the alphabet."""
    options = sorted(
        question.options,
        key=lambda option: (option.listed, _by_letters(option, locale) if option.listed else ""),
    )
    return tuple(
        Choice(option.id, say(option.label, locale), option.id in reply) for option in options
    )


def question_hint(question: Question) -> str:
    """Where to find what is asked for, if it is a datum with a name."""
    return fact_words(question.id).hint if question.kind == "text" else ""


def duration_words(minutes: int) -> str:
    """How long something takes: in days from two of them, in hours from one."""
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return npgettext("length", "%(num)s minute", "%(num)s minutes", minutes)
    if hours % 24 or hours == 24:
        return npgettext("length", "%(num)s hour", "%(num)s hours", hours)
    return npgettext("length", "%(num)s day", "%(num)s days", hours // 24)


def consequence(outcome: Outcome, ending: str | None) -> str:
    """Where an outcome leads; `ending` is "solved", "escalate", "offer" (of a person) or None for
    another step."""
    if ending == "solved":
        return _("Then we are done.")
    if ending == "escalate":
        if outcome is Outcome.WORSE:
            return _("Then a person helps at once.")
        return _("Then a person takes it from here.")
    if ending == "offer":
        return _("Then we suggest a person; you may go on.")
    if outcome is Outcome.COULD_NOT:
        return _("No problem, we go on.")
    return _("Then we try the next thing.")


def _day(value: str, locale: str) -> str:
    day = day_in(value)
    return day_words(day, locale) if day is not None else value


def _by_letters(option: Option, locale: str) -> str:
    """Umlauts and accents stand with their letters (DIN 5007-1)."""
    return fold(say(option.label, locale))


@lru_cache(maxsize=512)
def _rendered(text: str, locale: str, slugs: tuple[tuple[str, str], ...]) -> Markup:
    known = dict(slugs)

    def resolve(target: str) -> str | None:
        key, _hash, anchor = target.removeprefix("article:").partition("#")
        if not target.startswith("article:") or key not in known:
            return None
        return f"/{locale}/articles/{known[key]}" + (f"#{anchor}" if anchor else "")

    return render_article(text, language=locale, resolve_link=resolve).html
