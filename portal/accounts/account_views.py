"""One's own account: name, language, password, signed-in browsers."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.blueprint import blueprint
from portal.accounts.forms import ChangePasswordForm, ProfileForm
from portal.accounts.models import Person
from portal.accounts.operations import (
    WrongPassword,
    change_password,
    change_profile,
    close_all,
)
from portal.accounts.pages import AccountPage, BrowserRow
from portal.accounts.portraits import picture_url
from portal.accounts.queries import running_sessions
from portal.accounts.roles import role_name
from portal.accounts.sessions import end, signed_in, signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.web.access import Permission, requires
from portal.web.pages import render


@blueprint.get("/account")
@requires(Permission.READ_INTERNAL)
def account() -> Response:
    """Everything about oneself."""
    return account_page(notice=request.args.get("notice", ""))


@blueprint.post("/account")
@requires(Permission.READ_INTERNAL)
def change_account() -> AnyResponse:
    """Change name and language."""
    form = ProfileForm(request.form)
    if not form.validate():
        return account_page(profile=form, status=422)
    try:
        with transaction(db.session):
            change_profile(
                db.session,
                signed_in_person(),
                name=form.name.data or "",
                locale=form.locale.data,
                now=now(),
            )
    except Invalid as error:
        form.name.errors = [_(error.message, **error.parameters)]
        return account_page(profile=form, status=422)
    return redirect(url_for("accounts.account", notice="saved"), 303)


@blueprint.post("/account/password")
@requires(Permission.READ_INTERNAL)
def change_own_password() -> AnyResponse:
    """Change one's password; other browsers are signed out."""
    form = ChangePasswordForm(request.form)
    if not form.validate():
        return account_page(password=form, status=422)
    user = signed_in()
    try:
        with transaction(db.session):
            change_password(
                db.session,
                signed_in_person(),
                present=form.present_password.data or "",
                new=form.new_password.data or "",
                keep=user.token if user else None,
                now=now(),
            )
    except WrongPassword as error:
        form.present_password.errors = [_(error.message)]
        return account_page(password=form, status=422)
    except Invalid as error:
        form.new_password.errors = [_(error.message, **error.parameters)]
        return account_page(password=form, status=422)
    return redirect(url_for("accounts.account", notice="password-set"), 303)


@blueprint.post("/account/sign-outs")
@requires(Permission.READ_INTERNAL)
def sign_out_everywhere() -> AnyResponse:
    """End every session of this person, this one too."""
    with transaction(db.session):
        close_all(db.session, signed_in_person())
    end()
    return redirect(url_for("accounts.sign_in", notice="signed-out-everywhere"), 303)


def account_page(
    profile: ProfileForm | None = None,
    password: ChangePasswordForm | None = None,
    picture_problem: str = "",
    notice: str = "",
    status: int = 200,
) -> Response:
    """Everything about oneself, with what was typed into a form that was refused."""
    person = signed_in_person()
    page = AccountPage(
        title=_("Your account"),
        person=person,
        role=role_name(person.role),
        profile=profile or ProfileForm(obj=person),
        password=password or ChangePasswordForm(),
        picture_url=picture_url(person),
        picture_problem=picture_problem,
        browsers=_browsers(person),
        notice=notice,
    )
    return render(page, status)


def _browsers(person: Person) -> tuple[BrowserRow, ...]:
    user = signed_in()
    return tuple(
        BrowserRow(
            name=row.browser,
            since=row.created_at,
            seen=row.seen_at,
            this=user is not None and row.id == user.sign_in.id,
        )
        for row in running_sessions(db.session, person.id, now=now())
    )
