"""What we understood: confirmed, corrected or dropped on one page, and then the way goes on."""

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.intake.blueprint import blueprint
from portal.intake.claims import claims_of
from portal.intake.forms import read_revision, read_said
from portal.intake.models import Intake
from portal.intake.operations import confirm
from portal.intake.queries import intake_of
from portal.intake.reading import FLOW_PLACE
from portal.intake.results_page import results_page
from portal.intake.tell_views import private
from portal.intake.understood_page import OTHER, PERSON, asked_facts, understood_page, ways
from portal.journeys.models import Journey
from portal.journeys.visits import current_journey
from portal.remedies.queries import attempts
from portal.troubleshooter.flows import published_flow
from portal.troubleshooter.operations import start_run
from portal.web.limits import limiter
from portal.web.locale import current_locale


@blueprint.get("/understood")
def understood() -> AnyResponse:
    """What we make of the text; nothing of it counts before it is confirmed."""
    journey, intake = _mine(db.session)
    if journey is None or intake is None:
        return redirect(url_for(".tell"), 303)
    return private(understood_page(db.session, journey, intake))


@blueprint.post("/understood")
@limiter.limit("120 per hour")
def agree() -> AnyResponse:
    """Record what the customer let stand, and go on: a flow, what else fits, or a person."""
    journey, intake = _mine(db.session)
    if journey is None or intake is None:
        return redirect(url_for(".tell"), 303)
    offered = ways(db.session, intake)
    straight = request.form.get("act") == PERSON or offered == {PERSON}
    way = PERSON if straight else request.form.get("problem", "")
    if way not in offered:
        errors = [("problem", _("Choose what fits best."))]
        page = understood_page(db.session, journey, intake, request.form, errors=errors)
        return private(page, 422)
    try:
        with transaction(db.session) as session:
            claims = claims_of(intake, attempts(session, journey))
            said = read_said(request.form, claims, asked_facts(session, journey, intake))
            revision = read_revision(request.form) or 0
            confirm(session, journey, intake, said, revision=revision, now=now())
            address = _onwards(session, journey, way)
    except Conflict as error:
        page = understood_page(db.session, journey, intake, errors=[("", _(error.message))])
        return private(page, 409)
    return redirect(address, 303)


@blueprint.get("/results")
def results() -> AnyResponse:
    """Articles and other help that fit the text."""
    _journey, intake = _mine(db.session)
    if intake is None:
        return redirect(url_for(".tell"), 303)
    return private(results_page(db.session, intake))


def _mine(session: Session) -> tuple[Journey | None, Intake | None]:
    """The text of this browser; nobody else's can be named in an address."""
    journey = current_journey(session)
    return journey, intake_of(session, journey)


def _onwards(session: Session, journey: Journey, way: str) -> str:
    """Where it goes on; a flow begins, or goes on where it was left."""
    if way == OTHER:
        return url_for(".results")
    version = published_flow(session, way.removeprefix(FLOW_PLACE)) if way != PERSON else None
    if version is None:
        return url_for("escalations.contact")
    token = start_run(
        session,
        journey,
        version,
        locale=current_locale(),
        secret_key=current_app.extensions["lotse.settings"].secret_key,
        now=now(),
    )
    return url_for("troubleshooter.run", token=token, begun=1)
