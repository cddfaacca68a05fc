"""Linking cases that belong together. None of these commits."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.events import record_event
from portal.escalations.joining.models import CaseLink, LinkKind
from portal.escalations.joining.queries import link_between
from portal.escalations.models import Escalation


def link_cases(
    session: Session,
    one: Escalation,
    other: Escalation,
    *,
    kind: LinkKind = LinkKind.RELATED,
    actor_id: int,
    now: datetime,
) -> CaseLink:
    """Remember that two cases belong together; said twice, it is said once. The caller checks
    that the actor may see both (A3). Raises Invalid for a case with itself."""
    if one.id == other.id:
        raise Invalid("A case can't be linked with itself. Give the number of another one.")
    present = link_between(session, one, other)
    if present is not None:
        return present
    low, high = sorted((one.id, other.id))
    link = CaseLink(low_id=low, high_id=high, kind=kind.value, made_by_id=actor_id, made_at=now)
    session.add(link)
    session.flush()
    for case, with_ in ((one, other), (other, one)):
        record_event(
            session, "case.linked", f"case:{case.id}", actor_id=actor_id, now=now, other=with_.id
        )
    return link


def unlink_cases(
    session: Session, one: Escalation, other: Escalation, *, actor_id: int, now: datetime
) -> None:
    """Forget it; what was not linked stays so."""
    present = link_between(session, one, other)
    if present is None:
        return
    session.execute(delete(CaseLink).where(CaseLink.id == present.id))
    for case, with_ in ((one, other), (other, one)):
        record_event(
            session, "case.unlinked", f"case:{case.id}", actor_id=actor_id, now=now, other=with_.id
        )
