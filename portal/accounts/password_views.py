"""Setting a new password by a mailed link. GET only shows: link checkers of mail programs follow
every link, and must not use it up."""

from time import monotonic, sleep

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.blueprint import blueprint
from portal.accounts.forms import LinkForm, NewPasswordForm
from portal.accounts.pages import AskForLinkPage, NewPasswordPage
from portal.accounts.password_links import LinkSpent, send_reset, use_link
from portal.accounts.queries import open_password_link, person_by_email
from portal.accounts.sessions import end
from portal.accounts.sign_in_views import account_key
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.web.limits import limiter
from portal.web.pages import render

ANSWER_SECONDS = 0.15
"""Both answers leave after this time, so that it does not tell who has an account (A11)."""


@blueprint.get("/password")
def ask_for_link() -> Response:
    """Ask for a link."""
    return render(AskForLinkPage(title=_("Set a new password"), form=LinkForm()))


@blueprint.post("/password")
@limiter.limit("10 per 15 minutes")
@limiter.limit("3 per 15 minutes", key_func=account_key)
def send_link() -> Response:
    """Mail the link if the address is known; the answer is the same if it is not."""
    started = monotonic()
    form = LinkForm(request.form)
    asked = form.validate()
    if asked:
        person = person_by_email(db.session, form.email.data or "")
        if person is not None and person.active:
            with transaction(db.session):
                send_reset(db.session, current_app.extensions["lotse.settings"], person, now=now())
        sleep(max(0.0, started + ANSWER_SECONDS - monotonic()))
    page = AskForLinkPage(title=_("Set a new password"), form=form, asked=asked)
    return render(page, 200 if asked else 422)


@blueprint.get("/password/new")
def new_password() -> Response:
    """The form behind the link."""
    token = request.args.get("token", "")
    if open_password_link(db.session, token, now=now()) is None:
        return _spent()
    return _form(NewPasswordForm(), token, 200)


@blueprint.post("/password/new")
@limiter.limit("20 per 15 minutes")
def set_new_password() -> AnyResponse:
    """Set the password, end all sessions, and let the person sign in with it."""
    form, token = NewPasswordForm(request.form), request.form.get("token", "")
    if open_password_link(db.session, token, now=now()) is None:
        return _spent()
    if not form.validate():
        return _form(form, token, 422)
    try:
        with transaction(db.session):
            use_link(db.session, token, form.new_password.data or "", now=now())
    except LinkSpent:
        return _spent()
    except Invalid as error:
        form.new_password.errors = [_(error.message, **error.parameters)]
        return _form(form, token, 422)
    end()
    return redirect(url_for("accounts.sign_in", notice="password-set"), 303)


def _form(form: NewPasswordForm, token: str, status: int) -> Response:
    page = NewPasswordPage(title=_("Choose a new password"), form=form, token=token)
    return _secret(render(page, status))


def _spent() -> Response:
    page = NewPasswordPage(title=_("This link no longer works"), form=NewPasswordForm())
    return _secret(render(page, 410))


def _secret(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
