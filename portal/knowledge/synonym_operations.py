"""Changing the synonyms. None of these commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import hold
from portal.core.errors import Conflict
from portal.core.events import record_event
from portal.knowledge.search_models import SynonymGroup
from portal.knowledge.starter_synonyms import STARTER_SYNONYMS


def add_group(
    session: Session, locale: str, words: Sequence[str], *, actor_id: int | None, now: datetime
) -> SynonymGroup:
    """A new group; every process searches with it from its next search on."""
    group = SynonymGroup(
        locale=locale,
        words=list(words),
        updated_at=_moment(session, now),
        updated_by_id=actor_id,
    )
    session.add(group)
    session.flush()
    _record(session, group, "synonyms.added", actor_id, now)
    return group


def change_group(
    session: Session,
    group: SynonymGroup,
    locale: str,
    words: Sequence[str],
    *,
    base: str,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Replace its words. `base` is the version the words were written on: raises Conflict when
    somebody else was quicker."""
    _hold(session)
    session.refresh(group)
    if base != version(group):
        raise Conflict("Somebody else has changed this group meanwhile. Your words stand below.")
    group.locale, group.words = locale, list(words)
    group.updated_at, group.updated_by_id = _moment(session, now), actor_id
    session.flush()
    _record(session, group, "synonyms.changed", actor_id, now)


def remove_group(
    session: Session, group: SynonymGroup, *, actor_id: int | None, now: datetime
) -> None:
    """Its words find each other no more."""
    _record(session, group, "synonyms.removed", actor_id, now)
    session.delete(group)
    session.flush()


def version(group: SynonymGroup) -> str:
    """Changes with every change of the group."""
    return group.updated_at.isoformat()


def add_starter_synonyms(session: Session, *, now: datetime) -> None:
    """The groups that come with the starter content, where nobody has written any."""
    if session.scalar(select(SynonymGroup.id).limit(1)) is None:
        for locale, groups in STARTER_SYNONYMS.items():
            for words in groups:
                add_group(session, locale, words, actor_id=None, now=now)


def _moment(session: Session, now: datetime) -> datetime:
    """`now`, or just behind the newest change: no two have the same moment, so that the newest
    one tells every process that something has changed."""
    _hold(session)
    newest = session.scalar(select(func.max(SynonymGroup.updated_at)))
    return now if newest is None else max(now, newest + timedelta(microseconds=1))


def _hold(session: Session) -> None:
    hold(session, "synonyms")


def _record(
    session: Session, group: SynonymGroup, name: str, actor_id: int | None, now: datetime
) -> None:
    record_event(session, name, f"synonyms:{group.id}", actor_id=actor_id, now=now)
