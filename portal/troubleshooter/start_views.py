"""Where a flow begins."""

from flask import Response, current_app, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.journeys.models import Journey
from portal.journeys.queries import facts
from portal.journeys.visits import (
    current_journey,
    ensure_journey,
    greeting,
    visitor_token,
)
from portal.remedies.queries import attempts
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import flow_of, published_flow
from portal.troubleshooter.models import FlowVersion
from portal.troubleshooter.operations import start_run
from portal.troubleshooter.pages import StartPage
from portal.troubleshooter.position import Tried
from portal.troubleshooter.queries import run_lines
from portal.troubleshooter.ready_lines import minutes_left, ready_lines
from portal.troubleshooter.replay import resolve
from portal.troubleshooter.versions import called_flows
from portal.troubleshooter.wording import say
from portal.web.limits import limiter
from portal.web.locale import current_locale
from portal.web.pages import render


@blueprint.get("/flows/<key>")
def start(key: str) -> Response:
    """What the flow is about, how long it takes, what to have ready."""
    version = _published(key)
    flow, locale = flow_of(version), current_locale()
    journey = current_journey(db.session)
    known = facts(db.session, journey) if journey else {}
    tried, called = _tried_before(journey), called_flows(db.session, flow)
    position = resolve(flow, {}, tried, known, called)
    response = render(
        StartPage(
            title=say(flow.title, locale),
            description=", ".join(flow.symptoms.get(locale, ())[:3]),
            key=flow.id,
            minutes=minutes_left(db.session, flow, position, tried, called),
            have_ready=ready_lines(flow, position, tried, called, known),
            tried=_tried(flow, journey),
            begin_url=url_for(".begin", key=key),
            resume_url=_resume_url(version, journey),
            back_url=url_for("helpcenter.home"),
        )
    )
    response.headers["Cache-Control"] = "no-store" if journey else "private, no-cache"
    if not visitor_token():  # what is told here has to find its way back
        response.headers.extend(greeting())
    return response


@blueprint.post("/flows/<key>")
@limiter.limit("60 per hour")
def begin(key: str) -> AnyResponse:
    """Begin, or go on with a run that has not ended; pressed twice, it is begun once."""
    with transaction(db.session) as session:
        version = _published(key)
        journey = ensure_journey(session)
        token = start_run(
            session,
            journey,
            version,
            locale=current_locale(),
            secret_key=current_app.extensions["lotse.settings"].secret_key,
            now=now(),
        )
    return redirect(url_for(".run", token=token, begun=1), 303)


def _published(key: str) -> FlowVersion:
    version = published_flow(db.session, key)
    if version is None:
        raise NotFound(
            "This step-by-step help is not offered at the moment. Search for what does not work, "
            "or talk to a person."
        )
    return version


def _tried_before(journey: Journey | None) -> dict[str, Tried]:
    rows = attempts(db.session, journey) if journey is not None else []
    return {row.remedy: Tried(row.outcome) for row in rows}


def _tried(flow: Flow, journey: Journey | None) -> tuple[str, ...]:
    if journey is None:
        return ()
    rows = attempts(db.session, journey)
    return tuple(row.title for row in rows if row.remedy in flow.remedies)


def _resume_url(version: FlowVersion, journey: Journey | None) -> str | None:
    if journey is None:
        return None
    secret_key = current_app.extensions["lotse.settings"].secret_key
    for line in run_lines(db.session, journey, secret_key):
        mine = line.run.version.flow_id == version.flow_id and line.run.ended_at is None
        if mine and line.token:
            return url_for(".run", token=line.token)
    return None
