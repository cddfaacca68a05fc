"""Agents who go through a flow for a caller, on the customer's own pages.

An agent may do so in runs that belong to a case they may see, and in runs that they began for a
caller.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.journeys.models import Journey
from portal.journeys.operations import begin_journey, new_token
from portal.troubleshooter.case_desk import case_desk
from portal.troubleshooter.models import AssistedRun, FlowVersion, Run
from portal.troubleshooter.operations import start_run
from portal.troubleshooter.queries import run_by_token
from portal.web.access import Permission, Reader


def may_assist(session: Session, run: Run, reader: Reader) -> bool:
    """May this reader go through the run for its customer?"""
    if reader.user_id is None or not reader.may(Permission.HANDLE_CASES):
        return False
    if session.get(AssistedRun, (run.id, reader.user_id)) is not None:
        return True
    journey = session.get_one(Journey, run.journey_id)
    return case_desk().case_of(session, journey, reader) is not None


def is_assisted(session: Session, run: Run) -> bool:
    """Has an agent gone through it with the customer?"""
    query = select(AssistedRun.run_id).where(AssistedRun.run_id == run.id).limit(1)
    return session.scalar(query) is not None


def begin_for_caller(
    session: Session,
    version: FlowVersion,
    *,
    agent_id: int,
    locale: str,
    secret_key: str,
    now: datetime,
) -> str:
    """A run that no browser has a key to yet; returns its token, which leads the caller to it."""
    journey = begin_journey(session, new_token(), locale=locale, now=now)
    token = start_run(session, journey, version, locale=locale, secret_key=secret_key, now=now)
    run = run_by_token(session, token)
    if run is not None:
        note_assistance(session, run, agent_id, "begun", begun=True, now=now)
    return token


def note_assistance(
    session: Session,
    run: Run,
    agent_id: int,
    act: str,
    *,
    step: str = "",
    begun: bool = False,
    now: datetime,
) -> None:
    """An agent did something in the run: who and what stays known."""
    row = session.get(AssistedRun, (run.id, agent_id))
    if row is None:
        session.add(AssistedRun(run_id=run.id, agent_id=agent_id, begun=begun, at=now))
    else:
        row.at = now
    record_event(
        session, "run.assisted", f"run:{run.id}", actor_id=agent_id, now=now, act=act, step=step
    )
    session.flush()
