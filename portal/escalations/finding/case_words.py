"""Keeping the words of cases in the database."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, text
from sqlalchemy.orm import Session

from portal.escalations.finding.case_texts import CaseText
from portal.escalations.finding.models import CaseWords
from portal.escalations.finding.rules import RECIPE, terms_of
from portal.escalations.models import Escalation


@dataclass(frozen=True, slots=True)
class Words:
    """The terms of a case, and the digest of the texts that they were made of."""

    case_id: int
    terms: str
    digest: str


def changed_words(session: Session, texts: Sequence[CaseText]) -> list[Words]:
    """The words of those cases of which other ones are kept; making them takes its time, so it is
    done before the transaction."""
    ids = [case.case_id for case in texts]
    rows = select(CaseWords.case_id, CaseWords.digest).where(
        CaseWords.case_id.in_(ids), CaseWords.recipe == RECIPE
    )
    kept = dict(session.execute(rows).all())
    digests = {case.case_id: _digest(case) for case in texts}
    return [
        Words(case.case_id, terms_of(case.texts), digests[case.case_id])
        for case in texts
        if kept.get(case.case_id) != digests[case.case_id]
    ]


def keep_words(session: Session, changed: Iterable[Words]) -> None:
    """Write words of cases that are still there."""
    changed = list(changed)
    ids = [words.case_id for words in changed]
    there = set(session.scalars(select(Escalation.id).where(Escalation.id.in_(ids))))
    before = select(CaseWords).where(CaseWords.case_id.in_(ids))
    known = {row.case_id: row for row in session.scalars(before)}
    for words in changed:
        if words.case_id in there:
            row = known.get(words.case_id)
            if row is None:
                row = CaseWords(case_id=words.case_id)
                session.add(row)
            row.terms, row.recipe, row.digest = words.terms, RECIPE, words.digest
    session.flush()


def forget_words(session: Session, ids: Iterable[int]) -> None:
    """Take cases out."""
    session.execute(delete(CaseWords).where(CaseWords.case_id.in_(list(ids))))


def sweep_out_words(session: Session) -> None:
    """Terms that were taken out leave SQLite's index as well: FTS5 keeps them in its segments until
    these are merged (1 s for 50,000 cases; nothing to do is done at once). PostgreSQL's own
    vacuum does it there."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO case_words_fts(case_words_fts) VALUES ('optimize')"))


def without_words(session: Session, after: int, count: int) -> list[int]:
    """The next cases by id whose words are missing, or were made by other rules."""
    query = (
        select(Escalation.id)
        .outerjoin(CaseWords, CaseWords.case_id == Escalation.id)
        .where(
            Escalation.id > after,
            Escalation.merged_into_id.is_(None),
            or_(CaseWords.case_id.is_(None), CaseWords.recipe != RECIPE),
        )
    )
    return list(session.scalars(query.order_by(Escalation.id).limit(count)))


def _digest(case: CaseText) -> str:
    joined = "\x00".join(case.texts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
