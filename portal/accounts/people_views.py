"""The people of the team, for admins."""

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.blueprint import blueprint
from portal.accounts.forms import LANGUAGE_NAMES, NewPersonForm, PersonForm, fields_of
from portal.accounts.models import Person
from portal.accounts.operations import AddressTaken, add_person, change_person
from portal.accounts.pages import NewPersonPage, PeoplePage, PersonPage, PersonRow
from portal.accounts.password_links import send_invitation
from portal.accounts.queries import people, person_by_public_id
from portal.accounts.queues import queues, set_queues
from portal.accounts.roles import role_name
from portal.accounts.rules import checked_address, checked_name
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.web.access import Permission, Role, requires
from portal.web.pages import render


@blueprint.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def list_people() -> Response:
    """Everybody of the team."""
    rows = tuple(_row(person) for person in people(db.session))
    page = PeoplePage(title=_("People"), rows=rows, notice=request.args.get("notice", ""))
    return render(page)


@blueprint.get("/people/new")
@requires(Permission.MANAGE_PEOPLE)
def new_person() -> Response:
    """The form for somebody new."""
    return _new(NewPersonForm(queues=queues(db.session)), 200)


@blueprint.post("/people")
@requires(Permission.MANAGE_PEOPLE)
def add() -> AnyResponse:
    """Add somebody and mail them a link to set their password."""
    form = NewPersonForm(request.form, queues=queues(db.session))
    if not (form.validate() and _checked(form)):
        return _new(form, 422)
    actor = signed_in_person()
    try:
        with transaction(db.session):
            person = add_person(
                db.session,
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                locale=form.locale.data,
                password=None,
                actor_id=actor.id,
                now=now(),
            )
            chosen = form.queues.data or []
            set_queues(db.session, person, chosen, actor_id=actor.id, now=now())
            settings = current_app.extensions["lotse.settings"]
            send_invitation(db.session, settings, person, actor_id=actor.id, now=now())
    except AddressTaken as error:
        form.email.errors = [_(error.message)]
        return _new(form, 409)
    return redirect(url_for("accounts.list_people", notice="invited"), 303)


@blueprint.get("/people/<public_id>")
@requires(Permission.MANAGE_PEOPLE)
def person(public_id: str) -> Response:
    """One person."""
    found = _find(public_id)
    form = PersonForm(queues=queues(db.session), data=fields_of(found))
    return _person(found, form, 200, request.args.get("notice", ""))


@blueprint.post("/people/<public_id>")
@requires(Permission.MANAGE_PEOPLE)
def change(public_id: str) -> AnyResponse:
    """Change role, language, teams and access of somebody else."""
    found = _find(public_id)
    form = PersonForm(request.form, queues=queues(db.session))
    if not form.validate():
        return _person(found, form, 422)
    actor_id = signed_in_person().id
    with transaction(db.session):
        change_person(
            db.session,
            found,
            role=Role(form.role.data),
            locale=form.locale.data,
            active=form.active.data,
            actor_id=actor_id,
            now=now(),
        )
        set_queues(db.session, found, form.queues.data or [], actor_id=actor_id, now=now())
    return redirect(url_for("accounts.person", public_id=public_id, notice="saved"), 303)


@blueprint.post("/people/<public_id>/links")
@requires(Permission.MANAGE_PEOPLE)
def send_password_link(public_id: str) -> AnyResponse:
    """Mail a link to set a password, to somebody who cannot get in."""
    found = _find(public_id)
    if not found.active:
        raise Conflict("This person may not sign in. Let them in first, then send the link.")
    with transaction(db.session):
        send_invitation(
            db.session,
            current_app.extensions["lotse.settings"],
            found,
            actor_id=signed_in_person().id,
            now=now(),
        )
    return redirect(url_for("accounts.person", public_id=public_id, notice="link-sent"), 303)


def _find(public_id: str) -> Person:
    found = person_by_public_id(db.session, public_id)
    if found is None:
        raise NotFound("This person is not here. Go back to the list.")
    return found


def _checked(form: NewPersonForm) -> bool:
    for field, check in ((form.name, checked_name), (form.email, checked_address)):
        try:
            check(field.data or "")
        except Invalid as error:
            field.errors = [_(error.message, **error.parameters)]
    return not form.errors


def _row(person: Person) -> PersonRow:
    return PersonRow(
        person=person,
        role=role_name(person.role),
        language=LANGUAGE_NAMES[person.locale],
        url=url_for("accounts.person", public_id=person.public_id),
    )


def _new(form: NewPersonForm, status: int) -> Response:
    return render(NewPersonPage(title=_("Add somebody"), form=form), status)


def _person(person: Person, form: PersonForm, status: int, notice: str = "") -> Response:
    page = PersonPage(
        title=person.name,
        person=person,
        role=role_name(person.role),
        form=form,
        is_self=person.id == signed_in_person().id,
        notice=notice,
    )
    return render(page, status)
