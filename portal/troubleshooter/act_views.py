"""Acting in a run. Whatever is sent twice, from an old tab or for a step that is not on the way
leads to where the run stands."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.journeys.operations import new_token
from portal.journeys.visits import use_journey, visitor_token
from portal.remedies.models import Outcome
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.forms import read_note, read_reply
from portal.troubleshooter.opening import open_run
from portal.troubleshooter.operations import AGREED, agree, answer, claim, report, withdraw
from portal.troubleshooter.queries import Standing, standing
from portal.troubleshooter.step_pages import page_of, step_url
from portal.troubleshooter.step_views import render_private
from portal.troubleshooter.walk import Place, Way
from portal.web.limits import limiter
from portal.web.locale import current_locale

NOT_DONE = "not_done"
Act = Callable[[Session, Standing, Place, datetime], Way | None]


@blueprint.post("/runs/<token>/answers")
@limiter.limit("600 per hour")
def give_answer(token: str) -> AnyResponse:
    """A reply to a question, or the agreement to a risk."""

    def act(session: Session, state: Standing, place: Place, moment: datetime) -> Way | None:
        if place.question is not None:
            return answer(
                session,
                state.run,
                place.key,
                place.question,
                read_reply(place.question, request.form),
                note=read_note(request.form),
                locale=current_locale(),
                now=moment,
            )
        if place.remedy is not None and request.form.get("option") == AGREED:
            return agree(
                session,
                state.run,
                place.remedy,
                label=_("I understand, show me how"),
                locale=current_locale(),
                now=moment,
            )
        return None

    return _do(token, act)


@blueprint.post("/runs/<token>/attempts")
@limiter.limit("600 per hour")
def give_outcome(token: str) -> AnyResponse:
    """What came of a remedy; that it was done before; or that it was not done after all."""

    def act(session: Session, state: Standing, place: Place, moment: datetime) -> Way | None:
        if place.remedy is None:
            return None
        said = request.form.get("outcome", "")
        if said == NOT_DONE:
            return withdraw(session, state.run, place.remedy, now=moment)
        if said not in set(Outcome):
            raise Invalid("This answer is not offered here. Choose one of those on this page.")
        known = state.attempts.get(place.remedy.id)
        return report(
            session,
            state.run,
            place.remedy,
            Outcome(said),
            before=said == Outcome.UNKNOWN or (known is not None and known.before),
            note=read_note(request.form),
            locale=current_locale(),
            now=moment,
        )

    return _do(token, act)


@blueprint.post("/runs/<token>/claims")
@limiter.limit("60 per hour")
def claim_run(token: str) -> AnyResponse:
    """Go on with the run in this browser, which gets a new key for it (S1)."""
    with transaction(db.session) as session:
        opened = open_run(token)
        if opened.goes_on and not opened.mine:
            key = new_token()
            journey = claim(session, opened.run, key, visitor_token(), now=now())
            use_journey(journey, key)
    return redirect(url_for(".run", token=token, begun=1), 303)


def _do(token: str, act: Act) -> AnyResponse:
    refused: Invalid | None = None
    with transaction(db.session) as session:
        opened = open_run(token)
        if not opened.mine:
            return redirect(url_for(".run", token=token), 303)
        moment = now()
        state = standing(session, opened.run, now=moment)
        place = state.way.place(request.form.get("step", ""))
        way = state.way
        if place is not None:
            try:
                way = act(session, state, place, moment) or way
            except Invalid as error:
                refused = error
    if refused is not None and place is not None:
        why = _(refused.message, **refused.parameters)
        return render_private(page_of(token, state, place, error=why, typed=request.form), 422)
    return redirect(_after(token, way, place), 303)


def _after(token: str, way: Way, place: Place | None) -> str:
    """Where the run stands now; having agreed to a risk, the customer stays at its remedy."""
    if place is not None and request.form.get("option") == AGREED and place.remedy is not None:
        return step_url(token, place)
    return step_url(token, way.here)
