"""Outgoing mails, for admins: what went out, what waits, what failed."""

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.blueprint import blueprint
from portal.accounts.mails import (
    MailStanding,
    count_mails,
    mail_by_public_id,
    newest_mails,
    try_again,
)
from portal.accounts.pages import MailPage, MailsPage
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.core.settings import Settings
from portal.web.access import Permission, requires
from portal.web.pages import render

PAGE = 50


@blueprint.get("/mails")
@requires(Permission.SEE_MAILS)
def list_mails() -> Response:
    """Newest first, fifty on a page."""
    total = count_mails(db.session)
    last = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    settings: Settings = current_app.extensions["lotse.settings"]
    return render(
        MailsPage(
            title=_("Outgoing mails"),
            rows=tuple(newest_mails(db.session, limit=PAGE, offset=(page - 1) * PAGE)),
            total=total,
            newer_url=url_for("accounts.list_mails", page=page - 1) if page > 1 else None,
            older_url=url_for("accounts.list_mails", page=page + 1) if page < last else None,
            folder="" if settings.smtp_url else str(settings.mail_dir),
        )
    )


@blueprint.get("/mails/<public_id>")
@requires(Permission.SEE_MAILS)
def mail(public_id: str) -> Response:
    """One mail with its text."""
    standing = _find(public_id)
    page = MailPage(
        title=standing.mail.subject,
        standing=standing,
        notice=request.args.get("notice", ""),
    )
    response = render(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/mails/<public_id>/retries")
@requires(Permission.SEE_MAILS)
def retry_mail(public_id: str) -> AnyResponse:
    """Try a failed mail again."""
    with transaction(db.session):
        try_again(db.session, _find(public_id), actor_id=signed_in_person().id, now=now())
    return redirect(url_for("accounts.mail", public_id=public_id, notice="queued"), 303)


def _find(public_id: str) -> MailStanding:
    standing = mail_by_public_id(db.session, public_id)
    if standing is None:
        raise NotFound("This mail is not here. Go back to the list.")
    return standing
