"""“Your steps so far”: look at what was recorded, delete it, begin anew."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.settings import Settings
from portal.journeys.facts import fact_words
from portal.journeys.models import Journey, JourneyEvent
from portal.journeys.operations import end_journey, erase_journeys
from portal.journeys.pages import Day, DeletionPage, StepsPage
from portal.journeys.parts import Told
from portal.journeys.queries import events, fact_rows, journeys_of_token
from portal.journeys.visits import current_journey, hooks, use_journey, visitor_token
from portal.web.furniture import furnish
from portal.web.locale import current_time_zone, localised
from portal.web.pages import Page, render

NOTICES = ("begun", "deleted")

blueprint = localised(Blueprint("journeys", __name__, url_prefix="/<any(de, en):lang>/journey"))


@blueprint.get("")
def steps() -> Response:
    """Everything that was recorded for this browser, the newest first."""
    settings: Settings = current_app.extensions["lotse.settings"]
    journeys = _mine(db.session)
    notice = request.args.get("notice", "")
    return _private(
        StepsPage(
            title=_("Your steps so far"),
            days=tuple(_days(_lines(db.session, journeys))),
            running=current_journey(db.session) is not None,
            notice=notice if notice in NOTICES else "",
            keep_days=settings.journey_days,
        )
    )


@blueprint.post("/beginnings")
def begin() -> AnyResponse:
    """What comes next is about something else; sent twice, it is begun once."""
    with transaction(db.session) as session:
        journey = current_journey(session)
        if journey is not None:
            end_journey(session, journey, now=now())
    return redirect(url_for(".steps", notice="begun"), 303)


@blueprint.get("/deletions")
def ask_to_delete() -> Response:
    """Says what deleting means, before it is done."""
    lines = _lines(db.session, _mine(db.session))
    return _private(DeletionPage(title=_("Delete your steps"), lines=len(lines)))


@blueprint.post("/deletions")
def delete() -> AnyResponse:
    """Erase all journeys of this browser, and its cookie; sent twice, they are gone once."""
    with transaction(db.session) as session:
        journeys = _mine(session)
        if journeys:
            ids = [journey.id for journey in journeys]
            erase_journeys(session, ids, hooks().parts, now=now())
    use_journey(None, "")
    return redirect(url_for(".steps", notice="deleted"), 303)


def _mine(session: Session) -> list[Journey]:
    token = visitor_token()
    return journeys_of_token(session, token) if token else []


def _private(page: Page) -> Response:
    furnish(indexable=False, canonical_url=None, alternates=())
    response = render(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _days(lines: list[Told]) -> Iterator[Day]:
    zone = current_time_zone()
    today = now().astimezone(zone).date()
    newest_first = sorted(lines, key=lambda line: line.at)[::-1]
    for date, group in groupby(newest_first, key=lambda line: line.at.astimezone(zone).date()):
        of_day = tuple(group)
        yield Day(of_day[0].at, date == today, of_day)


def _lines(session: Session, journeys: list[Journey]) -> list[Told]:
    """All lines, the newest last; where another journey begins, a line says so."""
    lines: list[Told] = []
    for position, journey in enumerate(reversed(journeys)):
        if position:
            lines.append(Told(journey.started_at, _("Began something new")))
        lines += map(_told_event, events(session, journey))
        lines += _told_facts(session, journey)
        for part in hooks().parts:
            lines += part.tell(session, journey)
    return lines


def _told_event(event: JourneyEvent) -> Told:
    url = str(event.details.get("url", ""))
    if event.kind == "searched":
        text, url = (
            _("Searched for “%(text)s”", text=event.text),
            url_for("helpcenter.search", q=event.text),
        )
    elif event.kind == "opened":
        text = _("Read: %(title)s", title=event.text)
    elif event.kind == "not_helped":
        text = _("“%(title)s” did not help", title=event.text)
    else:
        text = _("Started step by step: %(title)s", title=event.text)
    return Told(event.at, text, url)


def _told_facts(session: Session, journey: Journey) -> Iterable[Told]:
    for fact in fact_rows(session, journey):
        label = fact_words(fact.name).label
        text = _("Told us: %(label)s, %(value)s", label=label, value=fact.value)
        yield Told(fact.at, text)
