"""The inbox: cases of the reader's teams, in the order in which they are due.

Every function takes the Reader, and nothing here returns or counts a case of another team (A4).
A list is put together of stretches of one index, one for each team, status and contact person,
so that its cost grows with the page and not with the number of cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product

from sqlalchemy import ColumnElement, Select, func, literal_column, select, tuple_, union_all
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.escalations.contact_persons.runaround import ALARM_AT
from portal.escalations.context import Section
from portal.escalations.desk.undelivered import cases_undelivered
from portal.escalations.desk_queries import OURS, own_queues
from portal.escalations.models import (
    OPEN_STATUSES,
    ContextLine,
    Escalation,
    Message,
    MessageKind,
    Promise,
    PromiseState,
    Status,
)
from portal.escalations.rules import PromiseKind
from portal.escalations.tags.queries import tags_of_cases
from portal.service_hours.rules import Priority
from portal.web.access import Reader

PAGE_SIZE = 50
_DONE = (Status.SOLVED, Status.CLOSED)


class View(StrEnum):
    """mine: what I have to see to, with what nobody of my teams has taken · deputy: in which I
    stand in for a colleague · waiting: on customers of mine · passed_around:
    customers who were sent round (contact_persons.runaround)."""

    MINE = "mine"
    DEPUTY = "deputy"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    WAITING = "waiting"
    ALL = "all"
    PASSED_AROUND = "passed_around"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: behind the case that has this time and this id."""

    at: datetime
    case_id: int


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A line of the inbox. `due_at`, `promise` and `promise_kind` are None without an open promise;
    `by_phone`: the customer wants to be called; `unread` says that the customer has the last word;
    `contact` is "" while nobody has it; `passed_around` that the customer was sent round,
    `undelivered` that they did not get an answer by mail."""

    case_id: int
    public_id: str
    number: int
    name: str
    subject: str
    locale: str
    status: Status
    due_at: datetime | None
    solved_at: datetime | None
    promise: str | None
    promise_kind: PromiseKind | None
    by_phone: bool
    attempts: int
    unread: bool
    contact: str
    passed_around: bool
    undelivered: bool
    priority: Priority
    tags: tuple[str, ...]
    revision: int

    @property
    def version(self) -> str:
        """Another one after each act on the case, and when it is due at another time."""
        return version_of(self.revision, self.due_at)


@dataclass(frozen=True, slots=True)
class CaseList:
    """Some cases of a list; `following` is where the next page begins, None at the end."""

    rows: tuple[InboxRow, ...]
    following: Place | None


def list_cases(
    session: Session,
    view: View,
    reader: Reader,
    *,
    queue: Queue | None,
    after: Place | None,
    now: datetime,
) -> CaseList:
    """A page of a view, soonest due first; solved cases are newest first. `queue` narrows it."""
    places = list_places(session, view, reader, queue=queue, after=after, now=now)
    return page_of(session, places)


def list_places(
    session: Session,
    view: View,
    reader: Reader,
    *,
    queue: Queue | None,
    after: Place | None,
    now: datetime,
    most: int = PAGE_SIZE + 1,
    backwards: bool = False,
) -> list[Place]:
    """Where the cases of a view stand, at most `most` of them, in its order behind `after`; with
    `backwards` those before it, the nearest first."""
    wanted = [q for q in own_queues(session, reader) if queue is None or q.id == queue.id]
    ids = [q.id for q in wanted]
    stretches = _stretches(view, ids, reader, after, now, most=most, backwards=backwards)
    if not stretches:
        return []
    parts = [stretch.subquery() for stretch in stretches]
    found = union_all(*(select(part.c.id, part.c.at) for part in parts)).subquery()
    falling = (view is View.SOLVED) is not backwards
    order = (found.c.at.desc(), found.c.id.desc()) if falling else (found.c.at, found.c.id)
    rows = session.execute(select(found.c.id, found.c.at).order_by(*order).limit(most))
    return [Place(row.at, row.id) for row in rows]


def _stretches(
    view: View,
    queue_ids: Sequence[int],
    reader: Reader,
    after: Place | None,
    now: datetime,
    *,
    most: int,
    backwards: bool,
) -> list[Select[int, datetime | None]]:
    """One query for each stretch of an index that the view walks, in either direction."""
    solved = view is View.SOLVED
    at = Escalation.solved_at if solved else Escalation.due_at
    falling = solved is not backwards
    stretches = []
    for queue_id, part in product(queue_ids, parts_of(view, reader, now)):
        query = select(Escalation.id, at.label("at"))
        of_part = (Escalation.status == part.status.value, *part.more)
        query = query.where(Escalation.queue_id == queue_id, *of_part)
        if after is not None:
            here, there = tuple_(at, Escalation.id), (after.at, after.case_id)
            query = query.where(here < there if falling else here > there)
        order = (at.desc(), Escalation.id.desc()) if falling else (at, Escalation.id)
        stretches.append(query.order_by(*order).limit(most))
    return stretches


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a view: the cases of one status, with what else has to hold for them."""

    status: Status
    more: tuple[ColumnElement[bool], ...] = ()


