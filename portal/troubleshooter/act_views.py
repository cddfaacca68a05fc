"""Answering questions, saying what came of remedies, going on in another browser."""

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
from portal.troubleshooter.acting import act_in_run
from portal.troubleshooter.blueprint import blueprint
from portal.troubleshooter.forms import read_note, read_reply
from portal.troubleshooter.opening import open_run
from portal.troubleshooter.operations import AGREED, agree, answer, claim, report, withdraw
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.step_pages import shown_wording
from portal.troubleshooter.walk import Place, Way
from portal.web.limits import limiter
from portal.web.locale import current_locale

NOT_DONE = "not_done"


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
                read_reply(
                    *(place.question, request.form),
                    earlier=state.way.earlier(place),
                    locale=current_locale(),
                ),
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

    return act_in_run(token, act)


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
            wording=shown_wording(state, place),
            agent_id=state.agent_id,
            now=moment,
        )

    return act_in_run(token, act)


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
