"""Lists that a filter narrows, still at a bounded cost.

What an index holds in the list's order is walked: team and status, and beside them the contact
person, the priority or a tag. What no index holds in that order (language, when a case was opened
or changed, a second tag) is looked at case by case, MOST_LOOKED_AT of them for a page. So a page
may hold few cases or none and still have a next one, which looks on from there.
"""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute as Column
from sqlalchemy.orm import Session

from portal.escalations.inbox.count_queries import MOST_COUNTED
from portal.escalations.inbox.filters import Span
from portal.escalations.inbox.narrowing import Narrowing
from portal.escalations.inbox.queries import (
    PAGE_SIZE,
    CaseList,
    Part,
    Place,
    View,
    page_of,
    parts_of,
)
from portal.escalations.models import Escalation, Status
from portal.escalations.tags.models import CaseTag
from portal.web.access import Reader

MOST_LOOKED_AT = 2000
"""Cases for one page of a list, where a filter has no index of its own."""
MOST_LOOKED_AT_TO_COUNT = 1000
Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases fit; `more` where not all were looked at, or there are too many to say."""

    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A piece of an index in its order: the first cases that were `looked_at`, and those of them
    that are `fitting`. They are the same where the index itself narrows."""

    looked_at: Select[int, datetime | None]
    fitting: Select[int, datetime | None]

    @property
    def is_bounded(self) -> bool:
        """May there be more that fit, behind what was looked at?"""
        return self.looked_at is not self.fitting


def filtered_cases(
    session: Session, narrowing: Narrowing, reader: Reader, *, after: Place | None, now: datetime
) -> CaseList:
    """A page of what fits, in the order of the view."""
    places, horizon = filtered_places(session, narrowing, reader, after=after, now=now)
    page = page_of(session, places)
    return page if page.following else CaseList(page.rows, horizon)


