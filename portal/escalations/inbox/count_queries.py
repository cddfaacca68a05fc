"""How many cases wait: counted up to a limit, so that no number costs more when there are many."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import OURS, own_queues
from portal.escalations.inbox.queries import View, sent_round
from portal.escalations.models import OPEN_STATUSES, Escalation, Status
from portal.web.access import Reader

MOST_COUNTED = 99
"""More are not counted: the page says "99+"."""
COUNTED = (
    View.MINE,
    View.DEPUTY,
    View.UNASSIGNED,
    View.OVERDUE,
    View.WAITING,
    View.ALL,
    View.PASSED_AROUND,
)


def count_views(session: Session, reader: Reader, *, now: datetime) -> dict[View | int, int]:
    """How many cases stand in each counted view and, by queue id, in each team: at most
    MOST_COUNTED + 1 each. All in one statement."""
    ids = [queue.id for queue in own_queues(session, reader)]
    if not ids:
        return dict.fromkeys(COUNTED, 0)
    keys: list[View | int] = [*COUNTED, *ids]
    counts = [_sum(_counted(view, ids, reader, now)) for view in COUNTED]
    counts += [_sum([_in([queue_id], OPEN_STATUSES)]) for queue_id in ids]
    row = session.execute(select(*counts)).one()
    return dict(zip(keys, row, strict=True))


def count_mine(session: Session, reader: Reader, *, now: datetime) -> int:
    """The number beside the inbox in the bar."""
    ids = [queue.id for queue in own_queues(session, reader)]
    if not ids:
        return 0
    return session.execute(select(_sum(_counted(View.MINE, ids, reader, now)))).scalar_one()


def _counted(
    view: View, queue_ids: Sequence[int], reader: Reader, now: datetime
) -> list[Select[int]]:
    """What `parts_of` lists, in fewer pieces, as no order is asked for."""
    mine, nobodys = Escalation.contact_id == reader.user_id, Escalation.contact_id.is_(None)
    both = (mine, nobodys)
    match view:
        case View.MINE:
            due = Escalation.due_at <= now
            ours = [_in(queue_ids, OURS, who) for who in both]
            return [*ours, *(_in(queue_ids, (Status.WAITING,), who, due) for who in both)]
        case View.DEPUTY:
            standing_in, due = Escalation.deputy_id == reader.user_id, Escalation.due_at <= now
            return [
                _in(queue_ids, OURS, standing_in),
                _in(queue_ids, (Status.WAITING,), standing_in, due),
            ]
        case View.UNASSIGNED:
            return [_in(queue_ids, OPEN_STATUSES, nobodys)]
        case View.OVERDUE:
            return [_in(queue_ids, OURS, Escalation.due_at < now)]
        case View.WAITING:
            return [_in(queue_ids, (Status.WAITING,), who) for who in both]
        case View.PASSED_AROUND:
            return [_in(queue_ids, OPEN_STATUSES, sent_round())]
        case _:
            return [_in(queue_ids, OPEN_STATUSES)]


def _in(
    queue_ids: Sequence[int], statuses: Iterable[Status], *more: ColumnElement[bool]
) -> Select[int]:
    return (
        select(Escalation.id)
        .where(
            Escalation.queue_id.in_(queue_ids),
            Escalation.status.in_([status.value for status in statuses]),
            *more,
        )
        .limit(MOST_COUNTED + 1)
    )


def _sum(pieces: Sequence[Select[int]]) -> ColumnElement[int]:
    counts = [
        select(func.count()).select_from(piece.subquery()).scalar_subquery() for piece in pieces
    ]
    total: ColumnElement[int] = counts[0]
    for count in counts[1:]:
        total = total + count
    return total
