"""Attempts that a message of the customer tells of, as lines of the case. None of these commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.events import record_event
from portal.core.jobs import enqueue
from portal.escalations.case_queries import context_lines
from portal.escalations.context import Section
from portal.escalations.models import ContextLine, Escalation, Message
from portal.intake.understanding import Claimed
from portal.remedies.models import Outcome

READ = "read_message"
TOLD = "case.told_attempt"
SURE = 0.7
"""So probable has an attempt to be that nobody looks at before it counts: on labelled sentences
more than nine in ten of these are right, of those that a customer is shown ticked five in six."""


def read_later(session: Session, message: Message, *, now: datetime) -> None:
    """Let the worker look for attempts in what the customer wrote."""
    enqueue(session, READ, {"message": message.id}, now=now, dedupe_key=f"{READ}:{message.id}")


def keep_told(
    session: Session,
    case: Escalation,
    message: Message,
    claims: Iterable[Claimed],
    *,
    now: datetime,
) -> list[ContextLine]:
    """Add what the message surely says was done, and what is not known yet; returns the new lines.
    The customer reads them on their page and may correct them. Reading a message twice adds
    nothing; neither `revision` nor promise changes, so that nobody's open page is outdated by it.
    """
    session.refresh(case, with_for_update=True)
    lines = context_lines(session, case)
    named = {line.remedy for line in lines}
    done = {line.remedy for line in lines if line.outcome != Outcome.COULD_NOT}
    position = max((line.position for line in lines), default=-1)
    added = []
    for claim in claims:
        failed = claim.outcome == Outcome.COULD_NOT
        if claim.probability < SURE or claim.remedy in (named if failed else done):
            continue
        position += 1
        line = ContextLine(
            escalation_id=case.id,
            position=position,
            section=Section.ATTEMPT.value,
            at=message.created_at,
            label="",
            text=claim.title,
            remedy=claim.remedy,
            outcome=claim.outcome,
            note=claim.quote,
            from_message=True,
        )
        session.add(line)
        added.append(line)
        record_event(
            session,
            TOLD,
            f"case:{case.id}",
            actor_id=None,
            now=now,
            message=message.id,
            remedy=claim.remedy,
            outcome=claim.outcome,
        )
    session.flush()
    return added
