"""One case: its page, and every act as a resource of its own (design.md, 2.10)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import Person, Queue
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound, PortalError
from portal.core.types import public_id as new_key
from portal.escalations.composer.check_forms import checks_view, findings_of
from portal.escalations.composer.check_words import ChecksView
from portal.escalations.contact_persons.assignment_operations import hand_over, take_case
from portal.escalations.contact_persons.assignment_queries import colleagues, other_teams
from portal.escalations.desk.entries import last_event
from portal.escalations.desk.forms import (
    TEAM,
    CaseForm,
    HandOverForm,
    NoteForm,
    ReplyForm,
    SolutionForm,
    WaitingForm,
)
from portal.escalations.desk.lists import came_from, case_address
from portal.escalations.desk.operations import (
    Outdated,
    add_note,
    reopen_case,
    wait_for_customer,
)
from portal.escalations.desk.page import calendar_of, case_page, fresh_forms
from portal.escalations.desk.pages import Forms
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.desk_queries import case_for
from portal.escalations.file_responses import send_case_file
from portal.escalations.inserting.pages import Inserting
from portal.escalations.messages import case_files, was_sent
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.outbox.models import FilePurpose, UnsentReply, Why
from portal.escalations.outbox.page import form_of, own_returned
from portal.escalations.outbox.uploads import collect
from portal.escalations.presence.visits import look_at
from portal.escalations.promises.forms import MoveForm, PriorityForm
from portal.web.access import Permission, current_reader, requires
from portal.web.pages import render

ADDRESS = "/<public_id>"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, for whom, when, and within which transaction."""

    session: Session
    person: Person
    office: Office
    now: datetime


@blueprint.get(ADDRESS)
@requires(Permission.HANDLE_CASES)
def show(public_id: str) -> AnyResponse:
    """Story, conversation and promise on one screen."""
    case = find_case(public_id)
    if case.public_id != public_id:  # it goes on in another one
        return redirect(case_address(case.public_id, came_from()))
    current_app.extensions["lotse.repeat_checks"].prepare()
    look_at(db.session, case.id, signed_in_person().id, now=now())
    fresh_after = request.args.get("seen", type=int)
    returned = own_returned(db.session, case, signed_in_person())
    if returned is None:
        return show_case(case, fresh_after=fresh_after)
    since = returned.seen if returned.why == Why.NEWS else None
    return show_case(case, _again(case, returned), conflict_since=since, fresh_after=fresh_after)


@blueprint.get(f"{ADDRESS}/files/<file>")
@requires(Permission.HANDLE_CASES)
def case_file(public_id: str, file: str) -> Response:
    """A file of this case, for who may see the case."""
    for entry in case_files(db.session, find_case(public_id)):
        if entry.file.public_id == file:
            return send_case_file(entry.file)
    raise NotFound("This file is not here.")


@blueprint.post(f"{ADDRESS}/notes")
@requires(Permission.HANDLE_CASES)
def note(public_id: str) -> AnyResponse:
    """Keep something for the team."""
    case = find_case(public_id)
    sent = collect(case, FilePurpose.NOTE)
    form = NoteForm(request.form)
    form.refused_files = sent.problems

    def act(by: By) -> None:
        body, key, files = form.body.data or "", form.key.data or "", sent.entries()
        actor_id = by.person.id
        add_note(by.session, case, body, key=key, actor_id=actor_id, now=by.now, files=files)

    return act_on(case, form, act)


@blueprint.post(f"{ADDRESS}/assignment")
@requires(Permission.HANDLE_CASES)
def assignment(public_id: str) -> AnyResponse:
    """Take the case; with a `person`, hand it over."""
    return _give(public_id) if "person" in request.form else _take(public_id)


@blueprint.post(f"{ADDRESS}/waiting")
@requires(Permission.HANDLE_CASES)
def waiting(public_id: str) -> AnyResponse:
    """Wait for the customer without writing to them."""
    case, moment = find_case(public_id), now()
    form = WaitingForm(request.form, calendar=calendar_of(db.session, case, moment), now=moment)

    def act(by: By) -> None:
        if form.due_at is not None:
            revision, actor_id = form.based_on, by.person.id
            wait_for_customer(
                by.session, case, form.due_at, revision=revision, actor_id=actor_id, now=by.now
            )

    return act_on(case, form, act)


@blueprint.post(f"{ADDRESS}/reopening")
@requires(Permission.HANDLE_CASES)
def reopening(public_id: str) -> AnyResponse:
    """Go on with a case that was solved."""
    case, form = find_case(public_id), CaseForm(request.form)

    def act(by: By) -> None:
        revision, actor_id = form.based_on, by.person.id
        reopen_case(
            by.session, case, revision=revision, office=by.office, actor_id=actor_id, now=by.now
        )

    return act_on(case, form, act)


