"""Reading tags. What is said about cases is said of those that the reader may see (A4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import own_queues
from portal.escalations.models import Escalation
from portal.escalations.tags.models import CaseTag, Tag
from portal.escalations.tags.rules import key_of
from portal.web.access import Permission, Reader

MOST_COUNTED = 99
MOST_PROPOSED = 200


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag and on how many of the reader's cases it stands: at most MOST_COUNTED + 1."""

    tag: Tag
    cases: int


def tags_named(session: Session, names: Sequence[str], queue_ids: Sequence[int]) -> dict[str, Tag]:
    """The tags with these names that stand on cases of these teams, by key and in the order of the
    names."""
    keys = [key_of(name) for name in names]
    here = (Tag.key.in_(keys), _on_cases_of(queue_ids))
    found = list(session.scalars(select(Tag).where(*here))) if keys else []
    known = {tag.key: tag for tag in found}
    return {key: known[key] for key in keys if key in known}


def tag_by_public_id(session: Session, public_id: str) -> Tag | None:
    """The tag with this id."""
    return session.scalar(select(Tag).where(Tag.public_id == public_id))


def tags_of_cases(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The names of the tags of these cases, each case's by name. Whoever asks has made sure that
    the reader may see the cases."""
    query = select(CaseTag.escalation_id, Tag.name).join(Tag, Tag.id == CaseTag.tag_id)
    rows = session.execute(query.where(CaseTag.escalation_id.in_(ids)).order_by(Tag.key))
    found: dict[int, tuple[str, ...]] = {}
    for case_id, name in rows:
        found[case_id] = (*found.get(case_id, ()), name)
    return found


def tags_of(session: Session, case: Escalation) -> list[Tag]:
    """The tags of a case by name."""
    query = select(Tag).join(CaseTag, CaseTag.tag_id == Tag.id)
    mine = query.where(CaseTag.escalation_id == case.id).order_by(Tag.key)
    return list(session.scalars(mine))


def known_tags(session: Session, reader: Reader) -> list[Tag]:
    """The tags on cases that the reader may see, by name, at most MOST_PROPOSED: a word that only
    another team uses may say something about its customers (A4)."""
    used = _on_cases_of([queue.id for queue in own_queues(session, reader)])
    return list(session.scalars(select(Tag).where(used).order_by(Tag.key).limit(MOST_PROPOSED)))


def tag_uses(session: Session, reader: Reader) -> list[TagUse]:
    """The same with their counts; for an admin, those that stand on no case any more, too."""
    ids = [queue.id for queue in own_queues(session, reader)]
    some = select(CaseTag.escalation_id).where(CaseTag.tag_id == Tag.id, CaseTag.queue_id.in_(ids))
    counted = some.correlate(Tag).limit(MOST_COUNTED + 1).subquery()
    count = select(func.count()).select_from(counted).scalar_subquery()
    query = select(Tag, count).order_by(Tag.key)
    if not reader.may(Permission.SEE_ALL_QUEUES):
        query = query.where(_on_cases_of(ids))
    return [TagUse(tag, cases) for tag, cases in session.execute(query)]


def may_change(session: Session, tag: Tag, reader: Reader) -> bool:
    """Leads change tags that stand only on cases of their own teams, admins all (A3)."""
    if not reader.may(Permission.LEAD_TEAM):
        return False
    ids = [queue.id for queue in own_queues(session, reader)]
    of_others = exists().where(CaseTag.tag_id == tag.id, CaseTag.queue_id.not_in(ids))
    return not session.scalar(select(of_others))


def _on_cases_of(queue_ids: Sequence[int]) -> ColumnElement[bool]:
    return exists().where(CaseTag.tag_id == Tag.id, CaseTag.queue_id.in_(queue_ids)).correlate(Tag)
