"""Keeping filters under names. None of these commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Session

from portal.accounts.models import Queue
from portal.core.db import hold
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.escalations.inbox.models import LONGEST_NAME, SavedFilter
from portal.escalations.inbox.saved_queries import group_of
from portal.escalations.tags.rules import key_of

MOST_KEPT = 20
"""Of one person's own, and of each team: each costs a count whenever the inbox is shown."""
_TURN = "saved_filters"


def save_filter(
    session: Session,
    name: str,
    wanted: Mapping[str, str],
    *,
    queue: Queue | None,
    owner_id: int,
    now: datetime,
) -> SavedFilter:
    """Keep a filter, for its owner alone or for a team, at the end of the list. Raises Invalid
    without a name or when there are too many, Conflict for a name that is taken."""
    hold(session, _TURN)
    saved = SavedFilter(
        owner_id=owner_id,
        queue_id=queue.id if queue else None,
        name=name,
        name_key=key_of(name),
        wanted=dict(wanted),
        position=0,
        created_at=now,
    )
    with session.no_autoflush:
        _check(session, saved)
        saved.position = _end(session, saved)
    session.add(saved)
    session.flush()
    _note(session, "filter.saved", saved, owner_id, now)
    return saved


def change_filter(
    session: Session,
    saved: SavedFilter,
    name: str,
    *,
    queue: Queue | None,
    actor_id: int,
    now: datetime,
) -> None:
    """Give it another name, or to somebody else. Raises as `save_filter` does."""
    hold(session, _TURN)
    moves = saved.queue_id != (queue.id if queue else None)
    with session.no_autoflush:
        saved.name, saved.name_key = name, key_of(name)
        saved.queue_id = queue.id if queue else None
        if moves and queue is None:  # it is theirs who took it back
            saved.owner_id = actor_id
        _check(session, saved)
        if moves:
            saved.position = _end(session, saved)
    session.flush()
    _note(session, "filter.changed", saved, actor_id, now)


def move_filter(session: Session, saved: SavedFilter, *, up: bool) -> None:
    """Change places with the one above or below; the first and the last stay."""
    hold(session, _TURN)
    order = list(session.scalars(group_of(saved)))
    here = order.index(saved)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order):
        one.position = position
    session.flush()


def delete_filter(session: Session, saved: SavedFilter, *, actor_id: int, now: datetime) -> None:
    """Forget it; the cases stay as they are."""
    _note(session, "filter.deleted", saved, actor_id, now)
    session.delete(saved)
    session.flush()


def _check(session: Session, saved: SavedFilter) -> None:
    if not saved.name:
        raise Invalid("Give the filter a name.")
    if len(saved.name) > LONGEST_NAME:
        raise Invalid("A filter's name has at most %(most)s characters.", most=LONGEST_NAME)
    others = [one for one in session.scalars(group_of(saved)) if one.id != saved.id]
    if any(one.name_key == saved.name_key for one in others):
        raise Conflict("There is a filter of this name already. Choose another name.")
    if len(others) >= MOST_KEPT:
        raise Invalid("At most %(most)s filters are saved here. Delete one first.", most=MOST_KEPT)


def _end(session: Session, saved: SavedFilter) -> int:
    last = group_of(saved).with_only_columns(func.max(SavedFilter.position)).order_by(None)
    highest = session.scalar(last)
    return 0 if highest is None else highest + 1


def _note(session: Session, name: str, saved: SavedFilter, actor_id: int, now: datetime) -> None:
    record_event(session, name, f"filter:{saved.id}", actor_id=actor_id, now=now)
