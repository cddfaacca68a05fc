"""Pinning and hiding articles for a query, and the list of all that is set."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound, PortalError
from portal.insights.blueprint import blueprint
from portal.insights.ranking_pages import RulesPage
from portal.insights.ranking_views import ranking_response
from portal.insights.rooms import rooms
from portal.insights.rule_inputs import article_named, done, wanted_language, wanted_query
from portal.insights.rule_operations import delete_rule, set_rule
from portal.insights.rule_queries import rule_by_id, rule_lines
from portal.insights.rule_rules import ACTIONS
from portal.web.access import Permission, current_reader, requires
from portal.web.pages import render


@blueprint.get("/rules")
@requires(Permission.SEE_SEARCH)
def rules() -> Response:
    """Everything that is pinned or hidden, by query."""
    reader = current_reader()
    page = RulesPage(
        title=_("Pinned and hidden"),
        rooms=rooms(),
        rules=tuple(rule_lines(db.session, reader)),
        may_steer=reader.may(Permission.STEER_SEARCH),
        done=done(),
        query=wanted_query(request.args),
        lang=wanted_language(request.args),
    )
    return render(page)


@blueprint.post("/rules")
@requires(Permission.STEER_SEARCH)
def add_rule() -> Response:
    """Pin or hide an article for a query; what is refused is said above the hits."""
    reader = current_reader()
    query, lang = wanted_query(request.form), wanted_language(request.form)
    action = request.form.get("action", "")
    try:
        if action not in ACTIONS:
            raise Invalid("Choose whether to pin or to hide the article.")
        with transaction(db.session) as session:
            article = article_named(session, request.form, reader)
            if article is None:
                raise NotFound("There is no such article.")
            rule = set_rule(
                session,
                article,
                action,
                query=query,
                locale=lang,
                actor_id=reader.user_id,
                now=now(),
            )
            rule_id = rule.id
    except NotFound:
        raise
    except PortalError as error:
        return ranking_response(query, lang, status=error.status, problem=error)
    target = url_for(
        ".ranking", q=query, lang=lang, done=action, article=article.public_id, rule=rule_id
    )
    return redirect(target, 303)


@blueprint.post("/rules/<int:id_>/deletions")
@requires(Permission.STEER_SEARCH)
def remove_rule(id_: int) -> Response:
    """Take a rule back; one that is gone already was taken back by somebody else."""
    reader = current_reader()
    with transaction(db.session) as session:
        rule = rule_by_id(session, id_, reader)
        if rule is None:
            raise NotFound("This is not pinned or hidden any more.")
        query, lang, action = rule.query, rule.locale, rule.action
        article = rule.article.public_id
        delete_rule(session, rule, actor_id=reader.user_id, now=now())
    page = ".rules" if request.form.get("back") == "rules" else ".ranking"
    asked = wanted_query(request.form) or query
    target = url_for(page, q=asked, lang=lang, done=f"no-{action}", article=article)
    return redirect(target, 303)
