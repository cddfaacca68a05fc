"""What cases are found by, read from the database as it stands now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.models import (
    OPEN_STATUSES,
    ContextLine,
    Escalation,
    Message,
    Requester,
    Status,
)
from portal.escalations.tags.models import CaseTag, Tag
from search.documents import SearchDocument

KIND = "case"
LONGEST_PROBLEM = 3_000
"""Characters of the problem that have a meaning in the index: it is told at the beginning. What
comes behind, a log file as a rule, is found by its words."""


@dataclass(frozen=True, slots=True)
class CaseText:
    """All texts of a case, those of the problem first."""

    case_id: int
    texts: tuple[str, ...]
    document: SearchDocument


def case_texts(session: Session, ids: Collection[int]) -> list[CaseText]:
    """The texts of those of the cases that are there and go on by themselves: what was merged is
    found in the case that it went into."""
    query = (
        select(Escalation, Requester.email)
        .join(Requester, Requester.id == Escalation.requester_id)
        .where(Escalation.id.in_(ids), Escalation.merged_into_id.is_(None))
        .order_by(Escalation.id)
        .execution_options(populate_existing=True)
    )
    rows = session.execute(query).all()
    said = _by_case(
        session.execute(
            select(Message.escalation_id, Message.body).where(Message.escalation_id.in_(ids))
        )
    )
    lines = _by_case(
        (case_id, f"{label} {text} {note}")
        for case_id, label, text, note in session.execute(
            select(
                ContextLine.escalation_id, ContextLine.label, ContextLine.text, ContextLine.note
            ).where(ContextLine.escalation_id.in_(ids))
        )
    )
    tags = _by_case(
        session.execute(
            select(CaseTag.escalation_id, Tag.name)
            .join(Tag, Tag.id == CaseTag.tag_id)
            .where(CaseTag.escalation_id.in_(ids))
        )
    )
    return [
        CaseText(
            case.id,
            (
                case.subject,
                case.words,
                case.name,
                email or "",
                str(case.number),
                *lines[case.id],
                *tags[case.id],
                *said[case.id],
            ),
            document_of(case),
        )
        for case, email in rows
    ]


def document_of(case: Escalation) -> SearchDocument:
    """The problem as the index of meanings takes it. A vector stands for the problem alone, so
    that what is said later about a case moves none (docs/search-quality.md)."""
    return SearchDocument(
        id=str(case.id),
        lang=case.locale,
        title="",
        text=problem_of(case),
        kind=KIND,
        visibility=visibility(case.queue_id, done=Status(case.status) not in OPEN_STATUSES),
    )


def problem_of(case: Escalation) -> str:
    """What the customer wants solved; the subject is as a rule the beginning of their words."""
    words = case.words[:LONGEST_PROBLEM]
    same = " ".join(words.split()).startswith(case.subject.rstrip("… .").strip())
    return words if same else f"{case.subject}\n\n{words}"


def visibility(queue_id: int, *, done: bool) -> str:
    """Who may find a case: its team. Whether it is done stands there too, to be asked for."""
    return f"{queue_id}:{'done' if done else 'open'}"


def visibilities(queue_ids: Iterable[int], *, done_only: bool = False) -> frozenset[str]:
    """What a reader of these teams may find."""
    states = (True,) if done_only else (True, False)
    return frozenset(visibility(id_, done=done) for id_ in queue_ids for done in states)


def _by_case(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, text in pairs:
        found[case_id].append(text)
    return found
