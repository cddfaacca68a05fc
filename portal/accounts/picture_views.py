"""One's own picture, and the address under which others see it."""

import structlog
from flask import Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.account_views import account_page
from portal.accounts.blueprint import blueprint, portraits
from portal.accounts.portraits import remove_picture, set_picture, square, visible_portrait
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, PortalError
from portal.core.files import FileStore
from portal.web.access import Permission, current_reader, requires
from portal.web.images import MAX_BYTES
from portal.web.limits import limiter

log = structlog.get_logger()
UPLOADS = "30 per hour"


def _person() -> str:
    return f"portrait:{current_reader().user_id}"


@blueprint.post("/account/picture")
@limiter.limit(UPLOADS, key_func=_person)
@requires(Permission.READ_INTERNAL)
def add_own_picture() -> AnyResponse:
    """Take the sent `picture` for oneself."""
    sent = request.files.get("picture")
    try:
        if sent is None or not sent.filename:
            raise Invalid("Choose a picture first.")
        portrait = square(sent.stream.read(MAX_BYTES + 1))
    except PortalError as error:
        problem = _(error.message, **error.parameters)
        return account_page(picture_problem=problem, status=error.status)
    with transaction(db.session):
        set_picture(db.session, _store(), signed_in_person(), portrait, now=now())
    return redirect(url_for("accounts.account", notice="saved"), 303)


@blueprint.post("/account/picture/removals")
@requires(Permission.READ_INTERNAL)
def remove_own_picture() -> AnyResponse:
    """Be shown by initials again."""
    with transaction(db.session):
        remove_picture(db.session, signed_in_person(), now=now())
    return redirect(url_for("accounts.account", notice="saved"), 303)


@portraits.get("/portraits/<public_id>")
def portrait(public_id: str) -> Response:
    """A picture of somebody, as long as this reader may see it; the answer does not tell whether
    there is one that others may see."""
    file = visible_portrait(db.session, public_id, current_reader())
    if file is None:
        abort(404)
    try:
        data = _store().get(file.sha256)
    except FileNotFoundError:  # a backup without its files: initials take its place
        log.warning("portrait.missing", file=file.public_id)
        abort(404)
    response = Response(data, content_type=file.media_type)
    response.set_etag(file.sha256[:32])
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.make_conditional(request)
    return response


def _store() -> FileStore:
    store: FileStore = current_app.extensions["lotse.files"]
    return store