def parts_of(view: View, reader: Reader, now: datetime) -> list[Part]:
    """The pieces of a view, each on one status and, where it matters, one contact person."""
    mine, nobodys = Escalation.contact_id == reader.user_id, Escalation.contact_id.is_(None)
    # The day on which we said we would remind them has come: it is our turn.
    reminded = Escalation.due_at <= now
    match view:
        case View.MINE:
            ours = [Part(status, (who,)) for who in (mine, nobodys) for status in OURS]
            return [*ours, *(Part(Status.WAITING, (who, reminded)) for who in (mine, nobodys))]
        case View.DEPUTY:
            standing_in = Escalation.deputy_id == reader.user_id
            ours = [Part(status, (standing_in,)) for status in OURS]
            return [*ours, Part(Status.WAITING, (standing_in, reminded))]
        case View.UNASSIGNED:
            return [Part(status, (nobodys,)) for status in OPEN_STATUSES]
        case View.OVERDUE:
            return [Part(status, (Escalation.due_at < now,)) for status in OURS]
        case View.WAITING:
            return [Part(Status.WAITING, (who,)) for who in (mine, nobodys)]
        case View.ALL:
            return [Part(status) for status in OPEN_STATUSES]
        case View.PASSED_AROUND:
            return [Part(status, (sent_round(),)) for status in OPEN_STATUSES]
        case View.SOLVED:
            here = Escalation.merged_into_id.is_(None)
            return [Part(status, (here,)) for status in _DONE]


def version_of(revision: int, due_at: datetime | None) -> str:
    """What a list shows of a case, for telling whether it still is so."""
    return f"{revision}-{due_at.timestamp():.0f}" if due_at is not None else str(revision)


def sent_round() -> ColumnElement[bool]:
    """The condition of a view, in the words of its index: a parameter would not find it."""
    return Escalation.runarounds >= literal_column(str(ALARM_AT))


def page_of(session: Session, places: Sequence[Place]) -> CaseList:
    shown = places[:PAGE_SIZE]
    rows = _rows(session, [place.case_id for place in shown])
    following = shown[-1] if len(places) > PAGE_SIZE else None
    return CaseList(tuple(rows[place.case_id] for place in shown), following)


def _rows(session: Session, ids: Sequence[int]) -> dict[int, InboxRow]:
    """The rows of these cases; whoever asks has made sure that the reader may see them."""
    last_word = (
        select(Message.kind)
        .where(Message.escalation_id == Escalation.id, Message.kind != MessageKind.NOTE.value)
        .order_by(Message.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    attempts = (
        select(func.count())
        .where(
            ContextLine.escalation_id == Escalation.id,
            ContextLine.section == Section.ATTEMPT.value,
        )
        .scalar_subquery()
    )
    query = (
        select(Escalation, Promise.text, Promise.kind, Person.name, last_word, attempts)
        .outerjoin(
            Promise,
            (Promise.escalation_id == Escalation.id) & (Promise.state == PromiseState.OPEN.value),
        )
        .outerjoin(Person, Person.id == Escalation.contact_id)
        .where(Escalation.id.in_(ids))
    )
    undelivered = cases_undelivered(session, ids)
    tags = tags_of_cases(session, ids)
    return {
        case.id: InboxRow(
            case_id=case.id,
            public_id=case.public_id,
            number=case.number,
            name=case.name,
            subject=case.subject,
            locale=case.locale,
            status=Status(case.status),
            due_at=case.due_at,
            solved_at=case.solved_at,
            promise=promise,
            promise_kind=PromiseKind(kind) if kind else None,
            by_phone=case.channel == "callback",
            attempts=tried,
            unread=case.status == Status.NEW or last == MessageKind.CUSTOMER,
            contact=contact or "",
            passed_around=case.runarounds >= ALARM_AT,
            undelivered=case.id in undelivered,
            priority=Priority(case.priority),
            tags=tags.get(case.id, ()),
            revision=case.revision,
        )
        for case, promise, kind, contact, last, tried in session.execute(query)
    }
