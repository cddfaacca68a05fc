"""Waiting for an effect, going on although nothing helped, going on elsewhere."""

from datetime import datetime
from functools import lru_cache
from io import BytesIO

import segno
from flask import Response, current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.rules import checked_address
from portal.core.errors import Invalid
from portal.troubleshooter.acting import act_in_run
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.definition import RemedyStep
from portal.troubleshooter.opening import open_run
from portal.troubleshooter.pausing_operations import (
    ask_for_reminder,
    begin_wait,
    go_on,
    take_wait_back,
)
from portal.troubleshooter.position import Wanted
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.reminding import may_mail
from portal.troubleshooter.run_frame import remedy_title
from portal.troubleshooter.walk import Place, Way
from portal.web.inputs import one_line
from portal.web.limits import limiter
from portal.web.locale import current_locale, current_time_zone

LONGEST_ADDRESS = 254


@blueprint.post("/runs/<token>/waits")
@limiter.limit("120 per hour")
def wait(token: str) -> AnyResponse:
    """The remedy was done and takes its time; with `act=back` it was not done after all."""

    def act(session: Session, state: Standing, place: Place, moment: datetime) -> Way | None:
        step = place.step
        here = place.key == state.way.here.key
        if not here or not isinstance(step, RemedyStep) or step.wait_minutes is None:
            return None
        title = remedy_title(state, place)
        if request.form.get("act") == "back":
            return take_wait_back(session, state.run, place, title, now=moment)
        if state.way.wants is not Wanted.REMEDY:
            return None
        return begin_wait(session, state.run, place, step.wait_minutes, title, now=moment)

    return act_in_run(token, act)


@blueprint.post("/runs/<token>/reminders")
@limiter.limit("10 per hour")
def ask_reminder(token: str) -> AnyResponse:
    """One mail when the wait is over, to the address typed."""
    problem: Invalid | None = None
    try:
        email = checked_address(one_line(request.form.get("email", ""), LONGEST_ADDRESS))
    except Invalid as error:
        problem, email = error, ""
    if email and open_run(token).mine and not may_mail(email):
        problem = Invalid("This address has had enough mails from us today. Note the time instead.")

    def act(session: Session, state: Standing, place: Place, moment: datetime) -> Way | None:
        until = state.waits_until(place)
        if until is None:
            return None
        if problem is not None:
            raise problem
        ask_for_reminder(
            session,
            state.run,
            place,
            until,
            email=email,
            locale=current_locale(),
            zone=current_time_zone(),
            now=moment,
        )
        return state.way

    return act_in_run(token, act)


@blueprint.post("/runs/<token>/continuations")
@limiter.limit("120 per hour")
def try_on(token: str) -> AnyResponse:
    """The customer goes on, although several remedies had no effect."""

    def act(session: Session, state: Standing, place: Place, moment: datetime) -> Way | None:
        return go_on(session, state, now=moment) if state.gives_up else None

    return act_in_run(token, act)


@blueprint.get("/runs/<token>/codes/resume.svg")
def resume_code(token: str) -> Response:
    """The run's address as a code for a camera (ISO/IEC 18004), dark on white in both themes."""
    open_run(token)
    base_url: str = current_app.extensions["lotse.settings"].base_url
    svg = _code(base_url + url_for(".run", token=token))
    return Response(svg, mimetype="image/svg+xml")


@lru_cache(maxsize=256)
def _code(address: str) -> bytes:
    picture = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(picture, kind="svg", border=4, dark="#13233a", light="#fff", omitsize=True)
    return picture.getvalue()
