"""Attempts as customers leave them: what was tried in runs of a flow, and elsewhere."""

from pathlib import Path

from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.remedies.models import Attempt, Origin
from portal.troubleshooter.models import FlowVersion, Run
from tests.web.content import NOW
from tests.web.running_flows import publish_flow

SOURCE = (Path(__file__).parent / "chain.yaml").read_text(encoding="utf-8")
Rows = dict[str, dict[str, int]]


def publish_chain(session: Session, source: str = SOURCE) -> FlowVersion:
    """Three remedies that follow each other: cables, filter, restart."""
    return publish_flow(session, now=NOW, source=source)


def try_in_runs(
    session: Session,
    version: FlowVersion,
    remedy: str,
    *,
    moved: bool = False,
    before: bool = False,
    **outcomes: int,
) -> None:
    """`solved=3`: three customers tried it in a run of this version and it helped."""
    for outcome, count in outcomes.items():
        for _ in range(count):
            journey = journey_of(session)
            run = Run(
                token_hash=f"run of {journey.id}",
                journey_id=journey.id,
                version_id=version.id,
                locale="de",
                started_at=NOW,
                changed_at=NOW,
                moved_at=NOW if moved else None,
            )
            session.add(run)
            session.flush()
            place = f"run:{run.id}"
            attempted(session, journey, remedy, outcome, place=place, before=before)


def attempted(
    session: Session,
    journey: Journey,
    remedy: str,
    outcome: str,
    *,
    place: str = "article:1",
    before: bool = False,
    superseded: bool = False,
) -> None:
    """One row."""
    session.add(
        Attempt(
            journey_id=journey.id,
            remedy=remedy,
            outcome=outcome,
            origin=Origin.FLOW if place.startswith("run") else Origin.ARTICLE,
            before=before,
            title="Wie es hieß",
            note="Meine Nummer ist 0151 23456",
            place=place,
            at=NOW,
            superseded_at=NOW if superseded else None,
        )
    )
    session.flush()


def journey_of(session: Session) -> Journey:
    """A new visitor."""
    journey = Journey(locale="de", started_at=NOW, seen_at=NOW)
    session.add(journey)
    session.flush()
    return journey
