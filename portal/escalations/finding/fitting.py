"""Articles and flows that fit the problem of a case, and what its customer has done with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.case_queries import standing_lines
from portal.escalations.context import Section
from portal.escalations.models import ContextLine, Escalation
from portal.knowledge.models import Article, Publication, Translation
from portal.knowledge.searching import Found, find
from portal.knowledge.sources import ARTICLE, Source
from portal.remedies.models import Outcome
from portal.web.access import Reader
from search.engine import SearchEngine

MOST = 3
LOOKED_AT = 20
_TRIED = {Outcome.NO_CHANGE.value, Outcome.WORSE.value, Outcome.UNKNOWN.value}


@dataclass(frozen=True, slots=True)
class Fitting:
    """An article or a flow. `mark` says what the customer has done with it, "" for nothing;
    `internal`: customers can't read it, so no answer may lead there."""

    kind: str
    title: str
    url: str
    locale: str
    mark: str
    internal: bool


@dataclass(frozen=True, slots=True)
class _About:
    """Who may read an article, and the remedies in it."""

    visibility: str
    remedies: Sequence[str]


def fitting_pages(
    session: Session,
    engine: SearchEngine,
    case: Escalation,
    problem: str,
    reader: Reader,
    sources: Sequence[Source],
) -> tuple[Fitting, ...]:
    """At most three articles and one flow, the best first; what the customer has read or tried
    stands behind the rest, and is left out where there is enough else."""
    found = find(
        session, engine, problem, locale=case.locale, reader=reader, sources=sources, exact=True
    )
    hits = found.hits[:LOOKED_AT]
    lines = standing_lines(session, case)
    about = _about(session, hits)
    fitting = [_fitting(hit, about.get(hit.id), lines) for hit in hits]
    fitting.sort(key=lambda page: page.mark != "")
    articles = [page for page in fitting if page.kind == ARTICLE][:MOST]
    others = [page for page in fitting if page.kind != ARTICLE][:1]
    return (*articles, *others)


def _fitting(hit: Found, about: _About | None, lines: Sequence[ContextLine]) -> Fitting:
    return Fitting(
        kind=hit.kind,
        title=hit.title,
        url=hit.url,
        locale=hit.locale,
        mark=_mark(hit, about, lines),
        internal=about is not None and about.visibility != "public",
    )


def _mark(hit: Found, about: _About | None, lines: Sequence[ContextLine]) -> str:
    for line in lines:
        if line.section == Section.OPENED.value and line.url.partition("#")[0] == hit.url:
            return line.label  # in the words that the customer saw: "read, did not help"
    tried = {line.remedy for line in lines if line.remedy and line.outcome in _TRIED}
    remedies = set(about.remedies) if about else set()
    if not remedies & tried:
        return ""
    if remedies <= tried:
        return _("all of its steps are tried")
    number = len(remedies & tried)
    return ngettext("one of its steps is tried", "%(num)s of its steps are tried", number)


def _about(session: Session, hits: Sequence[Found]) -> dict[str, _About]:
    ids = [int(hit.id) for hit in hits if hit.kind == ARTICLE]
    query = (
        select(Translation.id, Article.visibility, Publication.remedies)
        .join(Article, Article.id == Translation.article_id)
        .join(Publication, Publication.translation_id == Translation.id)
        .where(Translation.id.in_(ids))
    )
    rows = session.execute(query)
    return {str(id_): _About(visibility, remedies) for id_, visibility, remedies in rows}
