"""What a team keeps and promises by itself, for admins."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import Queue
from portal.accounts.queues import queue_named
from portal.accounts.sessions import signed_in_person
from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.service_hours.blueprint import blueprint
from portal.service_hours.calendar_views import MANAGE, organisation
from portal.service_hours.models import DEFAULT
from portal.service_hours.operations import set_team_service
from portal.service_hours.pages import TeamServicePage
from portal.service_hours.queries import (
    calendar_by_key,
    calendar_keys_of_teams,
    calendars,
    revision_of_team,
    targets_of,
)
from portal.service_hours.team_forms import TeamForm, target_fields
from portal.web.access import requires
from portal.web.locale import current_locale
from portal.web.pages import render

ADDRESS = "/teams/<key>"


@blueprint.get(ADDRESS)
@requires(MANAGE)
def team(key: str) -> Response:
    """Calendar and targets of one team."""
    queue = _find(key)
    kept = calendar_keys_of_teams(db.session).get(queue.id, DEFAULT)
    values = target_fields(targets_of(db.session, organisation(), queue))
    values["revision"] = revision_of_team(db.session, queue)
    form = TeamForm(calendars=calendars(db.session), data={"calendar": kept, **values})
    return _page(queue, form, 200, notice=request.args.get("notice", ""))


@blueprint.post(ADDRESS)
@requires(MANAGE)
def change_team(key: str) -> AnyResponse:
    """Give the team another calendar or other targets."""
    queue = _find(key)
    form = TeamForm(request.form, calendars=calendars(db.session))
    if not form.validate():
        return _page(queue, form, 422)
    calendar = calendar_by_key(db.session, form.calendar.data)
    if calendar is None:
        raise NotFound("This calendar is not here. Go back to the list.")
    try:
        with transaction(db.session) as session:
            set_team_service(
                session,
                organisation(),
                queue,
                calendar,
                form.targets(),
                revision=form.based_on,
                actor_id=signed_in_person().id,
                now=now(),
            )
    except Conflict as error:
        form.revision.data = str(revision_of_team(db.session, queue))  # sent again, it goes over
        return _page(queue, form, error.status, conflict=True)
    except Invalid as error:
        return _page(queue, form, error.status, problem=error)
    return redirect(url_for(".team", key=key, notice="saved"), 303)


def _find(key: str) -> Queue:
    found = queue_named(db.session, key)
    if found is None:
        raise NotFound("This team is not here. Go back to the list.")
    return found


def _page(
    queue: Queue,
    form: TeamForm,
    status: int,
    *,
    problem: Invalid | None = None,
    conflict: bool = False,
    notice: str = "",
) -> Response:
    mistakes = list(form.mistakes())
    if problem is not None:
        mistakes.append((form.calendar.id, _(problem.message, **problem.parameters)))
    page = TeamServicePage(
        title=_("Team %(team)s", team=queue.names[current_locale()]),
        key=queue.key,
        form=form,
        mistakes=tuple(mistakes),
        conflict=conflict,
        notice=notice,
    )
    return render(page, status)
