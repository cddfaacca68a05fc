"""“What we did together”: reading, printing, sending on, taking back."""

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.rules import checked_address
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, PortalError
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.queries import standing
from portal.troubleshooter.reminding import may_mail
from portal.troubleshooter.step_views import render_private
from portal.troubleshooter.together import Readable, readable_run, send_on, take_back
from portal.troubleshooter.together_page import together_page
from portal.web.access import current_reader
from portal.web.inputs import one_line
from portal.web.limits import limiter
from portal.web.locale import current_locale

LONGEST_ADDRESS = 254


@blueprint.get("/together/<token>")
def together(token: str) -> AnyResponse:
    """The notes, for the customer, for an agent, and for whom they were sent on to."""
    found = readable_run(db.session, token, current_reader())
    if found is None:
        return redirect(url_for(".run", token=token), 303)
    return _page(token, found)


@blueprint.post("/together/<token>/mails")
@limiter.limit("10 per hour")
def mail_notes(token: str) -> AnyResponse:
    """Send the notes' address to whom the customer types; to themselves, or to somebody else."""
    found = readable_run(db.session, token, current_reader())
    if found is None or not found.own:
        return redirect(url_for(".together", token=token), 303)
    try:
        email = checked_address(one_line(request.form.get("email", ""), LONGEST_ADDRESS))
        if not may_mail(email):
            raise Invalid("This address has had enough mails from us today. Print it instead.")
    except PortalError as error:
        return _page(token, found, error=_(error.message, **error.parameters), status=422)
    with transaction(db.session) as session:
        send_on(
            session,
            found.run,
            email,
            locale=current_locale(),
            settings=current_app.extensions["lotse.settings"],
            organisation=current_app.extensions["lotse.organisation"],
            now=now(),
        )
    return redirect(url_for(".together", token=token, sent=1), 303)


@blueprint.post("/together/<token>/closings")
@limiter.limit("60 per hour")
def take_notes_back(token: str) -> AnyResponse:
    """Let the address that was sent on open nothing any more."""
    found = readable_run(db.session, token, current_reader())
    if found is not None and found.own:
        with transaction(db.session) as session:
            take_back(session, found.run, now=now())
    return redirect(url_for(".together", token=token), 303)


def _page(token: str, found: Readable, *, error: str = "", status: int = 200) -> Response:
    state = standing(db.session, found.run, now=now())
    page = together_page(
        db.session,
        state,
        token,
        own=found.own,
        sent_to="sent" in request.args and found.own,
        error=error,
        typed=request.form,
    )
    return render_private(page, status)
