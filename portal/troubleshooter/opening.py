"""Who may see a run: its address alone opens nothing, the browser needs a key to its journey. An
agent may who helps the customer."""

from dataclasses import dataclass, replace
from datetime import datetime

from portal.core.clock import now
from portal.core.db import db
from portal.core.errors import NotFound
from portal.journeys.models import Journey
from portal.journeys.queries import journeys_of_token
from portal.journeys.rules import goes_on
from portal.journeys.visits import current_journey, visitor_token
from portal.troubleshooter.assisting import is_assisted, may_assist
from portal.troubleshooter.models import Run
from portal.troubleshooter.queries import Standing, run_by_token, standing
from portal.web.access import current_reader


@dataclass(frozen=True, slots=True)
class Opened:
    """A run, whether this browser is on its journey, and whether that goes on at all. `agent_id`
    is who goes through it for the customer, None for the customer themselves."""

    run: Run
    mine: bool
    goes_on: bool
    agent_id: int | None = None


def open_run(token: str) -> Opened:
    """The run at this address; raises NotFound if there is none.

    A run that an agent goes through with the customer stays open after the hand-over, for the
    browsers that have a key to it.
    """
    run = run_by_token(db.session, token)
    if run is None:
        raise NotFound(
            "We do not know this address. It may be incomplete, or its steps have been deleted."
        )
    journey = db.session.get_one(Journey, run.journey_id)
    current = current_journey(db.session)
    alive = goes_on(journey.seen_at, journey.ended_at, now())
    if current is not None and current.id == journey.id:
        return Opened(run, mine=True, goes_on=alive)
    reader = current_reader()
    if may_assist(db.session, run, reader):
        return Opened(run, mine=True, goes_on=True, agent_id=reader.user_id)
    if not alive and is_assisted(db.session, run):
        with_key = journeys_of_token(db.session, visitor_token())
        has_key = any(other.id == journey.id for other in with_key)
        return Opened(run, mine=has_key, goes_on=has_key)
    return Opened(run, mine=False, goes_on=alive)


def standing_for(opened: Opened, *, now: datetime) -> Standing:
    """Where the run stands, for who opened it."""
    found = standing(db.session, opened.run, now=now)
    return found if opened.agent_id is None else replace(found, agent_id=opened.agent_id)
