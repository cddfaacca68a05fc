"""How an act in a run is done. Whatever is sent twice, from an old tab or for a step that is not on
the way leads to where the run stands."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.troubleshooter.assisting import note_assistance
from portal.troubleshooter.keeping import keep_move
from portal.troubleshooter.moving import carried_key
from portal.troubleshooter.opening import open_run, standing_for
from portal.troubleshooter.operations import AGREED
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.run_frame import step_url
from portal.troubleshooter.step_pages import page_of
from portal.troubleshooter.step_views import render_private
from portal.troubleshooter.walk import Place, Way

Act = Callable[[Session, Standing, Place, datetime], Way | None]
"""Returns the way it leads; None if the step does not take such an act."""


def act_in_run(token: str, act: Act) -> AnyResponse:
    """Do `act` at the step that the form is for, then lead to where the run stands. What `act`
    refuses (Invalid) is said on the step's page, with everything that was typed."""
    refused: Invalid | None = None
    with transaction(db.session) as session:
        opened = open_run(token)
        if not opened.mine:
            return redirect(url_for(".run", token=token), 303)
        moment = now()
        state = standing_for(opened, now=moment)
        posted = request.form.get("step", "")
        place = state.way.place(posted)
        if place is None and state.moved is not None:  # from a page of the version before
            carried = carried_key(posted, state.flow, state.called)
            place = state.way.place(carried) or state.moved.before.place(posted)
        way, moved = state.way, state.moved
        if place is not None:
            try:
                if moved is not None:
                    keep_move(
                        *(session, opened.run, moved.version, state.answers, state.replies),
                        now=moment,
                    )
                done = act(session, state, place, moment)
                way = done or way
                if done is not None and opened.agent_id is not None:
                    name = (request.endpoint or "").rpartition(".")[2]
                    note_assistance(
                        session, opened.run, opened.agent_id, name, step=place.key, now=moment
                    )
            except Invalid as error:
                refused = error
    if refused is not None and place is not None:
        why = _(refused.message, **refused.parameters)
        return render_private(page_of(token, state, place, error=why, typed=request.form), 422)
    told = moved is None or request.args.get("seen") == str(moved.version.number)
    return redirect(_after(token, way, place, told=told), 303)


def _after(token: str, way: Way, place: Place | None, *, told: bool) -> str:
    """Where the run stands now; having agreed to a risk, the customer stays at its remedy. Who
    sent a page from before the flow was published anew is told so on the next one."""
    if not told:
        return url_for(".step", token=token, step=way.here.key, revised=1)
    if place is not None and request.form.get("option") == AGREED and place.remedy is not None:
        return step_url(token, place)
    return step_url(token, way.here)
