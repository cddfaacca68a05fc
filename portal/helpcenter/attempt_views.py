"""“I have done this” under a step of an article: what came of it is recorded in the journey."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.recording import subject
from portal.helpcenter.remedy_feet import foot_id, section_of
from portal.helpcenter.shown_sections import shown_section
from portal.journeys.visits import current_journey, ensure_journey
from portal.knowledge.article_queries import ArticleView, published_article
from portal.remedies.models import Origin, Outcome
from portal.remedies.operations import LONGEST_NOTE, record_attempt, withdraw_attempt
from portal.remedies.queries import attempt_of
from portal.web.access import ANONYMOUS, current_reader
from portal.web.inputs import free_text
from portal.web.limits import limiter
from portal.web.locale import current_locale

ANSWERS = frozenset(Outcome) - {Outcome.UNKNOWN}
LIMIT = "120 per hour"


@blueprint.post("/articles/<slug>/attempts")
@limiter.limit(LIMIT)
def attempt(slug: str) -> Response:
    """Record that a step was done; without `outcome` the page asks for it next."""
    view, remedy = _addressed(slug)
    section = section_of(view, remedy)
    answer = request.form.get("outcome", "")
    if answer and answer not in ANSWERS:
        raise Invalid("We do not know this result. Go back and choose one of the four.")
    note = free_text(request.form.get("note", ""), LONGEST_NOTE)
    with transaction(db.session) as session:
        journey = ensure_journey(session)
        present = attempt_of(session, journey, remedy)
        if answer or present is None:
            number, wording = shown_section(session, view, remedy)
            record_attempt(
                session,
                journey,
                remedy=remedy,
                outcome=Outcome(answer or Outcome.UNKNOWN),
                origin=Origin.ARTICLE,
                title=section["text"],
                before=present.before if present is not None else False,
                note=note,
                place=subject(view.translation_id),
                locale=view.locale,
                version=number,
                wording=wording,
                now=now(),
            )
    return _back(slug, section["anchor"])


@blueprint.post("/articles/<slug>/attempts/withdrawals")
@limiter.limit(LIMIT)
def withdraw(slug: str) -> Response:
    """It was not done after all; sent twice, it is taken back once."""
    view, remedy = _addressed(slug)
    section = section_of(view, remedy)
    with transaction(db.session) as session:
        journey = current_journey(session)
        if journey is not None:
            withdraw_attempt(session, journey, remedy, now=now())
    return _back(slug, section["anchor"])


def _addressed(slug: str) -> tuple[ArticleView, str]:
    """The article, and the remedy of it that the form names."""
    if current_reader() != ANONYMOUS:
        raise Forbidden("You are signed in, and we remember only what customers try.")
    view = published_article(db.session, current_locale(), slug, ANONYMOUS)
    if view is None:
        raise NotFound("This article is not there any more. Search for what you need.")
    return view, request.form.get("remedy", "")


def _back(slug: str, anchor: str) -> Response:
    return redirect(f"{url_for('.article', slug=slug)}#{foot_id(anchor)}", 303)
