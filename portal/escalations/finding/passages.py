"""The place of a case that fits a query best: what somebody said, or stated, or tried."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.escalations.models import ContextLine, Escalation, Message, MessageKind
from search.analysis import query_terms
from search.request import parse_query
from search.snippets import snippet, terms_begun

Segments = tuple[tuple[str, bool], ...]
"""Words, and whether they are of the query; plain text, for a template to escape."""


class Source(StrEnum):
    """Where a passage stands. words: what the customer handed over · context: what travelled with
    it · the others are messages."""

    WORDS = "words"
    CONTEXT = "context"
    CUSTOMER = "customer"
    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class CasePassage:
    """`who` is a colleague's name, "" for the customer."""

    source: Source
    who: str
    at: datetime
    segments: Segments


@dataclass(frozen=True, slots=True)
class _Said:
    source: Source
    who: str
    at: datetime
    text: str


def best_passages(
    session: Session, cases: Collection[Escalation], query: str
) -> dict[int, CasePassage]:
    """By case id: where most words of the query stand, the customer's own words first."""
    parsed = parse_query(query)
    terms = query_terms(parsed.text)
    said = _said(session, cases)
    found = {}
    for case in cases:
        places = said[case.id]
        best = max(places, key=lambda place: terms_begun(place.text, terms))
        text, marks = snippet(best.text, terms)
        found[case.id] = CasePassage(best.source, best.who, best.at, segments_of(text, marks))
    return found


def segments_of(text: str, marks: Collection[tuple[int, int]]) -> Segments:
    """A text cut where its marks begin and end."""
    return tuple((words, marked) for words, marked in _cut(text, marks) if words)


def _said(session: Session, cases: Collection[Escalation]) -> dict[int, list[_Said]]:
    """What can be shown of each case, in the order in which equals are chosen."""
    found: dict[int, list[_Said]] = defaultdict(list)
    ids = [case.id for case in cases]
    opened = {case.id: case.created_at for case in cases}
    for case in cases:
        found[case.id].append(_Said(Source.WORDS, "", case.created_at, case.words))
        if not case.words.startswith(case.subject[:20]):
            found[case.id].append(_Said(Source.WORDS, "", case.created_at, case.subject))
    lines = (
        select(ContextLine)
        .where(ContextLine.escalation_id.in_(ids))
        .order_by(ContextLine.escalation_id, ContextLine.position)
    )
    for line in session.scalars(lines):
        text = " · ".join(part for part in (line.label, line.text, line.note) if part)
        at = line.at or opened[line.escalation_id]
        found[line.escalation_id].append(_Said(Source.CONTEXT, "", at, text))
    messages = (
        select(Message, Person.name)
        .outerjoin(Person, Person.id == Message.author_id)
        .where(Message.escalation_id.in_(ids))
        .order_by(Message.id.desc())
    )
    for message, name in session.execute(messages):
        source = Source(MessageKind(message.kind).value)
        said = _Said(source, name or "", message.created_at, message.body)
        found[message.escalation_id].append(said)
    return found


def _cut(text: str, marks: Collection[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in marks:
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False
