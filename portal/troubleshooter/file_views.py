"""Adding a file in the step that asks for it."""

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid, PortalError
from portal.journeys.models import Journey
from portal.troubleshooter.assisting import note_assistance
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.forms import read_note
from portal.troubleshooter.opening import open_run, standing_for
from portal.troubleshooter.operations import answer
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.run_frame import step_url
from portal.troubleshooter.step_files import SentFiles, step_files
from portal.troubleshooter.step_pages import page_of
from portal.troubleshooter.step_views import render_private
from portal.troubleshooter.walk import Place
from portal.web.limits import limiter
from portal.web.locale import current_locale


@blueprint.post("/runs/<token>/files")
@limiter.limit("60 per hour")
def give_file(token: str) -> AnyResponse:
    """Keep files for the request that may follow; their names are the reply. What could not be
    taken is said on the step's page, which shows what was kept."""
    if not open_run(token).mine:
        return redirect(url_for(".run", token=token), 303)
    sent = step_files().take()
    errors, status = list(sent.errors), sent.status
    way = None
    try:
        with transaction(db.session) as session:
            opened = open_run(token)
            run, state = opened.run, standing_for(opened, now=now())
            place = _file_place(state)
            if place is not None:
                names = _keep(session.get_one(Journey, run.journey_id), sent)
                if names and not errors and place.question is not None:
                    way = answer(
                        session,
                        run,
                        place.key,
                        place.question,
                        [", ".join(names)],
                        note=read_note(request.form),
                        locale=current_locale(),
                        now=now(),
                    )
                    if opened.agent_id is not None:
                        note_assistance(
                            session, run, opened.agent_id, "file", step=place.key, now=now()
                        )
                elif not errors:
                    raise Invalid("Choose a file first.")
    except PortalError as error:
        errors.append(_(error.message, **error.parameters))
        status = status or error.status
    if way is not None:
        return redirect(step_url(token, way.here), 303)
    state = standing_for(open_run(token), now=now())
    place = _file_place(state)
    if place is None:
        return redirect(step_url(token, state.way.here), 303)
    page = page_of(token, state, place, error=" ".join(errors), typed=request.form)
    return render_private(page, status)


def _file_place(state: Standing) -> Place | None:
    """The step that the form is for, if it lies on the way and asks for a file."""
    place = state.way.place(request.form.get("step", ""))
    asks = place is not None and place.question is not None and place.question.kind == "file"
    return place if asks else None


def _keep(journey: Journey, sent: SentFiles) -> tuple[str, ...]:
    """Keep what was sent; returns its names, or those of what had been added before."""
    if not sent.names:
        return tuple(file.name for file in step_files().kept(db.session, journey))
    sent.keep(db.session, journey, now())
    return sent.names
