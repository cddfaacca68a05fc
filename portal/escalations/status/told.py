"""The page of a request as data: the same promise, people and steps, for a customer's programs."""

from datetime import datetime

from portal.core.db import db
from portal.escalations.case_queries import time_line
from portal.escalations.models import Escalation
from portal.escalations.promises.operations import open_promise
from portal.escalations.rules import PromiseKind
from portal.escalations.status.sentences import told
from portal.escalations.wording import responsible

Told = dict[str, object]


def told_of(case: Escalation) -> Told:
    """Instants are ISO 8601 in UTC; `promise` is None once the request has ended, `by` "customer"
    while it is the customer's turn. Steps are newest first."""
    promise = open_promise(db.session, case)
    ours = promise is not None and promise.kind != PromiseKind.YOUR_ANSWER
    return {
        "number": case.number,
        "subject": case.subject,
        "status": case.status,
        "language": case.locale,
        "responsible": responsible(case),
        "deputy": case.deputy.name if case.deputy else None,
        "promise": None
        if promise is None
        else {
            "what": promise.text,
            "by": responsible(case) if ours else "customer",
            "due_at": _iso(promise.due_at),
            "instead_of": _iso(promise.moved_from.due_at) if promise.moved_from else None,
            "reason": promise.reason,
        },
        "solution_confirmed_at": _iso(case.solution_confirmed_at),
        "steps": [
            {
                "at": _iso(entry.at),
                "what": entry.happened.value,
                "who": entry.who or None,
                "title": told(entry),
                "text": entry.text,
            }
            for entry in time_line(db.session, case)
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
