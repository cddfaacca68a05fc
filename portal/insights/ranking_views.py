"""Why these hits, in this order: for agents who look after the search."""

from flask import Response as FlaskResponse
from flask import current_app, request
from flask_babel import gettext as _

from portal.core.db import db
from portal.core.errors import NotFound, PortalError
from portal.insights.blueprint import blueprint
from portal.insights.ranking import Ranked, ranked
from portal.insights.ranking_article_queries import MOST_JOURNEYS, leading_queries
from portal.insights.ranking_pages import ArticleSearchPage, RankingPage
from portal.insights.ranking_queries import learnt
from portal.insights.rooms import rooms
from portal.insights.rule_inputs import done, wanted_language, wanted_query
from portal.insights.rule_queries import article_by_public_id, rule_lines, title_of
from portal.insights.rule_rules import rule_query
from portal.knowledge.query_log_rules import LEAST_JOURNEYS
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_locale
from portal.web.pages import render
from search.results import FallbackReason


@blueprint.get("/ranking")
@requires(Permission.SEE_SEARCH)
def ranking() -> FlaskResponse:
    """What a customer finds for a query, each hit with the parts of its score."""
    return ranking_response(wanted_query(request.args), wanted_language(request.args))


def ranking_response(
    query: str, lang: str, *, status: int = 200, problem: PortalError | None = None
) -> FlaskResponse:
    """The page, with why something was refused, if it was."""
    reader = current_reader()
    found = Ranked(fallback=None)
    if query:
        engine = current_app.extensions["lotse.search"]()
        sources = current_app.extensions["lotse.sources"]
        found = ranked(db.session, engine, query, lang, reader, sources)
    asked = found.corrected or query
    page = RankingPage(
        title=_("Why these hits"),
        rooms=rooms(),
        query=query,
        lang=lang,
        asked=asked,
        searched=found.fallback is not FallbackReason.INDEX_MISSING,
        notice=_notice(found.fallback),
        hits=found.hits,
        left_out=found.left_out,
        floor=found.floor,
        may_steer=reader.may(Permission.STEER_SEARCH),
        rule_query=rule_query(asked),
        done=done() if request.method == "GET" else None,
        problem=_(problem.message, **problem.parameters) if problem else "",
    )
    return render(page, status)


@blueprint.get("/articles/<public_id>")
@requires(Permission.SEE_SEARCH)
def article_search(public_id: str) -> FlaskResponse:
    """The queries that lead to an article, what was learnt about it, and its rules."""
    reader = current_reader()
    article = article_by_public_id(db.session, public_id, reader)
    if article is None:
        raise NotFound("There is no such article.")
    title, title_locale = title_of(db.session, article.id, current_locale())
    leading = leading_queries(db.session, article.id)
    known = learnt(db.session, article.id)
    page = ArticleSearchPage(
        title=title,
        rooms=rooms(),
        article=article.public_id,
        title_locale=title_locale,
        queries=leading.queries,
        others=leading.others,
        least=LEAST_JOURNEYS,
        visits=MOST_JOURNEYS,
        counts=known[0] if known else None,
        learnt_at=known[1] if known else None,
        rules=tuple(rule_lines(db.session, reader, article_id=article.id)),
        may_steer=reader.may(Permission.STEER_SEARCH),
    )
    return render(page)


def _notice(fallback: FallbackReason | None) -> str:
    """What the search had to do without."""
    if fallback is None:
        return ""
    if fallback is FallbackReason.INDEX_MISSING:
        return _("There is no index at the moment; the worker builds one.")
    if fallback is FallbackReason.KEYWORD_INDEX_MISSING:
        return _("The index of words is being repaired: the hits are found by meaning alone.")
    return _("The model is not there at the moment: the hits are found by words alone.")
