"""A session that ended while somebody typed: what they sent waits until they signed in again.

The fields travel through the sign-in page as one hidden field and come back as a form that goes
to where they were meant to go. Nothing is kept on the server, and nothing is sent without the
person's own click. Secrets are left out; files cannot be kept, and the page says so.
"""

from flask import Response, request
from flask_babel import gettext as _

from portal.accounts.forms import SignInForm
from portal.accounts.kept import Kept, dump
from portal.accounts.pages import SignInPage
from portal.web.errors import error_response, is_secret
from portal.web.pages import render


def session_ended() -> Response:
    """The answer to a form of somebody who is not signed in (any more): sign in, then go on."""
    if request.mimetype == "application/json" or request.method != "POST":
        return error_response(
            401, _("Your session has ended. Sign in again in a new tab: what you typed stays here.")
        )
    kept = Kept(
        target=request.full_path.rstrip("?"),
        fields=tuple(
            (name, value) for name, value in request.form.items(multi=True) if not is_secret(name)
        ),
        files=any(file.filename for file in request.files.values()),
    )
    page = SignInPage(
        title=_("Sign in again"), form=SignInForm(), kept=dump(kept), notice="session-ended"
    )
    response = render(page, 401)
    response.headers["Cache-Control"] = "no-store"
    return response
