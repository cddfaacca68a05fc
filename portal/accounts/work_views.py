"""When people work and when they are away: for themselves, and for those who lead them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.absences import (
    absence_by_public_id,
    absence_of,
    add_absence,
    change_absence,
    colleagues_of,
    coming_absences,
    end_absence,
)
from portal.accounts.blueprint import blueprint
from portal.accounts.models import Absence, Person
from portal.accounts.queries import people, person_by_public_id
from portal.accounts.sessions import signed_in_person
from portal.accounts.work_forms import (
    AbsenceForm,
    WorkForm,
    absence_fields,
    last_day,
    work_fields,
)
from portal.accounts.work_operations import change_work, may_plan
from portal.accounts.work_pages import AbsencePage, AbsenceRow, TeamPage, TeamRow, WorkPage
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, NotFound, PortalError
from portal.core.organisation import Organisation
from portal.web.access import Permission, current_reader, requires
from portal.web.locale import current_locale
from portal.web.pages import render

ADDRESS = "/people/<public_id>"
NOTICES = frozenset({"saved", "absence-added", "absence-changed", "absence-ended"})
Topics = Callable[[Session, str], Sequence[tuple[str, str]]]
NextTime = Callable[[Session, Person, datetime], datetime]
"""When somebody is at work next; the app tells it, since accounts know no calendars."""


@blueprint.get("/team")
@requires(Permission.READ_INTERNAL)
def team() -> Response:
    """Who of one's teams is there, and who stands in for the others."""
    reader, person = current_reader(), signed_in_person()
    every = reader.may(Permission.MANAGE_PEOPLE)
    shown = people(db.session) if every else [person, *colleagues_of(db.session, person)]
    rows = tuple(_team_row(other) for other in shown if other.active)
    return render(TeamPage(title=_("Who is there"), rows=rows))


@blueprint.get(f"{ADDRESS}/work")
@requires(Permission.READ_INTERNAL)
def work(public_id: str) -> Response:
    """Hours, languages, topics and absences of somebody."""
    notice = request.args.get("notice", "")
    return _work(_planned(public_id), notice=notice if notice in NOTICES else "")


@blueprint.post(f"{ADDRESS}/work")
@requires(Permission.READ_INTERNAL)
def save_work(public_id: str) -> AnyResponse:
    """Change hours, languages and topics."""
    person = _planned(public_id)
    form = WorkForm(request.form, topics=_topics())
    if not form.validate():
        return _work(person, work=form, status=422)
    with transaction(db.session) as session:
        change_work(
            session,
            person,
            languages=form.languages.data or [],
            skills=form.skills.data or [],
            week=form.week,
            actor_id=signed_in_person().id,
            now=now(),
        )
    return _back(person, "saved")


@blueprint.post(f"{ADDRESS}/absences")
@requires(Permission.READ_INTERNAL)
def note_absence(public_id: str) -> AnyResponse:
    """Somebody will be away."""
    person = _planned(public_id)
    form = _absence_form(person)
    if not form.validate():
        return _work(person, absence=form, status=422)
    starts_at, ends_at = form.span(_zone())
    try:
        with transaction(db.session) as session:
            actor_id, deputy = signed_in_person().id, _deputy(person, form)
            add_absence(session, person, starts_at, ends_at, deputy, actor_id=actor_id, now=now())
    except PortalError as error:
        return _work(person, absence=form, problem=_said(error), status=error.status)
    return _back(person, "absence-added")


@blueprint.get(f"{ADDRESS}/absences/<absence>")
@requires(Permission.READ_INTERNAL)
def show_absence(public_id: str, absence: str) -> Response:
    """One absence, to change."""
    person = _planned(public_id)
    found = _absence(person, absence)
    form = AbsenceForm(
        colleagues=colleagues_of(db.session, person), data=absence_fields(found, _zone())
    )
    return _absence_page(person, found, form)


@blueprint.post(f"{ADDRESS}/absences/<absence>")
@requires(Permission.READ_INTERNAL)
def move_absence(public_id: str, absence: str) -> AnyResponse:
    """Other days, or another deputy."""
    person = _planned(public_id)
    found, form = _absence(person, absence), _absence_form(person)
    if found.starts_at <= now():  # what has begun cannot begin again
        form.first_day.data = found.starts_at.astimezone(_zone()).date()
        form.first_day.process_errors = []
    if not form.validate():
        return _absence_page(person, found, form, status=422)
    starts_at, ends_at = form.span(_zone())
    try:
        with transaction(db.session) as session:
            actor_id, deputy = signed_in_person().id, _deputy(person, form)
            change_absence(session, found, starts_at, ends_at, deputy, actor_id=actor_id, now=now())
    except PortalError as error:
        problem = _said(error)
        return _absence_page(person, found, form, problem=problem, status=error.status)
    return _back(person, "absence-changed")