def _again(case: Escalation, returned: UnsentReply) -> ReplyForm:
    """The form of a reply that came back, for whoever reads the case as it stands now."""
    moment, seen = now(), last_event(db.session, case)
    calendar = calendar_of(db.session, case, moment)
    return form_of(returned, calendar, moment, revision=case.revision, seen=seen)


def _take(public_id: str) -> AnyResponse:
    case, form = find_case(public_id), CaseForm(request.form)

    def act(by: By) -> None:
        take_case(by.session, case, by.person, revision=form.based_on, office=by.office, now=by.now)

    return act_on(case, form, act)


def _give(public_id: str) -> AnyResponse:
    case = find_case(public_id)
    people = colleagues(db.session, case, current_reader(), now=now())
    teams = other_teams(db.session, case, current_reader())
    form = HandOverForm(request.form, people=people, teams=teams)
    if was_sent(db.session, case, form.key.data or ""):  # whom it named has it by now
        return redirect(case_address(public_id, came_from()), 303)
    named: dict[str, Person | Queue] = {person.public_id: person for person in people}
    named |= {f"{TEAM}{queue.key}": queue for queue in teams}

    def act(by: By) -> None:
        hand_over(
            by.session,
            case,
            named[form.person.data],
            form.summary.data or "",
            because=form.because,
            key=form.key.data or "",
            revision=form.based_on,
            actor_id=by.person.id,
            office=by.office,
            now=by.now,
        )

    return act_on(case, form, act)


def act_on(case: Escalation, form: CaseForm, act: Callable[[By], None]) -> AnyResponse:
    """Check the form, do what it says in one transaction and show the case; what is refused is
    shown again with all that was typed, on the case as it stands now."""
    if not form.validate():
        return show_case(case, form, 422)
    try:
        with transaction(db.session) as session:
            act(By(session, signed_in_person(), _office(), now()))
    except Outdated as error:
        seen = form.number(form.seen)
        return show_case(find_case(case.public_id), form, error.status, error, conflict_since=seen)
    except PortalError as error:
        form.key.data = new_key()  # nothing was kept under the old one, nor can be
        return show_case(find_case(case.public_id), form, error.status, error)
    if case_for(db.session, public_id := case.public_id, current_reader()) is None:
        return redirect(url_for("cases.inbox"), 303)  # it is another team's now
    return redirect(case_address(public_id, came_from()), 303)


def find_case(public_id: str) -> Escalation:
    """The case, for who may see it (A1, A4)."""
    case = case_for(db.session, public_id, current_reader()) if public_id.isalnum() else None
    if case is None:
        raise NotFound("This case is not here, or it belongs to a team that you are not in.")
    return case


def show_case(
    case: Escalation,
    form: CaseForm | None = None,
    status: int = 200,
    error: PortalError | None = None,
    *,
    conflict_since: int | None = None,
    fresh_after: int | None = None,
    checks: ChecksView | None = None,
    inserting: Inserting | None = None,
) -> Response:
    """The page; `form` takes the place of the empty one of its kind, `checks` that of what is
    found in a reply. What came after the event `fresh_after` is marked."""
    moment, person = now(), signed_in_person()
    forms = fresh_forms(db.session, case, person, now=moment)
    if form is not None:
        if conflict_since is not None:  # sent again from here, it has seen what is new
            form.revision.data = forms.note.revision.data
            form.seen.data = forms.note.seen.data
        forms = _with(forms, form)
    if error is not None:
        forms = replace(forms, problem=_(error.message, **error.parameters))
    if checks is None and isinstance(form, ReplyForm):
        checks = checks_view(case, findings_of(db.session, case, form), form)
    page = case_page(
        db.session,
        case,
        person,
        forms=forms,
        conflict_since=conflict_since,
        fresh_after=fresh_after,
        now=moment,
    )
    page = replace(page, checks=checks or page.checks, inserting=inserting or page.inserting)
    response = render(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _with(forms: Forms, form: CaseForm) -> Forms:
    """All forms, with the one that was refused as it was typed."""
    match form:
        case ReplyForm():
            return replace(forms, reply=form, refused="reply")
        case NoteForm():
            return replace(forms, note=form, refused="note")
        case HandOverForm():
            return replace(forms, hand_over=form, refused="hand_over")
        case WaitingForm():
            return replace(forms, waiting=form, refused="waiting")
        case SolutionForm():
            return replace(forms, solution=form, refused="solution")
        case MoveForm():
            return replace(forms, move=form, refused="move")
        case PriorityForm():
            return replace(forms, priority=form, refused="priority")
        case _:
            return forms


def _office() -> Office:
    of = current_app.extensions
    return Office(of["lotse.settings"], of["lotse.organisation"])
