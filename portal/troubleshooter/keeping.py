"""Keeping replies of a run, one act after the other. Nothing is deleted or committed here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.errors import TooMany
from portal.journeys.models import Journey
from portal.troubleshooter.models import FlowVersion, Run, RunAnswer

MOST_ANSWERS = 1_000
"""A run holds no more rows, changed ones included (F5, V9)."""


def keep(
    session: Session,
    run: Run,
    step: str,
    values: Sequence[str],
    question: str,
    label: str,
    note: str,
    *,
    now: datetime,
) -> None:
    """Keep a reply under its key; an earlier one is superseded. The same again changes nothing.

    Raises TooMany when the run is full.
    """
    mine = (RunAnswer.run_id == run.id, RunAnswer.step == step)
    present = session.scalar(select(RunAnswer).where(*mine, RunAnswer.superseded_at.is_(None)))
    if present is not None and (present.value, present.note) == (list(values), note):
        return
    rows = session.scalar(select(func.count()).where(RunAnswer.run_id == run.id)) or 0
    if rows >= MOST_ANSWERS:
        raise full()
    session.execute(
        update(RunAnswer).where(*mine, RunAnswer.superseded_at.is_(None)).values(superseded_at=now)
    )
    session.add(
        RunAnswer(
            run_id=run.id,
            step=step,
            value=list(values),
            question=question,
            label=label,
            note=note,
            at=now,
        )
    )
    session.flush()


def keep_move(
    session: Session,
    run: Run,
    version: FlowVersion,
    rows: Mapping[str, RunAnswer],
    replies: Mapping[str, Sequence[str]],
    *,
    now: datetime,
) -> None:
    """The run goes by `version` from now on, its replies under the keys and with the ids that they
    have there. Wording and time stay those of what the customer saw."""
    held(session, run, now)
    run.version, run.moved_at = version, now
    for key, row in rows.items():
        if (row.step, list(row.value)) == (key, list(replies[key])):
            continue
        row.superseded_at = now
        session.add(
            RunAnswer(
                run_id=run.id,
                step=key,
                value=list(replies[key]),
                question=row.question,
                label=row.label,
                note=row.note,
                at=row.at,
            )
        )
    session.flush()


def held(session: Session, run: Run, now: datetime) -> Journey:
    """The run's journey, its row held: two tabs take turns."""
    journey = session.get_one(Journey, run.journey_id)
    hold(session, journey, now)
    return journey


def hold(session: Session, journey: Journey, now: datetime) -> None:
    """Hold the journey's row for this transaction; its visitor was here."""
    journey.seen_at = now
    session.flush()


def full() -> TooMany:
    """What to say when there are too many rows."""
    return TooMany("There is no room for more steps here. Talk to a person: we take it from here.")