@blueprint.post(f"{ADDRESS}/absences/<absence>/ending")
@requires(Permission.READ_INTERNAL)
def stop_absence(public_id: str, absence: str) -> AnyResponse:
    """They are back, or do not go."""
    person = _planned(public_id)
    found = absence_by_public_id(db.session, person, absence) if absence.isalnum() else None
    if found is not None:  # said twice, it is gone already
        with transaction(db.session) as session:
            end_absence(session, found, actor_id=signed_in_person().id, now=now())
    return _back(person, "absence-ended")


def _planned(public_id: str) -> Person:
    """Somebody whose work the reader may plan."""
    person = person_by_public_id(db.session, public_id)
    if person is None:
        raise NotFound("This person is not here. Go back to the list.")
    if not may_plan(current_reader(), person):
        raise Forbidden("Only team leads change the hours and absences of others.")
    return person


def _absence(person: Person, public_id: str) -> Absence:
    found = absence_by_public_id(db.session, person, public_id) if public_id.isalnum() else None
    if found is None or found.ends_at <= now():
        raise NotFound("This absence has ended, or somebody has removed it.")
    return found


def _absence_form(person: Person) -> AbsenceForm:
    return AbsenceForm(request.form, colleagues=colleagues_of(db.session, person))


def _deputy(person: Person, form: AbsenceForm) -> Person | None:
    wanted = form.deputy.data
    others = colleagues_of(db.session, person)
    return next((other for other in others if other.public_id == wanted), None)


def _work(
    person: Person,
    *,
    absence: AbsenceForm | None = None,
    work: WorkForm | None = None,
    notice: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    is_self = person.id == current_reader().user_id
    own, other = _("Working hours and absence"), _("Working hours of %(name)s", name=person.name)
    page = WorkPage(
        title=own if is_self else other,
        person=person,
        is_self=is_self,
        absences=tuple(_row(person, entry) for entry in coming_absences(db.session, person, now())),
        absence=absence or AbsenceForm(colleagues=colleagues_of(db.session, person)),
        work=work or WorkForm(topics=_topics(), data=work_fields(person)),
        notice=notice,
        problem=problem,
    )
    return render(page, status)


def _absence_page(
    person: Person, absence: Absence, form: AbsenceForm, *, problem: str = "", status: int = 200
) -> Response:
    page = AbsencePage(
        title=_("Change the absence"),
        person=person,
        form=form,
        running=absence.starts_at <= now(),
        back_url=url_for("accounts.work", public_id=person.public_id),
        url=_address("accounts.move_absence", person, absence),
        problem=problem,
    )
    return render(page, status)


def _row(person: Person, absence: Absence) -> AbsenceRow:
    return AbsenceRow(
        first_day=absence.starts_at.astimezone(_zone()).date(),
        last_day=last_day(absence, _zone()),
        deputy=absence.deputy.name if absence.deputy else "",
        running=absence.starts_at <= now(),
        url=_address("accounts.show_absence", person, absence),
        ending_url=_address("accounts.stop_absence", person, absence),
    )


def _address(endpoint: str, person: Person, absence: Absence) -> str:
    return url_for(endpoint, public_id=person.public_id, absence=absence.public_id)


def _team_row(person: Person) -> TeamRow:
    absence = absence_of(db.session, person, now())
    next_time = cast(NextTime, current_app.extensions["lotse.next_time"])
    again = next_time(db.session, person, now())
    coming = coming_absences(db.session, person, now())
    following = next((entry for entry in coming if entry.starts_at > now()), None)
    locale = current_locale()
    return TeamRow(
        name=person.name,
        teams=", ".join(queue.names[locale] for queue in person.queues),
        until=last_day(absence, _zone()) if absence else None,
        again=again if again > now() else None,
        deputy=absence.deputy.name if absence and absence.deputy else "",
        following=following.starts_at.astimezone(_zone()).date() if following else None,
        url=url_for("accounts.work", public_id=person.public_id)
        if may_plan(current_reader(), person)
        else "",
    )


def _back(person: Person, notice: str) -> AnyResponse:
    return redirect(url_for("accounts.work", public_id=person.public_id, notice=notice), 303)


def _said(error: PortalError) -> str:
    return _(error.message, **error.parameters)


def _topics() -> Sequence[tuple[str, str]]:
    """The topics that there are; the app tells them, since accounts know no articles."""
    topics = cast(Topics, current_app.extensions["lotse.topics"])
    return topics(db.session, current_locale())


def _zone() -> ZoneInfo:
    organisation: Organisation = current_app.extensions["lotse.organisation"]
    return organisation.time_zone
