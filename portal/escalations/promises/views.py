"""Acts on the promise of a case: another time, another priority."""

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db
from portal.escalations.desk.page import calendar_of
from portal.escalations.desk.views import ADDRESS, By, act_on, find_case
from portal.escalations.desk_blueprint import blueprint
from portal.escalations.promises.forms import MoveForm, PriorityForm
from portal.escalations.promises.moving_operations import move_promise, set_priority
from portal.service_hours.rules import Priority
from portal.web.access import Permission, requires


@blueprint.post(f"{ADDRESS}/promises")
@requires(Permission.HANDLE_CASES)
def promise_again(public_id: str) -> AnyResponse:
    """Promise the same by another time, and tell the customer why."""
    case, moment = find_case(public_id), now()
    form = MoveForm(request.form, calendar=calendar_of(db.session, case, moment), now=moment)

    def act(by: By) -> None:
        if form.due_at is not None:
            move_promise(
                by.session,
                case,
                form.due_at,
                form.reason.data or "",
                revision=form.based_on,
                actor_id=by.person.id,
                office=by.office,
                now=by.now,
            )

    return act_on(case, form, act)


@blueprint.post(f"{ADDRESS}/priority")
@requires(Permission.HANDLE_CASES)
def priority(public_id: str) -> AnyResponse:
    """Say how much the case presses."""
    case, form = find_case(public_id), PriorityForm(request.form)

    def act(by: By) -> None:
        set_priority(
            by.session,
            case,
            Priority(form.priority.data),
            revision=form.based_on,
            actor_id=by.person.id,
            office=by.office,
            now=by.now,
        )

    return act_on(case, form, act)
