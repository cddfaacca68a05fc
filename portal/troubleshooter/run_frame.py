"""What stands around every step of a run: what lies behind, ways back and on, what has changed."""

from collections.abc import Iterator
from typing import Any

from flask import current_app, request, url_for

from portal.core.db import db
from portal.journeys.models import Journey
from portal.remedies.models import Outcome
from portal.troubleshooter.case_desk import case_desk
from portal.troubleshooter.definition import FlowRemedy
from portal.troubleshooter.moving import Change
from portal.troubleshooter.pages import Helper, NewVersion, PastLine
from portal.troubleshooter.queries import Standing
from portal.troubleshooter.ready_lines import minutes_left, ready_lines
from portal.troubleshooter.walk import Place
from portal.troubleshooter.wording import reply_words, say
from portal.web.access import current_reader
from portal.web.locale import current_locale


def frame_of(token: str, standing: Standing, place: Place, error: str) -> dict[str, Any]:
    """The fields of RunPage, but for title."""
    way = standing.way
    ready = ready_lines(
        standing.flow, way.position, standing.tried, standing.called, standing.facts
    )
    return {
        "past": tuple(_past(token, standing, place)),
        "back_url": _back_url(token, standing, place),
        "minutes_left": minutes_left(
            db.session, standing.flow, way.position, standing.tried, standing.called
        ),
        "ready": tuple(line for line in ready if not line.value),
        "link": _absolute(url_for(".run", token=token)),
        "code_url": url_for(".resume_code", token=token),
        "notes_url": url_for(".together", token=token),
        "position_url": None if place.key == way.here.key else step_url(token, way.here),
        "error": error,
        "helper": _helper(token, standing) if standing.agent_id is not None else None,
        "revision": _revision(standing),
    }


def step_url(token: str, place: Place) -> str:
    """The address of a step."""
    return url_for(".step", token=token, step=place.key)


def act_url(endpoint: str, token: str, standing: Standing) -> str:
    """Where a form of the run goes. It says whether its page told of a new version."""
    seen = standing.moved.version.number if standing.moved is not None else None
    return url_for(endpoint, token=token, seen=seen)


def remedy_title(standing: Standing, place: Place) -> str:
    """As the step calls it, or the catalogue; if neither does any more, as it was called when it
    was tried."""
    title = say(place.step.title, current_locale())
    return title or (_remedy_title(standing, place.remedy) if place.remedy is not None else "")


def _past(token: str, standing: Standing, current: Place) -> Iterator[PastLine]:
    """What lies behind; a remedy that several steps name stands there once."""
    locale, told = current_locale(), set()
    for place in standing.way.behind:
        if standing.is_passed_by(place):
            continue
        if place.question is not None:
            title = say(place.question.title, locale)
            reply, outcome = reply_words(place.question, place.reply, locale), ""
        elif place.remedy is not None and place.remedy.id not in told:
            told.add(place.remedy.id)
            title, reply = _remedy_title(standing, place.remedy), ""
            outcome = next(iter(place.reply), Outcome.UNKNOWN.value)
        else:
            continue
        yield PastLine(
            title=title,
            reply=reply,
            outcome=outcome,
            before=place.skipped,
            change_url=step_url(token, place),
            current=place.key == current.key,
        )


def _remedy_title(standing: Standing, remedy: FlowRemedy) -> str:
    row = standing.attempts.get(remedy.id)
    return say(remedy.title, current_locale()) or (row.title if row is not None else remedy.id)


def _revision(standing: Standing) -> NewVersion | None:
    """What to tell of a version that was published while the customer was on the way."""
    locale = current_locale()
    if standing.moved is None:
        return NewVersion((), ()) if "revised" in request.args else None
    changed = standing.moved.changes
    return NewVersion(
        again=tuple(say(each.title, locale) for each in changed if each.change is Change.AGAIN),
        gone=tuple(say(each.title, locale) for each in changed if each.change is Change.GONE),
    )


def _helper(token: str, standing: Standing) -> Helper:
    journey = db.session.get_one(Journey, standing.run.journey_id)
    case = case_desk().case_of(db.session, journey, current_reader())
    if case is None:
        back = url_for("flows.flow", key=standing.flow.id)
        return Helper("", back, case_desk().open_url(token))
    return Helper(case.name, case.url)


def _back_url(token: str, standing: Standing, place: Place) -> str:
    before = standing.way.before(place)
    if before is not None:
        return step_url(token, before)
    return url_for(".start", key=standing.flow.id)


def _absolute(path: str) -> str:
    return str(current_app.extensions["lotse.settings"].base_url) + path
