"""What helps with a case: similar ones that were solved, and fitting articles.

It takes a look into two indexes, so the page of the case does without: a script fetches the
fragment, and without one it is a page of its own.
"""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.desk.views import ADDRESS, find_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.finding.case_texts import problem_of
from portal.escalations.finding.fitting import Fitting, fitting_pages
from portal.escalations.finding.searching import similar_ids
from portal.escalations.finding.solved_by import SolvedBy, solved_by
from portal.escalations.inbox.words import short_day
from portal.escalations.models import Escalation
from portal.escalations.rules import spoken
from portal.web.access import Permission, Reader, current_reader, requires
from portal.web.locale import current_locale
from portal.web.pages import Page, render

MOST = 3
LONGEST_QUESTION = 1_000
"""Characters of the problem that are asked with: as much as a vector stands for."""


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A solved case, and what solved it."""

    url: str
    number: str
    subject: str
    locale: str
    day: str
    ways: tuple[SolvedBy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPage(Page):
    """Both lists, on a page of their own."""

    template: ClassVar[str] = "cases/similar_page.html"

    case: Escalation
    similar: tuple[SimilarCase, ...]
    fitting: tuple[Fitting, ...]


@blueprint.get(f"{ADDRESS}/similar")
@requires(Permission.HANDLE_CASES)
def similar(public_id: str) -> Response:
    """Similar solved cases and fitting articles; `part` asks for the lists alone."""
    case, reader = find_case(public_id), current_reader()
    page = SimilarPage(
        title=_("Similar cases and articles"),
        case=case,
        similar=_similar(db.session, case, reader),
        fitting=_fitting(db.session, case, reader),
    )
    if "part" in request.args:
        fragment = current_app.jinja_env.get_template("cases/similar_fragment.html")
        response = Response(fragment.render(page=page, locale=current_locale()))
    else:
        response = render(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _question(case: Escalation) -> str:
    return problem_of(case)[:LONGEST_QUESTION]


def _similar(session: Session, case: Escalation, reader: Reader) -> tuple[SimilarCase, ...]:
    engine = current_app.extensions["lotse.case_search"]()
    ids = similar_ids(
        session, engine, _question(case), reader, locale=case.locale, limit=MOST, but=case.id
    )
    query = select(Escalation).where(Escalation.id.in_(ids))
    cases = {other.id: other for other in session.scalars(query)}
    ways = solved_by(session, list(cases.values()), reader)
    moment = now()
    return tuple(
        SimilarCase(
            url=url_for("cases.show", public_id=cases[id_].public_id),
            number=spoken(cases[id_].number),
            subject=cases[id_].subject,
            locale=cases[id_].locale,
            day=short_day(cases[id_].solved_at or cases[id_].changed_at, moment),
            ways=ways[id_],
        )
        for id_ in ids
    )


def _fitting(session: Session, case: Escalation, reader: Reader) -> tuple[Fitting, ...]:
    of = current_app.extensions
    engine, sources = of["lotse.search"](), of["lotse.sources"]
    return fitting_pages(session, engine, case, _question(case), reader, sources)
