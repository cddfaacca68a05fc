"""Signing in and out."""

import hashlib

import structlog
from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.blueprint import blueprint
from portal.accounts.forms import SignInForm
from portal.accounts.kept import Kept, load
from portal.accounts.models import Person
from portal.accounts.operations import close_session, open_session
from portal.accounts.pages import ResumePage, SignInPage
from portal.accounts.passwords import matches
from portal.accounts.queries import person_by_email
from portal.accounts.sessions import begin, end, signed_in
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.web.access import Permission, current_reader, requires
from portal.web.errors import error_response
from portal.web.limits import limiter
from portal.web.pages import render
from portal.web.security import safe_next

log = structlog.get_logger()
PER_BROWSER = "20 per 15 minutes"
PER_ACCOUNT = "10 per 15 minutes"


def account_key() -> str:
    """The address somebody tries, for counting; hashed, since limits keep no personal data."""
    address = request.form.get("email", "").strip().lower()
    return f"account:{hashlib.sha256(address.encode()).hexdigest()}"


def _was_refused(response: Response) -> bool:
    return response.status_code == 422


@blueprint.get("/")
@requires(Permission.READ_INTERNAL)
def desk() -> AnyResponse:
    """The first page after signing in: the inbox, for whoever sees cases."""
    reader = current_reader()
    sees_cases = bool(reader.queues) or reader.may(Permission.SEE_ALL_QUEUES)
    return redirect(url_for("cases.inbox" if sees_cases else "editor.articles"), 303)


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    """The form; somebody who is signed in goes on to where they wanted to go."""
    target = safe_next(request.args.get("next", ""))
    if signed_in() is not None:
        return redirect(target or url_for("accounts.desk"), 303)
    page = SignInPage(
        title=_("Sign in"),
        form=SignInForm(),
        next=target or "",
        notice=request.args.get("notice", ""),
    )
    return _private(render(page))


@blueprint.post("/sign-in")
@limiter.limit(PER_BROWSER, deduct_when=_was_refused)
@limiter.limit(PER_ACCOUNT, key_func=account_key, deduct_when=_was_refused)
def open_sign_in() -> AnyResponse:
    """Begin a session, or say that address and password do not belong together."""
    form = SignInForm(request.form)
    if not form.validate():
        return _again(form, 422)
    person = _person_with_password(form.email.data or "", form.password.data or "")
    if person is None:
        log.info("sign_in.refused")
        return _again(form, 422, _("Address and password do not belong together. Try again."))
    before = signed_in()
    with transaction(db.session):
        new = open_session(
            db.session,
            person,
            form.password.data or "",
            replaces=before.token if before else None,
            user_agent=request.headers.get("User-Agent", ""),
            now=now(),
        )
    begin(new)
    kept = load(request.form.get("kept", ""))
    if kept is not None:
        return _private(_resume(kept))
    return redirect(safe_next(request.form.get("next", "")) or url_for("accounts.desk"), 303)


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """End this browser's session."""
    user = signed_in()
    if user is not None:
        with transaction(db.session):
            close_session(db.session, user.token)
        end()
    return redirect(url_for("accounts.sign_in", notice="signed-out"), 303)


@blueprint.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> Response:
    """Say how long to wait; what was typed on the way in here stays in the form."""
    message = _("That was a lot at once. Wait 15 minutes, then try again.")
    if request.endpoint == "accounts.open_sign_in":
        return _again(SignInForm(request.form), 429, message)
    return error_response(429, message)


def _person_with_password(email: str, password: str) -> Person | None:
    person = person_by_email(db.session, email)
    known = person is not None and person.active
    matched = matches(person.password_hash if person and known else None, password)
    return person if matched else None


def _again(form: SignInForm, status: int, refusal: str = "") -> Response:
    page = SignInPage(
        title=_("Sign in"),
        form=form,
        next=safe_next(request.form.get("next", "")) or "",
        kept=request.form.get("kept", ""),
        refusal=refusal,
    )
    return _private(render(page, status))


def _resume(kept: Kept) -> Response:
    return render(ResumePage(title=_("You are signed in again"), kept=kept))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
