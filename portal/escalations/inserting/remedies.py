"""Remedies for a reply, by title or id: what the customer has done already comes last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.escalations.case_queries import standing_lines
from portal.escalations.composer.wording import BECAUSE
from portal.escalations.context import Section
from portal.escalations.inserting.articles import passage
from portal.escalations.inserting.choice import Choice
from portal.escalations.inserting.markdown import linked
from portal.escalations.inserting.tried_words import tried_words
from portal.escalations.models import ContextLine, Escalation
from portal.escalations.saved_replies.matching import fits
from portal.escalations.saved_replies.rules import gap
from portal.knowledge.models import Article, Publication, Translation
from portal.remedies.catalogue import Remedy, catalogue
from portal.remedies.models import Outcome
from portal.web.access import ANONYMOUS

ID = re.compile(r"[a-z]{2,20}\.[a-z0-9_]{0,40}")
MOST, MOST_TRIED = 8, 4
_EXACT = 100


@dataclass(frozen=True, slots=True)
class Explained:
    """A section of an article for everybody that explains a remedy."""

    translation_id: int
    slug: str
    anchor: str


def remedies_found(session: Session, case: Escalation, typed: str) -> tuple[Choice, ...]:
    """Those that fit the words or the id; each as a sentence and, below it, with its steps."""
    tried = tried_by(session, case)
    rated = sorted(
        ((_rate(remedy, typed, case.locale), remedy) for remedy in catalogue().values()),
        key=lambda one: (-one[0], one[1].titles.get(case.locale, "")),
    )
    fitting = [remedy for rate, remedy in rated if rate]
    new = [remedy for remedy in fitting if remedy.id not in tried][:MOST]
    found = [*new, *[remedy for remedy in fitting if remedy.id in tried][:MOST_TRIED]]
    explained = explained_in(session, [remedy.id for remedy in found], case.locale)
    choices = []
    for remedy in found:
        line = tried.get(remedy.id)
        warning = tried_words(line, case) if line is not None else ""
        title = _title(remedy, case.locale)
        choices.append(Choice(f"remedy:{remedy.id}", title, remedy.id, case.locale, warning))
        if remedy.id in explained:
            steps = _("“%(remedy)s” with the steps", remedy=title)
            choices.append(
                Choice(f"steps:{remedy.id}", steps, "", "", warning and _("see above"), below=True)
            )
    return tuple(choices)


def remedy_text(
    session: Session, case: Escalation, remedy_id: str, base_url: str, *, steps: bool
) -> str:
    """A sentence that proposes it, its title in bold, which is how the check of the reply knows
    it; with a link to what explains it, or with the `steps` themselves. What was tried already
    begins a reason that has to be written. Raises Invalid for a remedy that nobody knows."""
    remedy = catalogue().get(remedy_id)
    if remedy is None:
        raise Invalid("There is no remedy of this name any more.")
    explained = explained_in(session, [remedy_id], case.locale).get(remedy_id)
    again = remedy_id in tried_by(session, case)
    with force_locale(case.locale):
        title = f"**{_title(remedy, case.locale)}**"
        if explained is not None and not steps:
            address = f"{base_url}/{case.locale}/articles/{explained.slug}#{explained.anchor}"
            how = linked(_("this is how"), address)
            sentence = _("Please try this: %(remedy)s (%(how)s).", remedy=title, how=how)
        else:
            sentence = _("Please try this: %(remedy)s.", remedy=title)
        if again:
            reason = gap(_("the reason"))
            sentence += f" {BECAUSE[case.locale]} {reason}."
    if explained is not None and steps:
        quoted = passage(session, explained.translation_id, explained.anchor, base_url)
        return f"{sentence}\n\n{quoted}"
    return sentence


def tried_by(session: Session, case: Escalation) -> Mapping[str, ContextLine]:
    """The last attempt of each remedy; what could not be done was not tried."""
    return {
        line.remedy: line
        for line in standing_lines(session, case)
        if line.section == Section.ATTEMPT.value
        and line.remedy
        and line.outcome != Outcome.COULD_NOT
    }


def explained_in(session: Session, remedies: Sequence[str], locale: str) -> dict[str, Explained]:
    """By remedy: where an article that everybody may read explains it in this language."""
    if not remedies:
        return {}
    listed = cast(Publication.remedies, String)
    query = (
        select(Translation.id, Translation.slug, Publication.outline)
        .join(Article, Article.id == Translation.article_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .where(
            Translation.locale == locale,
            Article.visibility.in_(ANONYMOUS.visibilities),
            or_(*(listed.contains(f'"{remedy}"', autoescape=True) for remedy in remedies)),
        )
        .order_by(Translation.id)
    )
    found: dict[str, Explained] = {}
    for translation_id, slug, outline in session.execute(query):
        for entry in outline:
            if entry["remedy"] in remedies:
                section = Explained(translation_id, slug, str(entry["anchor"]))
                found.setdefault(entry["remedy"], section)
    return found


def _rate(remedy: Remedy, typed: str, locale: str) -> int:
    if not typed:
        return 1
    if remedy.id.startswith(typed):
        return _EXACT
    aliases = " ".join(remedy.aliases.get(locale, ()))
    return fits(typed, _title(remedy, locale), f"{aliases} {remedy.id.replace('_', ' ')}")


def _title(remedy: Remedy, locale: str) -> str:
    return remedy.titles.get(locale) or next(iter(remedy.titles.values()), remedy.id)
