"""Agents who go through a flow with a customer: which case it is for, what is kept in it, and how
a flow begins from a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.escalations.context import Section
from portal.escalations.desk_queries import readable
from portal.escalations.models import OPEN_STATUSES, ContextLine, Escalation
from portal.escalations.operations import hold
from portal.journeys.models import Journey
from portal.journeys.operations import begin_journey, new_token
from portal.journeys.queries import journeys_of_token
from portal.journeys.visits import visitor_token
from portal.remedies.models import Attempt
from portal.troubleshooter.assisting import note_assistance
from portal.troubleshooter.case_desk import CaseDesk, CaseOfRun
from portal.troubleshooter.models import FlowVersion
from portal.troubleshooter.operations import start_run
from portal.troubleshooter.queries import run_by_token, run_lines
from portal.web.access import Reader

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class OwnRun:
    """A run of a case's customer, for the agent who may go on with it."""

    title: str
    url: str
    notes_url: str
    ended: bool


def case_of(session: Session, journey: Journey, reader: Reader) -> CaseOfRun | None:
    """The newest case of a journey that the reader may see."""
    mine = (Escalation.journey_id == journey.id, readable(reader))
    case = session.scalar(select(Escalation).where(*mine).order_by(Escalation.id.desc()).limit(1))
    if case is None:
        return None
    return CaseOfRun(case.name, url_for("cases.show", public_id=case.public_id))


def keep(
    session: Session, journey: Journey, attempt: Attempt, agent_id: int, now: datetime
) -> None:
    """Add what an agent recorded to the journey's open cases, in the wording that was shown."""
    open_cases = (
        Escalation.journey_id == journey.id,
        Escalation.status.in_([status.value for status in OPEN_STATUSES]),
    )
    for case in session.scalars(select(Escalation).where(*open_cases)):
        hold(session, case, now=now)
        mine = ContextLine.escalation_id == case.id
        last = session.scalar(select(func.max(ContextLine.position)).where(mine))
        line = ContextLine(
            escalation_id=case.id,
            position=0 if last is None else last + 1,
            section=Section.ATTEMPT.value,
            at=attempt.at,
            label="",
            text=attempt.title,
            remedy=attempt.remedy,
            outcome=attempt.outcome,
            before=attempt.before,
            note=attempt.note,
        )
        session.add(line)
        record_event(
            session,
            "case.tried",
            f"case:{case.id}",
            actor_id=agent_id,
            now=now,
            remedy=attempt.remedy,
            outcome=attempt.outcome,
        )
    session.flush()


def begin_run(
    session: Session,
    case: Escalation,
    version: FlowVersion,
    *,
    agent_id: int,
    secret_key: str,
    now: datetime,
) -> str:
    """Begin a flow for the customer of a case, or go on with it; returns the run's token. A case
    whose journey was forgotten gets a new one."""
    journey = session.get(Journey, case.journey_id) if case.journey_id is not None else None
    if journey is None:
        journey = begin_journey(session, new_token(), locale=case.locale, now=now)
        case.journey_id = journey.id
    token = start_run(session, journey, version, locale=case.locale, secret_key=secret_key, now=now)
    run = run_by_token(session, token)
    if run is not None:
        note_assistance(session, run, agent_id, "opened", now=now)
    return token


def runs_of_case(
    session: Session, case: Escalation, secret_key: str, locale: str
) -> Iterator[OwnRun]:
    """The runs of the case's customer, the newest first."""
    journey = session.get(Journey, case.journey_id) if case.journey_id is not None else None
    lines = run_lines(session, journey, secret_key) if journey is not None else []
    for line in [line for line in reversed(lines) if line.token][:MOST_SHOWN]:
        address = url_for("troubleshooter.run", token=line.token, lang=locale)
        notes = url_for("troubleshooter.together", token=line.token, lang=locale)
        yield OwnRun(line.flow.title[locale], address, notes, line.run.ended_at is not None)


def notes_address(session: Session, case: Escalation) -> str:
    """Where this visitor reads what was done in the last flow of their case; "" if there was none
    or this browser was not there."""
    journeys = journeys_of_token(session, visitor_token()) if visitor_token() else []
    journey = next((each for each in journeys if each.id == case.journey_id), None)
    if journey is None:
        return ""
    secret_key: str = current_app.extensions["lotse.settings"].secret_key
    tokens = [line.token for line in run_lines(session, journey, secret_key) if line.token]
    return url_for("troubleshooter.together", token=tokens[-1]) if tokens else ""


def open_url(token: str) -> str:
    """Where a run for a caller becomes a case."""
    return url_for("cases.phone", run=token)


CASE_DESK = CaseDesk(case_of, keep, open_url)
