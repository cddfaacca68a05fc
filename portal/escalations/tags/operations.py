"""Putting tags on cases, and changing the tags themselves. None of these commits.

A tag contradicts nobody: putting one on needs no revision, and does not make a reply that somebody
is writing out of date.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core.db import hold
from portal.core.errors import Conflict, Invalid
from portal.core.events import record_event
from portal.escalations.inbox.models import SavedFilter
from portal.escalations.models import Escalation
from portal.escalations.tags.models import CaseTag, Tag, copied_of
from portal.escalations.tags.queries import tags_of
from portal.escalations.tags.rules import MOST_OF_A_CASE, key_of, split_names, tidy_name

_TURN = "tags"


def add_tag(session: Session, case: Escalation, name: str, *, actor_id: int, now: datetime) -> Tag:
    """Put a tag on a case; a new word becomes a tag. One that is there already stays as it is.
    Raises Invalid for a name that is none, and when the case has its fill."""
    name = tidy_name(name)
    hold(session, _TURN)
    session.refresh(case, with_for_update=True)
    tag = session.scalar(select(Tag).where(Tag.key == key_of(name)))
    present = tags_of(session, case)
    if tag in present:
        return tag
    if len(present) >= MOST_OF_A_CASE:
        raise Invalid("A case has at most %(most)s tags. Take one off first.", most=MOST_OF_A_CASE)
    if tag is None:
        tag = Tag(name=name, key=key_of(name), created_at=now, created_by_id=actor_id)
        session.add(tag)
        session.flush()
    session.add(CaseTag(escalation_id=case.id, tag_id=tag.id, **copied_of(case)))
    session.flush()
    subject = f"case:{case.id}"
    record_event(session, "case.tagged", subject, actor_id=actor_id, now=now, tag=tag.id)
    return tag


def remove_tag(
    session: Session, case: Escalation, tag: Tag, *, actor_id: int, now: datetime
) -> None:
    """Take a tag off a case; one that is not on it was taken off before."""
    there = session.get(CaseTag, (case.id, tag.id))
    if there is None:
        return
    session.delete(there)
    session.flush()
    subject = f"case:{case.id}"
    record_event(session, "case.untagged", subject, actor_id=actor_id, now=now, tag=tag.id)


def rename_tag(session: Session, tag: Tag, name: str, *, actor_id: int, now: datetime) -> None:
    """Write a tag otherwise, on all its cases and in the filters that name it. Raises Conflict for
    a word that another tag has: those are merged."""
    name = tidy_name(name)
    hold(session, _TURN)
    other = session.scalar(select(Tag).where(Tag.key == key_of(name), Tag.id != tag.id))
    if other is not None:
        raise Conflict("There is a tag “%(name)s” already. Merge the two instead.", name=other.name)
    if name == tag.name:
        return
    _rename_in_filters(session, tag, name)
    tag.name, tag.key = name, key_of(name)
    session.flush()
    record_event(session, "tag.renamed", f"tag:{tag.id}", actor_id=actor_id, now=now)


def merge_tags(session: Session, tag: Tag, into: Tag, *, actor_id: int, now: datetime) -> None:
    """What has one tag gets the other; the one is gone. Raises Invalid for a tag with itself."""
    if tag.id == into.id:
        raise Invalid("Choose another tag to merge this one with.")
    hold(session, _TURN)
    both = select(CaseTag.escalation_id).where(CaseTag.tag_id == into.id)
    session.execute(
        delete(CaseTag).where(CaseTag.tag_id == tag.id, CaseTag.escalation_id.in_(both))
    )
    session.execute(update(CaseTag).where(CaseTag.tag_id == tag.id).values(tag_id=into.id))
    _rename_in_filters(session, tag, into.name)
    _forget(session, tag)
    record_event(session, "tag.merged", f"tag:{into.id}", actor_id=actor_id, now=now, merged=tag.id)


def delete_tag(session: Session, tag: Tag, *, actor_id: int, now: datetime) -> None:
    """Take a tag off all its cases for good."""
    hold(session, _TURN)
    session.execute(delete(CaseTag).where(CaseTag.tag_id == tag.id))
    _forget(session, tag)
    record_event(session, "tag.deleted", f"tag:{tag.id}", actor_id=actor_id, now=now)


def _forget(session: Session, tag: Tag) -> None:
    session.expire_all()  # rows of cases were changed beside the session
    session.delete(tag)
    session.flush()


def _rename_in_filters(session: Session, tag: Tag, name: str) -> None:
    """Filters name tags in words, as their addresses do."""
    for saved in session.scalars(select(SavedFilter)):
        names = split_names(saved.wanted.get("tags", ""))
        if any(key_of(word) == tag.key for word in names):
            changed = [name if key_of(word) == tag.key else word for word in names]
            saved.wanted = saved.wanted | {"tags": ", ".join(split_names(", ".join(changed)))}
