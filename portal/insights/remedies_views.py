"""`/agent/remedies`: the remedies, where each is used, and what came of it."""

from collections.abc import Callable, Mapping

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core.db import db
from portal.core.errors import NotFound
from portal.insights.overview import percent
from portal.insights.remedies_pages import (
    OutcomeLine,
    RemediesPage,
    RemedyLine,
    RemedyPage,
    UsedSection,
    UsedStep,
)
from portal.insights.remedies_queries import (
    GONE,
    KnownRemedy,
    Section,
    Step,
    Timing,
    known_remedies,
    outcomes_by_remedy,
    sections_by_remedy,
    timings,
)
from portal.insights.remedies_rules import LEAST_FOR_PERCENT, SORTS, Outcomes
from portal.troubleshooter.definition import Text
from portal.web.access import Permission, current_reader, requires
from portal.web.formatting import number
from portal.web.inputs import one_line
from portal.web.locale import LOCALES, current_locale
from portal.web.pages import render

LONGEST_QUERY = 200
blueprint = Blueprint("remedies", __name__, url_prefix="/agent/remedies")


@blueprint.get("")
@requires(Permission.SEE_FLOWS)
def remedies() -> Response:
    """All of them, or those whose title, id or other names hold every word that was typed."""
    query = one_line(request.args.get("q", ""), LONGEST_QUERY)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    known, outcomes = _known(), outcomes_by_remedy(db.session)
    for id_ in outcomes:
        known.setdefault(id_, KnownRemedy(id_, GONE))
    sections, timed = sections_by_remedy(db.session, current_reader()), timings(db.session)
    fitting = [remedy for remedy in known.values() if _fits(remedy, query)]
    key = _sort_key(sort, outcomes, timed)
    labels = (_("Title"), _("Most tried"), _("Helped most"), _("Longest"))
    page = RemediesPage(
        title=_("Remedies"),
        query=query,
        sort=sort,
        sorts=tuple(
            (label, url_for(".remedies", q=query or None, sort=name), name == sort)
            for name, label in zip(SORTS, labels, strict=True)
        ),
        rows=tuple(
            _line(
                remedy,
                outcomes.get(remedy.id, Outcomes()),
                sections.get(remedy.id, []),
                timed.get(remedy.id),
            )
            for remedy in sorted(fitting, key=key)
        ),
        total=len(known),
    )
    return render(page)


@blueprint.get("/<id_>")
@requires(Permission.SEE_FLOWS)
def remedy(id_: str) -> Response:
    """One of them in full."""
    outcomes = outcomes_by_remedy(db.session, id_).get(id_)
    found = _known().get(id_) or (KnownRemedy(id_, GONE) if outcomes is not None else None)
    if found is None:
        raise NotFound("There is no such remedy.")
    outcomes = outcomes or Outcomes()
    title, lang = _title(found)
    timing = timings(db.session).get(id_)
    sections = sections_by_remedy(db.session, current_reader()).get(id_, [])
    page = RemedyPage(
        title=title,
        id=found.id,
        lang=lang,
        kind=found.kind,
        risk=found.risk,
        minutes=_minutes(found.minutes),
        measured=_minutes(timing.minutes) if timing else "",
        timed=timing.timed if timing else 0,
        titles=tuple(
            (locale, found.titles[locale]) for locale in LOCALES if locale in found.titles
        ),
        aliases=tuple(
            (locale, tuple(found.aliases[locale]))
            for locale in LOCALES
            if found.aliases.get(locale)
        ),
        tried=outcomes.tried,
        helped=_helped(outcomes),
        outcomes=_outcome_lines(outcomes),
        steps=tuple(map(_step, found.steps)),
        sections=tuple(map(_section, sections)),
    )
    return render(page)


def _known() -> dict[str, KnownRemedy]:
    return known_remedies(db.session)


def _fits(remedy: KnownRemedy, query: str) -> bool:
    names = (*remedy.titles.values(), remedy.id, *sum(map(tuple, remedy.aliases.values()), ()))
    folded = [name.casefold() for name in names]
    return all(any(word in name for name in folded) for word in query.casefold().split())


def _sort_key(
    sort: str, outcomes: Mapping[str, Outcomes], timed: Mapping[str, Timing]
) -> Callable[[KnownRemedy], tuple[float, str]]:
    """Most first; where it is the same for two, by title."""

    def key(remedy: KnownRemedy) -> tuple[float, str]:
        came, title = outcomes.get(remedy.id, Outcomes()), _title(remedy)[0].casefold()
        if sort == "tried":
            return -came.tried, title
        if sort == "helped":
            return -came.proven, title
        if sort == "minutes":
            measured = timed.get(remedy.id)
            return -(measured.minutes if measured else remedy.minutes), title
        return 0, title

    return key


def _line(
    remedy: KnownRemedy, outcomes: Outcomes, sections: list[Section], timing: Timing | None
) -> RemedyLine:
    title, lang = _title(remedy)
    return RemedyLine(
        id=remedy.id,
        title=title,
        lang=lang,
        kind=remedy.kind,
        url=url_for(".remedy", id_=remedy.id),
        flows=len({step.flow for step in remedy.steps}),
        articles=len({section.article for section in sections}),
        tried=outcomes.tried,
        before=sum(tally.before for tally in outcomes.rows.values()),
        helped=_helped(outcomes),
        worse=outcomes.worse.all,
        could_not=outcomes.could_not.all,
        minutes=_minutes(remedy.minutes),
        measured=_minutes(timing.minutes) if timing else "",
    )


def _outcome_lines(outcomes: Outcomes) -> tuple[OutcomeLine, ...]:
    most = max(tally.all for tally in outcomes.rows.values()) or 1
    return tuple(
        OutcomeLine(
            outcome, tally, round(100 * tally.here / most, 2), round(100 * tally.before / most, 2)
        )
        for outcome, tally in outcomes.rows.items()
    )


def _helped(outcomes: Outcomes) -> str:
    """31 of 80 (39%); of few cases without the share, of none ""."""
    if not outcomes.known:
        return ""
    solved, known = outcomes.solved.here, outcomes.known
    words = {"part": number(solved), "whole": number(known), "share": percent(solved, known)}
    if known < LEAST_FOR_PERCENT:
        return _("%(part)s of %(whole)s", **words)
    return _("%(part)s of %(whole)s (%(share)s)", **words)


def _minutes(minutes: float) -> str:
    return number(round(minutes, 1)) if minutes else ""


def _title(remedy: KnownRemedy) -> tuple[str, str]:
    """The title and, where it is not in the reader's language, its language."""
    locale = current_locale()
    for other in (locale, *LOCALES):
        if remedy.titles.get(other):
            return remedy.titles[other], other if other != locale else ""
    return remedy.id, ""


def _step(step: Step) -> UsedStep:
    return UsedStep(
        flow=_words(step.title) or step.flow,
        url=url_for("flows.flow", key=step.flow),
        state=step.state,
        step=_words(step.words) or step.step,
    )


def _section(section: Section) -> UsedSection:
    url = url_for("helpcenter.article", lang=section.locale, slug=section.slug)
    return UsedSection(section.title, section.heading, f"{url}#{section.anchor}", section.locale)


def _words(text: Text) -> str:
    return text.get(current_locale(), "")
