"""Who may see a run: its address alone opens nothing, the browser needs a key to its journey."""

from dataclasses import dataclass

from portal.core.clock import now
from portal.core.db import db
from portal.core.errors import NotFound
from portal.journeys.models import Journey
from portal.journeys.rules import goes_on
from portal.journeys.visits import current_journey
from portal.troubleshooter.models import Run
from portal.troubleshooter.queries import run_by_token


@dataclass(frozen=True, slots=True)
class Opened:
    """A run, whether this browser is on its journey, and whether that goes on at all."""

    run: Run
    mine: bool
    goes_on: bool


def open_run(token: str) -> Opened:
    """The run at this address; raises NotFound if there is none."""
    run = run_by_token(db.session, token)
    if run is None:
        raise NotFound(
            "We do not know this address. It may be incomplete, or its steps have been deleted."
        )
    journey = db.session.get_one(Journey, run.journey_id)
    mine = current_journey(db.session)
    return Opened(
        run,
        mine=mine is not None and mine.id == journey.id,
        goes_on=goes_on(journey.seen_at, journey.ended_at, now()),
    )
