"""Full text over cases in the database itself: words of a query that stand anywhere in a case.

The condition on what the reader may see stands in the same statement as the words, on the case as
it is at this moment (A4): what another team has got is not found from that moment on.
"""

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    exists,
    func,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import readable
from portal.escalations.finding.models import CaseWords
from portal.escalations.finding.rules import (
    Syntax,
    Wanted,
    query_text,
    wanted_words,
)
from portal.escalations.models import Escalation
from portal.web.access import Reader

NEWEST = 100
"""Cases that may have come since the worker last looked, and are searched without an index."""
_FTS = table("case_words_fts", column("rowid"))
_MATCHES_FTS5 = text("case_words_fts MATCH :query")
_MATCHES_TSQUERY = text("case_words.terms @@ CAST(:query AS tsquery)")


def cases_with(session: Session, query: str, reader: Reader, *, limit: int) -> list[int]:
    """Ids of cases in which every word of the query stands, newest first; where there are none,
    those that have words beginning so."""
    wanted = wanted_words(query)
    if not wanted:
        return []
    found = _matching(session, wanted, reader, limit, beginnings=False)
    if not found:
        found = _matching(session, wanted, reader, limit, beginnings=True)
    waiting = _not_indexed_yet(session, query, reader)
    return sorted({*found, *waiting}, reverse=True)[:limit]


def cases_named(session: Session, query: str, reader: Reader, *, limit: int) -> list[int]:
    """Without an index: cases with each word in the name or the subject, newest first."""
    like = _in_name_or_subject(query)
    if like is None:
        return []
    named = select(Escalation.id).where(readable(reader), like)
    return list(session.scalars(named.order_by(Escalation.id.desc()).limit(limit)))


def is_filled(session: Session) -> bool:
    """Are there words of any case, or no case to have them of?"""
    if session.scalar(select(CaseWords.case_id).limit(1)) is not None:
        return True
    return session.scalar(select(Escalation.id).limit(1)) is None


def _matching(
    session: Session, wanted: Wanted, reader: Reader, limit: int, *, beginnings: bool
) -> list[int]:
    found: Select[int]
    if session.get_bind().dialect.name == "sqlite":
        syntax, rowid = Syntax.FTS5, _FTS.c.rowid
        found = select(Escalation.id).select_from(_FTS).join(Escalation, Escalation.id == rowid)
        found = found.where(_MATCHES_FTS5).order_by(rowid.desc())
    else:
        syntax = Syntax.TSQUERY
        found = select(Escalation.id).join(CaseWords, CaseWords.case_id == Escalation.id)
        found = found.where(_MATCHES_TSQUERY).order_by(Escalation.id.desc())
    asked = query_text(wanted, syntax, beginnings=beginnings)
    rows = session.scalars(found.where(readable(reader)).limit(limit), {"query": asked})
    return list(rows)


def _not_indexed_yet(session: Session, query: str, reader: Reader) -> list[int]:
    """Of the newest cases those that no worker has looked at, by name and subject."""
    like = _in_name_or_subject(query)
    if like is None:
        return []
    newest = select(func.max(Escalation.id) - NEWEST).scalar_subquery()
    indexed = exists().where(CaseWords.case_id == Escalation.id)
    waiting = select(Escalation.id).where(Escalation.id > newest, readable(reader), ~indexed, like)
    return list(session.scalars(waiting))


def _in_name_or_subject(query: str) -> ColumnElement[bool] | None:
    words = query.split()[:8]
    if not words:
        return None
    return and_(
        *(
            or_(
                Escalation.name.icontains(word, autoescape=True),
                Escalation.subject.icontains(word, autoescape=True),
            )
            for word in words
        )
    )
