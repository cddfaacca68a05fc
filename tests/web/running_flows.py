"""A flow that has everything, and a run of it, made by the operations that the portal uses."""

from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.journeys.operations import begin_journey, new_token
from portal.troubleshooter.flows import parsed, store_flow
from portal.troubleshooter.models import FlowVersion, Run
from portal.troubleshooter.operations import start_run
from portal.troubleshooter.queries import run_token

SOURCE = (Path(__file__).parent / "troubleshooter" / "sample.yaml").read_text(encoding="utf-8")


def publish_flow(session: Session, *, now: datetime, source: str = SOURCE) -> FlowVersion:
    """Make the sample, or another text, the current version of its flow."""
    record = store_flow(session, parsed(source), source, now=now)
    assert record.current is not None
    return record.current


def begin_flow(app: Flask, session: Session, *, now: datetime) -> str:
    """A run of the sample that no browser has a key to; returns its token."""
    return start_run(
        session,
        begin_journey(session, new_token(), locale="de", now=now),
        publish_flow(session, now=now),
        locale="de",
        secret_key=app.extensions["lotse.settings"].secret_key,
        now=now,
    )


def token_of_run(app: Flask, session: Session) -> str:
    """The token of the only run."""
    journey = session.scalars(select(Journey).join(Run, Run.journey_id == Journey.id)).one()
    return run_token(app.extensions["lotse.settings"].secret_key, journey, 0)