def filtered_places(
    session: Session,
    narrowing: Narrowing,
    reader: Reader,
    *,
    after: Place | None,
    now: datetime,
    most: int = PAGE_SIZE + 1,
    backwards: bool = False,
) -> tuple[list[Place], Place | None]:
    """Where the cases stand that fit, as `queries.list_places` gives them; and the place up to
    which was looked, None where the list ends."""
    falling = (narrowing.view is View.SOLVED) is not backwards
    pieces = list(product(narrowing.queue_ids, _pieces(narrowing, reader, now)))
    share = max(MOST_LOOKED_AT // max(len(pieces), 1), 2 * PAGE_SIZE)
    stretches = []
    for queue_id, piece in pieces:
        walk = _walk(narrowing, piece, [queue_id])
        at, id_ = _order_of(narrowing)
        if after is not None:
            here, there = tuple_(at, id_), (after.at, after.case_id)
            walk = walk.where(here < there if falling else here > there)
        walk = walk.order_by(at.desc(), id_.desc()) if falling else walk.order_by(at, id_)
        stretches.append(_stretch(walk, piece, share, most))
    if not stretches:
        return [], None
    horizon = _horizon(session, stretches, share, falling=falling)
    fitting = [stretch.fitting for stretch in stretches]
    places = _places(session, fitting, most, falling=falling)
    if horizon is not None:
        edge = (horizon.at, horizon.case_id)
        known = operator.ge if falling else operator.le
        places = [place for place in places if known((place.at, place.case_id), edge)]
    return places, horizon


def count_filtered(
    session: Session, narrowings: Sequence[Narrowing], reader: Reader, *, now: datetime
) -> list[Count]:
    """How many cases fit each of these: at most MOST_COUNTED + 1. All in one statement, in fewer
    pieces than a list, as no order is asked for."""
    columns: list[ColumnElement[int]] = []
    for narrowing in narrowings:
        pieces = _pieces(narrowing, reader, now)
        share = MOST_LOOKED_AT_TO_COUNT // max(len(pieces), 1)
        found = [
            _stretch(_walk(narrowing, piece, narrowing.queue_ids), piece, share, MOST_COUNTED + 1)
            for piece in pieces
        ]
        bounded = [stretch.looked_at for stretch in found if stretch.is_bounded]
        columns.append(_sum([_size(stretch.fitting) for stretch in found]))
        columns.append(_sum([case((_size(walk) == share, 1), else_=0) for walk in bounded]))
    if not columns:
        return []
    row = session.execute(select(*columns)).one()
    pairs = zip(row[::2], row[1::2], strict=True)
    return [
        Count(min(number, MOST_COUNTED), number > MOST_COUNTED or unfinished > 0)
        for number, unfinished in pairs
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the view: what an index is asked for, and what its cases are looked at for."""

    part: Part
    walked: Conditions
    looked_for: Conditions


def _pieces(narrowing: Narrowing, reader: Reader, now: datetime) -> list[_Piece]:
    """The parts of the view that can hold a case that fits. One index serves a piece: a tag's goes
    first, then that of the view, a contact person's, a priority's."""
    of_tag, solved = bool(narrowing.tag_ids), narrowing.view is View.SOLVED
    if narrowing.missing or not narrowing.queue_ids or (solved and not narrowing.due.open):
        return []
    narrow: list[ColumnElement[bool]] = []
    ways: list[Conditions] = [()]
    free = narrowing.view in {View.ALL, View.OVERDUE} and not of_tag
    if narrowing.by_contact:
        contact = Escalation.contact_id == narrowing.contact_id  # IS NULL for nobody
        if free:
            ways, free = [(contact,)], False
        else:
            narrow.append(contact)
    pressing = [Escalation.priority == priority.value for priority in narrowing.priorities]
    if pressing and free:
        ways = [(one,) for one in pressing]
    elif pressing:
        narrow.append(or_(*pressing))
    narrow += _in_the_case(narrowing)
    parts = parts_of(narrowing.view, reader, now)
    wanted = [part for part in parts if part.status in (narrowing.statuses or Status)]
    if of_tag:
        return [_Piece(part, (), (*narrow, *part.more)) for part in wanted]
    return [_Piece(part, (*part.more, *way), tuple(narrow)) for part in wanted for way in ways]


def _in_the_case(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    """What no index holds in the order of a list."""
    looked_for = [
        *_within(Escalation.created_at, narrowing.created),
        *_within(Escalation.changed_at, narrowing.changed),
        *(_has(tag_id) for tag_id in narrowing.tag_ids[1:]),
    ]
    if narrowing.language:
        looked_for.append(Escalation.locale == narrowing.language)
    if narrowing.view is View.SOLVED:
        looked_for.append(Escalation.merged_into_id.is_(None))
    return looked_for


def _order_of(narrowing: Narrowing) -> tuple[Column[datetime | None], Column[int]]:
    """By what the list is sorted, in the words of the index that is walked."""
    if narrowing.tag_ids:
        return CaseTag.at, CaseTag.escalation_id
    solved = narrowing.view is View.SOLVED
    return (Escalation.solved_at if solved else Escalation.due_at), Escalation.id


def _walk(
    narrowing: Narrowing, piece: _Piece, queue_ids: Sequence[int]
) -> Select[int, datetime | None]:
    """The cases of a piece, from the index alone."""
    at, id_ = _order_of(narrowing)
    kept = CaseTag if narrowing.tag_ids else Escalation
    of_queue = (
        kept.queue_id == queue_ids[0] if len(queue_ids) == 1 else kept.queue_id.in_(queue_ids)
    )
    query = select(id_.label("id"), at.label("at")).where(
        of_queue,
        kept.status == piece.part.status.value,
        *piece.walked,
        *_within(at, narrowing.due),
    )
    return query.where(CaseTag.tag_id == narrowing.tag_ids[0]) if narrowing.tag_ids else query


def _stretch(walk: Select[int, datetime | None], piece: _Piece, share: int, most: int) -> _Stretch:
    if not piece.looked_for:
        limited = walk.limit(most)
        return _Stretch(limited, limited)
    looked_at = walk.limit(share)
    seen = looked_at.subquery()
    fitting = select(seen.c.id, seen.c.at).join(Escalation, Escalation.id == seen.c.id)
    return _Stretch(looked_at, fitting.where(*piece.looked_for))


def _horizon(
    session: Session, stretches: Sequence[_Stretch], share: int, *, falling: bool
) -> Place | None:
    """The first place at which a walk stopped before its index ended; None when all were walked to
    their ends. Behind it the list is not known yet."""
    ends = [
        stretch.looked_at.limit(1).offset(share - 1) for stretch in stretches if stretch.is_bounded
    ]
    stops = _places(session, ends, 1, falling=falling) if ends else []
    return stops[0] if stops else None


def _places(
    session: Session, pieces: Sequence[Select[int, datetime | None]], most: int, *, falling: bool
) -> list[Place]:
    """The first `most` places of these together."""
    parts = [piece.subquery() for piece in pieces]
    found = union_all(*(select(part.c.id, part.c.at) for part in parts)).subquery()
    order = (found.c.at.desc(), found.c.id.desc()) if falling else (found.c.at, found.c.id)
    rows = session.execute(select(found.c.id, found.c.at).order_by(*order).limit(most))
    return [Place(row.at, row.id) for row in rows]


def _within(column: Column[datetime | None], span: Span) -> list[ColumnElement[bool]]:
    since = [] if span.start is None else [column >= span.start]
    return since if span.end is None else [*since, column < span.end]


def _has(tag_id: int) -> ColumnElement[bool]:
    mine = (CaseTag.escalation_id == Escalation.id, CaseTag.tag_id == tag_id)
    return select(CaseTag.tag_id).where(*mine).correlate(Escalation).exists()


def _size(query: Select[int, datetime | None]) -> ColumnElement[int]:
    return select(func.count()).select_from(query.subquery()).scalar_subquery()


def _sum(numbers: Sequence[ColumnElement[int]]) -> ColumnElement[int]:
    total: ColumnElement[int] = literal(0)
    for number in numbers:
        total = total + number
    return total
