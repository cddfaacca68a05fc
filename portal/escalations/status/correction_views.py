"""Correcting a line of what we have, one small form for each."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound, PortalError
from portal.escalations.blueprint import blueprint
from portal.escalations.handing_over.review import office
from portal.escalations.lengths import typed_line
from portal.escalations.line_views import anchor_of
from portal.escalations.status.correcting import Typed, correct
from portal.escalations.status.page import status_response
from portal.escalations.status.views import ADDRESS, case_of
from portal.web.limits import limiter

CORRECTIONS = "60 per hour"


@blueprint.post(f"{ADDRESS}/corrections")
@limiter.limit(CORRECTIONS)
def correct_line(token: str) -> AnyResponse:
    """Another wording, another outcome, or “that is not true”."""
    case, typed = case_of(token), _typed()
    try:
        with transaction(db.session) as session:
            correct(session, case, typed, office=office(), now=now())
    except NotFound:
        raise
    except PortalError as error:
        where = f"{anchor_of(str(typed.position))}-text" if isinstance(error, Invalid) else ""
        errors = [(where, _(error.message, **error.parameters))]
        return status_response(case, errors=errors, status=error.status, correction=typed)
    anchor = anchor_of(str(typed.position))
    target = url_for("escalations.status", token=token, notice="corrected", _anchor=anchor)
    return redirect(target, 303)


def _typed() -> Typed:
    line = request.form.get("line", "")
    if not (line.isascii() and line.isdigit() and len(line) < 6):
        raise NotFound("This line is not here.")
    return Typed(
        position=int(line),
        text=typed_line(request.form.get("text", "")),
        outcome=request.form.get("outcome", ""),
        wrong="wrong" in request.form,
    )
