"""“Did this help?”: a vote without login, then the reason."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.helpcenter.article_views import feedback_reasons
from portal.helpcenter.blueprint import blueprint
from portal.helpcenter.recording import record_not_helped
from portal.knowledge.article_queries import published_version
from portal.knowledge.feedback import explain_vote, record_vote
from portal.web.access import current_reader
from portal.web.inputs import free_text
from portal.web.limits import limiter
from portal.web.locale import current_locale

LONGEST_COMMENT = 4000


@blueprint.post("/articles/<slug>/feedback")
@limiter.limit("30 per hour")
def feedback(slug: str) -> Response:
    """Record a vote, or the reason for the vote that was just given."""
    known = published_version(db.session, current_locale(), slug, current_reader())
    if known is None:
        abort(404)
    vote = request.args.get("vote", "")
    reason = request.form.get("reason", "")
    comment = free_text(request.form.get("comment", ""), LONGEST_COMMENT)
    with transaction(db.session) as session:
        if vote:
            allowed = {value for value, _label in feedback_reasons()}
            explain_vote(session, vote, reason if reason in allowed else "", comment, now=now())
            state, vote = "thanks", ""
        else:
            helpful = request.form.get("helpful") == "yes"
            vote = record_vote(session, known.translation_id, helpful=helpful, now=now())
            state = "helpful" if helpful else "ask"
            if not helpful:
                record_not_helped(session, known.translation_id)
    target = url_for(".article", slug=slug, feedback=state, vote=vote if state == "ask" else None)
    return redirect(f"{target}#feedback", 303)
