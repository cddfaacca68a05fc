"""Filters that a reader may use: their own, and those of teams that they are in (A4)."""

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import own_queues
from portal.escalations.inbox.models import SavedFilter
from portal.web.access import Permission, Reader


def usable_filters(session: Session, reader: Reader) -> list[SavedFilter]:
    """Own ones first, then those of the reader's teams, each in its order."""
    order = (SavedFilter.queue_id.is_not(None), SavedFilter.queue_id, *_ORDER)
    query = select(SavedFilter).where(_usable(session, reader)).order_by(*order)
    return list(session.scalars(query))


def filter_for(session: Session, public_id: str, reader: Reader) -> SavedFilter | None:
    """The filter, if this reader may change it: it is their own, or they lead its team (A3)."""
    mine = (SavedFilter.public_id == public_id, _usable(session, reader))
    saved = session.scalar(select(SavedFilter).where(*mine))
    return saved if saved is not None and may_change(saved, reader) else None


def may_change(saved: SavedFilter, reader: Reader) -> bool:
    """Of a filter that the reader may use."""
    return saved.queue_id is None or reader.may(Permission.LEAD_TEAM)


def group_of(saved: SavedFilter) -> Select[SavedFilter]:
    """The filters among which this one has its name and its place, in their order."""
    query = select(SavedFilter).order_by(*_ORDER)
    if saved.queue_id is not None:
        return query.where(SavedFilter.queue_id == saved.queue_id)
    return query.where(SavedFilter.queue_id.is_(None), SavedFilter.owner_id == saved.owner_id)


def _usable(session: Session, reader: Reader) -> ColumnElement[bool]:
    queue_ids = [queue.id for queue in own_queues(session, reader)]
    own = and_(SavedFilter.queue_id.is_(None), SavedFilter.owner_id == reader.user_id)
    return or_(own, SavedFilter.queue_id.in_(queue_ids))


_ORDER = (SavedFilter.position, SavedFilter.id)
