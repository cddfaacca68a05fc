"""Can cases be found, by their words and by what they are about?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.clock import now
from portal.core.db import db, transaction
from portal.core.health import Check, Finding
from portal.core.jobs import Job
from portal.escalations.finding.indexing import COMPLETE, schedule_case_index
from portal.escalations.finding.models import CaseWords
from portal.escalations.models import Escalation
from search.engine import SearchEngine
from search.results import IndexStatus

AGAIN = timedelta(minutes=5)


def finding_checks(engine: Callable[[], SearchEngine]) -> list[Check]:
    """None of it is needed: without it names and subjects are searched. Whoever asks sees to it
    that what is missing is made."""

    def case_words() -> Finding:
        alone = select(func.count()).where(Escalation.merged_into_id.is_(None))
        cases = db.session.scalar(alone) or 0
        indexed = db.session.scalar(select(func.count()).select_from(CaseWords)) or 0
        missing = max(cases - indexed, 0)
        if missing:
            _ask_for_it(db.session, now())
        detail = f"{missing} of {cases} cases are not indexed yet" if missing else ""
        return Finding("case_words", ok=not missing, required=False, detail=detail)

    def case_meanings() -> Finding:
        status = engine().status()
        problems = _problems(db.session, status)
        if problems:
            _ask_for_it(db.session, now())
        return Finding("case_meanings", ok=not problems, required=False, detail=problems)

    return [case_words, case_meanings]


def _problems(session: Session, status: IndexStatus) -> str:
    if session.scalar(select(Escalation.id).limit(1)) is None:
        return ""
    return ", ".join(status.problems)


def _ask_for_it(session: Session, moment: datetime) -> None:
    """Let the worker complete the index, unless that was asked for a moment ago."""
    last = select(func.max(Job.created_at)).where(Job.kind == COMPLETE)
    asked = session.scalar(last)
    waits = select(Job.id).where(
        Job.kind == COMPLETE, Job.done_at.is_(None), Job.failed_at.is_(None)
    )
    if session.scalar(waits.limit(1)) is None and (asked is None or moment - asked > AGAIN):
        with transaction(session):
            schedule_case_index(session, now=moment)
