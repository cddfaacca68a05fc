"""Calendars, for admins: a list, each with a preview of its next days."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from babel.dates import format_date
from flask import Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import Queue
from portal.accounts.queues import queues
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.organisation import Organisation
from portal.service_hours.blueprint import blueprint
from portal.service_hours.forms import CalendarForm, filled, holiday_choices
from portal.service_hours.furniture import hours_rows, hours_words
from portal.service_hours.models import DEFAULT, ServiceCalendar
from portal.service_hours.operations import (
    add_calendar,
    change_calendar,
    check,
    remove_calendar,
)
from portal.service_hours.pages import (
    CalendarPage,
    CalendarRow,
    DayView,
    ServiceHoursPage,
    TeamRow,
)
from portal.service_hours.plans import Plan
from portal.service_hours.preview import preview
from portal.service_hours.queries import (
    calendar_by_key,
    calendar_keys_of_teams,
    calendars,
    plan_of,
    targets_of,
)
from portal.service_hours.rules import Priority
from portal.web.access import Permission, requires
from portal.web.locale import current_locale
from portal.web.pages import render

MANAGE = Permission.MANAGE_SERVICE_HOURS
ADDRESS = "/calendars/<key>"


@blueprint.get("")
@requires(MANAGE)
def overview() -> Response:
    """Which calendars there are, and what each team keeps."""
    rows, teams = calendars(db.session), queues(db.session)
    keys = calendar_keys_of_teams(db.session)
    page = ServiceHoursPage(
        title=_("Service hours"),
        calendars=tuple(_calendar_row(row, teams, keys) for row in rows),
        teams=tuple(_team_row(team, rows, keys) for team in teams),
        notice=request.args.get("notice", ""),
    )
    return render(page)


@blueprint.get("/calendars/new")
@requires(MANAGE)
def new_calendar() -> Response:
    """The form for another calendar."""
    zone = organisation().time_zone.key
    return _page(None, CalendarForm(data={"time_zone": zone}), 200)


@blueprint.post("/calendars")
@requires(MANAGE)
def add() -> AnyResponse:
    """Keep a new calendar, or show what it would mean."""
    form = CalendarForm(request.form)
    if not form.validate():
        return _page(None, form, 422)
    if "preview" in request.form:
        return _page(None, form, 200, previewed=True)
    try:
        with transaction(db.session) as session:
            row = add_calendar(
                session,
                form.read(),
                most_minutes=_normal_minutes(),
                actor_id=signed_in_person().id,
                now=now(),
            )
    except Invalid as error:
        return _page(None, form, 422, problem=error)
    return redirect(url_for(".calendar", key=row.key, notice="added"), 303)


@blueprint.get(ADDRESS)
@requires(MANAGE)
def calendar(key: str) -> Response:
    """One calendar with its next days."""
    row = _find(key)
    return _page(row, filled(row), 200, notice=request.args.get("notice", ""))


@blueprint.post(ADDRESS)
@requires(MANAGE)
def change(key: str) -> AnyResponse:
    """Change it, or show what the change would mean."""
    row, form = _find(key), CalendarForm(request.form)
    if not form.validate():
        return _page(row, form, 422)
    if "preview" in request.form:
        return _page(row, form, 200, previewed=True)
    try:
        with transaction(db.session) as session:
            change_calendar(
                session,
                row,
                form.read(),
                revision=form.based_on,
                most_minutes=_most_minutes(row),
                actor_id=signed_in_person().id,
                now=now(),
            )
    except Conflict as error:
        form.revision.data = str(_find(key).revision)  # sent again, it goes over what is there
        return _page(row, form, error.status, conflict=True)
    except Invalid as error:
        return _page(row, form, error.status, problem=error)
    return redirect(url_for(".calendar", key=key, notice="saved"), 303)


@blueprint.post(f"{ADDRESS}/removals")
@requires(MANAGE)
def remove(key: str) -> AnyResponse:
    """Delete a calendar that no team keeps."""
    row = _find(key)
    with transaction(db.session) as session:
        remove_calendar(session, row, actor_id=signed_in_person().id, now=now())
    return redirect(url_for(".overview", notice="removed"), 303)


def organisation() -> Organisation:
    """Whose portal this is."""
    found: Organisation = current_app.extensions["lotse.organisation"]
    return found


def _find(key: str) -> ServiceCalendar:
    found = calendar_by_key(db.session, key)
    if found is None:
        raise NotFound("This calendar is not here. Go back to the list.")
    return found


def _page(
    row: ServiceCalendar | None,
    form: CalendarForm,
    status: int,
    *,
    problem: Invalid | None = None,
    conflict: bool = False,
    previewed: bool = False,
    notice: str = "",
) -> Response:
    mistakes = list(form.mistakes())
    days: tuple[DayView, ...] = ()
    if not mistakes and form.name.data:
        draft = form.read()
        days = _days(draft.plan)
        if previewed:
            problem = _problem(row, draft.plan)
    if problem is not None:
        mistakes.append((form.monday.id, _(problem.message, **problem.parameters)))
    return render(
        CalendarPage(
            title=row.name if row is not None else _("Another calendar"),
            key=row.key if row is not None else "",
            form=form,
            mistakes=tuple(mistakes),
            holidays=tuple(holiday_choices(form.holidays.data or "")),
            zones=tuple(sorted(available_timezones())),
            days=days,
            removable=row is not None and _is_unused(row),
            conflict=conflict,
            previewed=previewed,
            notice=notice,
        ),
        status,
    )


def _problem(row: ServiceCalendar | None, plan: Plan) -> Invalid | None:
    try:
        check(plan, _most_minutes(row) if row is not None else _normal_minutes(), now())
    except Invalid as error:
        return error
    return None


def _is_unused(row: ServiceCalendar) -> bool:
    return row.key != DEFAULT and row.key not in calendar_keys_of_teams(db.session).values()


def _normal_minutes() -> int:
    return organisation().first_answer_minutes


def _most_minutes(row: ServiceCalendar) -> int:
    """The longest target of the teams that keep it."""
    keys = calendar_keys_of_teams(db.session)
    minutes = [
        max(target.first_answer, target.next_update)
        for team in queues(db.session)
        if keys.get(team.id, DEFAULT) == row.key
        for target in targets_of(db.session, organisation(), team).values()
    ]
    return max(minutes, default=_normal_minutes())


def _days(plan: Plan) -> tuple[DayView, ...]:
    locale = current_locale()
    pattern, babel = ("EEE, d. MMMM", "de") if locale == "de" else ("EEE, d MMMM", "en_GB")
    return tuple(
        DayView(
            day=day.day,
            title=format_date(day.day, pattern, babel),
            hours=hours_words(day.windows, locale) if day.windows else "",
            name=day.name,
            bars=day.bars,
        )
        for day in preview(plan, now(), locale)
    )


def _calendar_row(
    row: ServiceCalendar, teams: Sequence[Queue], keys: dict[int, str]
) -> CalendarRow:
    held = "-".join(filter(None, (row.country, row.subdivision)))
    return CalendarRow(
        name=row.name,
        url=url_for(".calendar", key=row.key),
        hours=hours_rows(plan_of(row).spans, current_locale()),
        holidays=dict(holiday_choices(held))[held],
        time_zone=row.time_zone,
        teams=tuple(
            team.names[current_locale()] for team in teams if keys.get(team.id, DEFAULT) == row.key
        ),
    )


def _team_row(team: Queue, rows: Sequence[ServiceCalendar], keys: dict[int, str]) -> TeamRow:
    key = keys.get(team.id, DEFAULT)
    normal = targets_of(db.session, organisation(), team)[Priority.NORMAL]
    return TeamRow(
        name=team.names[current_locale()],
        url=url_for(".team", key=team.key),
        calendar=next((row.name for row in rows if row.key == key), ""),
        first_answer=normal.first_answer,
        next_update=normal.next_update,
    )
