"""What a customer does in a run. Nothing is deleted and nothing here commits.

Each act holds the journey's row first, so that two tabs take turns.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.journeys.models import Journey
from portal.journeys.operations import add_key, record, state_fact, token_hash
from portal.journeys.queries import facts, journeys_of_token
from portal.remedies.models import Origin, Outcome
from portal.remedies.operations import record_attempt, withdraw_attempt
from portal.remedies.queries import attempts
from portal.troubleshooter.case_desk import case_desk
from portal.troubleshooter.definition import FlowRemedy, Question
from portal.troubleshooter.flows import flow_of
from portal.troubleshooter.keeping import full, held, hold, keep
from portal.troubleshooter.models import (
    AssistedRun,
    CountedRun,
    FlowVersion,
    Run,
    RunAnswer,
    RunReminder,
    RunShare,
)
from portal.troubleshooter.queries import (
    is_out_of_date,
    place_of,
    run_token,
    runs_of,
    standing,
)
from portal.troubleshooter.replies import fact_to_state
from portal.troubleshooter.walk import Way
from portal.troubleshooter.wording import reply_words

MOST_RUNS = 50
"""A journey holds no more (F5, V9)."""
AGREED = "agreed"


def start_run(
    session: Session,
    journey: Journey,
    version: FlowVersion,
    *,
    locale: str,
    secret_key: str,
    now: datetime,
) -> str:
    """Begin a flow, or go on with the run of it that has not ended; returns the run's token."""
    hold(session, journey, now)
    flow = flow_of(version)
    present = runs_of(session, journey)
    for number, run in enumerate(present):
        token = run_token(secret_key, journey, number)
        same = run.version.flow_id == version.flow_id and run.ended_at is None
        if same and run.token_hash == token_hash(token):
            return token
    if len(present) >= MOST_RUNS:
        raise full()
    token = run_token(secret_key, journey, len(present))
    run = Run(
        token_hash=token_hash(token),
        journey_id=journey.id,
        version_id=version.id,
        locale=locale,
        started_at=now,
        changed_at=now,
    )
    session.add(run)
    session.flush()
    record(
        session,
        journey,
        "started",
        subject=f"flow:{flow.id}",
        text=flow.title[locale],
        now=now,
        url=f"/{locale}/flows/{flow.id}",
    )
    settle(session, run, now=now)
    return token


def answer(
    session: Session,
    run: Run,
    key: str,
    question: Question,
    values: Sequence[str],
    *,
    note: str,
    locale: str,
    now: datetime,
) -> Way:
    """Keep a reply under its answer key; an earlier one is superseded, not deleted. Returns the
    way it leads.

    A reply whose question is named like a fact is one from now on, unless more than it says is
    known; whoever says instead that they do not know takes it back.
    """
    journey = held(session, run, now)
    label = reply_words(question, tuple(values), locale)
    keep(session, run, key, values, question.title[locale], label, note, now=now)
    known = facts(session, journey).get(question.id, "")
    stated = fact_to_state(question, values[0], label, known)
    if stated is not None:
        state_fact(session, journey, question.id, stated, now=now)
    return settle(session, run, now=now)


def agree(
    session: Session, run: Run, remedy: FlowRemedy, *, label: str, locale: str, now: datetime
) -> Way:
    """The customer knows what a remedy may cost and wants to do it: `label` is what they said."""
    held(session, run, now)
    wording = remedy.consent.get(locale, "")
    keep(session, run, agreement_key(remedy), [AGREED], wording, label, "", now=now)
    return settle(session, run, now=now)


def report(
    session: Session,
    run: Run,
    remedy: FlowRemedy,
    outcome: Outcome,
    *,
    before: bool,
    note: str,
    locale: str,
    wording: str = "",
    agent_id: int | None = None,
    now: datetime,
) -> Way:
    """Record what came of a remedy; returns the way it leads. `before`: it had been done already.
    `wording` is what the customer was shown of it; `agent_id` is who recorded it for them."""
    journey = held(session, run, now)
    title = remedy.title.get(locale)
    for row in attempts(session, journey):
        if row.remedy == remedy.id:
            title = title or row.title
            if is_out_of_date(row, run, remedy, now):
                withdraw_attempt(session, journey, remedy.id, now=now)  # this time counts anew
    row = record_attempt(
        session,
        journey,
        remedy=remedy.id,
        outcome=outcome,
        origin=Origin.FLOW if agent_id is None else Origin.AGENT,
        title=title or remedy.id,
        before=before,
        note=note,
        place=place_of(run),
        locale=locale,
        version=run.version.number,
        wording=wording or None,
        now=now,
    )
    if agent_id is not None:
        case_desk().keep(session, journey, row, agent_id, now)
    return settle(session, run, now=now)


def withdraw(session: Session, run: Run, remedy: FlowRemedy, *, now: datetime) -> Way:
    """The customer did not do the remedy after all: its instructions are wanted."""
    journey = held(session, run, now)
    withdraw_attempt(session, journey, remedy.id, now=now)
    return settle(session, run, now=now)


def claim(session: Session, run: Run, token: str, previous: str, *, now: datetime) -> Journey:
    """Let the browser that holds `token`, made for this (S1), go on with the run's journey; what
    its `previous` token opened stays its own."""
    journey = held(session, run, now)
    for earlier in reversed(journeys_of_token(session, previous)):
        add_key(session, earlier, token, now=now)
    add_key(session, journey, token, now=now)
    return journey


def settle(session: Session, run: Run, *, now: datetime) -> Way:
    """Note whether the run has come to an end; a changed answer may lead back from one."""
    way = standing(session, run, now=now).way
    ending = way.here.end.kind if way.here.end else None
    if ending != run.ending:
        run.ended_at, run.ending = now if ending else None, ending
    run.changed_at = now
    session.flush()
    return way


def agreement_key(remedy: FlowRemedy) -> str:
    """Under which the agreement to a risk is kept: no step has a `~` before its id, so no replay
    takes it for an answer."""
    return f"~{AGREED}:{remedy.id}"


def erase_runs(session: Session, journey_ids: Sequence[int]) -> None:
    """Delete the runs of these journeys with all that belongs to them."""
    mine = select(Run.id).where(Run.journey_id.in_(journey_ids))
    for table in (AssistedRun, RunReminder, RunShare, RunAnswer, CountedRun):
        session.execute(delete(table).where(table.run_id.in_(mine)))
    session.execute(delete(Run).where(Run.journey_id.in_(journey_ids)))
