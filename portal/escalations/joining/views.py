"""Linking, merging and splitting: a page of its own, each act a resource."""

from dataclasses import replace

from flask import Response, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.queues import queues
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.escalations.desk.lists import came_from, case_address
from portal.escalations.desk.views import ADDRESS, find_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.handing_over.review import office
from portal.escalations.joining.forms import OTHER, MergeForm, OtherForm, SplitForm
from portal.escalations.joining.merging import merge_cases
from portal.escalations.joining.operations import link_cases, unlink_cases
from portal.escalations.joining.page import Typed, files_of, joining_address, joining_page
from portal.escalations.joining.queries import case_by_number
from portal.escalations.joining.splitting import Part, split_case
from portal.escalations.models import Escalation
from portal.web.access import Permission, current_reader, requires
from portal.web.inputs import one_line
from portal.web.pages import render

PAGE = f"{ADDRESS}/joining"
LONGEST_NUMBER = 20


@blueprint.get(PAGE)
@requires(Permission.HANDLE_CASES)
def joining(public_id: str) -> Response:
    """The case, and the one with the number `with` beside it; `part` names the words to split."""
    case = find_case(public_id)
    number = one_line(request.args.get("with", ""), LONGEST_NUMBER)
    part = request.args.get("part", "")
    return _show(case, Typed(number=number, part=part, other=_other(number)))


@blueprint.post(f"{ADDRESS}/links")
@requires(Permission.HANDLE_CASES)
def add_link(public_id: str) -> AnyResponse:
    """These two belong together."""
    case, form = find_case(public_id), OtherForm(request.form)
    return _with_other(case, form, unlink=False)


@blueprint.post(f"{ADDRESS}/links/removal")
@requires(Permission.HANDLE_CASES)
def remove_link(public_id: str) -> AnyResponse:
    """They do not, after all."""
    case, form = find_case(public_id), OtherForm(request.form)
    return _with_other(case, form, unlink=True)


@blueprint.post(f"{ADDRESS}/merges")
@requires(Permission.HANDLE_CASES)
def merge(public_id: str) -> AnyResponse:
    """One of them goes on in the other."""
    case, form = find_case(public_id), MergeForm(request.form)
    other = _other(form.number_of.data or "")
    typed = Typed(number=form.number_of.data or "", other=other, merge=form)
    if other is None or not form.validate():
        return _show(case, typed, 422)
    other_stays = form.stays.data == OTHER
    gone, kept = (case, other) if other_stays else (other, case)
    revisions = form.based_on, form.other_based_on
    try:
        with transaction(db.session) as session:
            merge_cases(
                session,
                gone,
                kept,
                revisions=revisions if other_stays else revisions[::-1],
                actor_id=signed_in_person().id,
                office=office(),
                now=now(),
            )
    except PortalError as error:
        return _refused(public_id, Typed(number=typed.number, other=other, merge=form), error)
    return redirect(case_address(kept.public_id, came_from()), 303)


@blueprint.post(f"{ADDRESS}/parts")
@requires(Permission.HANDLE_CASES)
def split(public_id: str) -> AnyResponse:
    """A part of the case becomes a case of its own."""
    case, teams = find_case(public_id), queues(db.session)
    form = SplitForm(request.form, teams=teams, case_files=files_of(db.session, case))
    if not form.validate():
        return _show(case, Typed(split=form), 422)
    team = next(queue for queue in teams if queue.key == form.team.data)
    part = Part(form.key.data or "", form.words.data or "", team, form.files.data or ())
    try:
        with transaction(db.session) as session:
            split_case(
                session,
                case,
                part,
                revision=form.based_on,
                actor_id=signed_in_person().id,
                office=office(),
                now=now(),
            )
    except PortalError as error:
        return _refused(public_id, Typed(split=form), error)
    return redirect(joining_address(case), 303)


def _with_other(case: Escalation, form: OtherForm, *, unlink: bool) -> AnyResponse:
    number = form.number_of.data or ""
    other = _other(number)
    if other is None:
        return _show(case, Typed(number=number), 422)
    act = unlink_cases if unlink else link_cases
    try:
        with transaction(db.session) as session:
            act(session, case, other, actor_id=signed_in_person().id, now=now())
    except PortalError as error:
        return _refused(case.public_id, Typed(number=number, other=other), error)
    return redirect(joining_address(case), 303)


def _refused(public_id: str, typed: Typed, error: PortalError) -> Response:
    """The page as both cases stand now, with what was typed and why nothing was done."""
    db.session.expire_all()
    case = find_case(public_id)
    if typed.split is not None:
        typed.split.revision.data = str(case.revision)
    if typed.merge is not None and typed.other is not None:
        typed.merge.revision.data = str(case.revision)
        typed.merge.other_revision.data = str(typed.other.revision)
    problem = _(error.message, **error.parameters)
    return _show(case, replace(typed, problem=problem), error.status)


def _other(number: str) -> Escalation | None:
    return case_by_number(db.session, number, current_reader())


def _show(case: Escalation, typed: Typed, status: int = 200) -> Response:
    page = joining_page(db.session, case, current_reader(), queues(db.session), typed, now=now())
    response = render(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
