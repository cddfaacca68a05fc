"""Being at a case: no act, so no event, no revision, no history. None of
these commits."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from portal.core.jobs import enqueue
from portal.escalations.presence.models import Presence, Writing

LASTS = timedelta(seconds=60)
"""So long after the last sign somebody counts as there: three heartbeats of the page."""
FORGET = "forget_presence"


def note_presence(
    session: Session, case_id: int, person_id: int, writing: Writing, *, now: datetime
) -> None:
    """They are there, as of now. The first sign of a visit sees to it that the row goes again."""
    is_new = session.get(Presence, (case_id, person_id)) is None
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    row = insert(Presence).values(
        escalation_id=case_id, person_id=person_id, seen_at=now, writing=writing.value
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Presence.escalation_id, Presence.person_id],
            set_={"seen_at": now, "writing": writing.value},
        )
    )
    if is_new:
        schedule_forgetting(session, now=now)


def end_presence(session: Session, case_id: int, person_id: int) -> None:
    """They have closed the page."""
    mine = (Presence.escalation_id == case_id, Presence.person_id == person_id)
    session.execute(delete(Presence).where(*mine))


def forget_gone(session: Session, *, now: datetime) -> bool:
    """Delete who gave no sign for LASTS; is anybody left?"""
    session.execute(delete(Presence).where(Presence.seen_at <= now - LASTS))
    return session.query(Presence.person_id).first() is not None


def schedule_forgetting(session: Session, *, now: datetime) -> None:
    """Let the job look when the first row may have run out; one that waits already is enough."""
    enqueue(session, FORGET, {}, now=now, run_at=now + LASTS, dedupe_key=FORGET)
