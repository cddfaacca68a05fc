"""Can cases be found, by their words and by what they are about?"""

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.health import Check, Finding
from portal.escalations.finding.models import CaseWords
from portal.escalations.models import Escalation
from search.engine import SearchEngine
from search.results import IndexStatus


def finding_checks(engine: Callable[[], SearchEngine]) -> list[Check]:
    """None of it is needed: without it names and subjects are searched. Asking changes nothing; the
    worker looks for what is missing by itself."""

    def case_words() -> Finding:
        alone = select(func.count()).where(Escalation.merged_into_id.is_(None))
        cases = db.session.scalar(alone) or 0
        indexed = db.session.scalar(select(func.count()).select_from(CaseWords)) or 0
        missing = max(cases - indexed, 0)
        detail = f"{missing} of {cases} cases are not indexed yet" if missing else ""
        return Finding("case_words", ok=not missing, required=False, detail=detail)

    def case_meanings() -> Finding:
        status = engine().status()
        problems = _problems(db.session, status)
        return Finding("case_meanings", ok=not problems, required=False, detail=problems)

    return [case_words, case_meanings]


def _problems(session: Session, status: IndexStatus) -> str:
    if session.scalar(select(Escalation.id).limit(1)) is None:
        return ""
    return ", ".join(status.problems)
