"""Which cases belong to a case, as far as the reader may see them (A3)."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import readable
from portal.escalations.joining.models import CaseLink, LinkKind
from portal.escalations.models import Escalation
from portal.web.access import Reader

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case, and why it belongs here; `first` is the one of the two that was split."""

    case: Escalation
    kind: LinkKind
    first: bool


def linked_cases(session: Session, case: Escalation, reader: Reader) -> list[Linked]:
    """The cases that are linked with this one, newest link first, at most MOST_SHOWN."""
    mine = or_(CaseLink.low_id == case.id, CaseLink.high_id == case.id)
    links = list(session.scalars(select(CaseLink).where(mine).order_by(CaseLink.id.desc())))
    ids = [link.low_id if link.high_id == case.id else link.high_id for link in links]
    others = select(Escalation).where(Escalation.id.in_(ids), readable(reader))
    found = {other.id: other for other in session.scalars(others)}
    return [
        Linked(found[id_], LinkKind(link.kind), first=id_ == link.low_id)
        for id_, link in zip(ids, links, strict=True)
        if id_ in found
    ][:MOST_SHOWN]


def link_between(session: Session, one: Escalation, other: Escalation) -> CaseLink | None:
    """The link of these two, if there is one."""
    low, high = sorted((one.id, other.id))
    same = (CaseLink.low_id == low, CaseLink.high_id == high)
    return session.scalar(select(CaseLink).where(*same))


def case_by_number(session: Session, text: str, reader: Reader) -> Escalation | None:
    """The case with the number that somebody typed, if the reader may see it. A number of another
    team's case is as unknown as one that nobody has (A1)."""
    digits = "".join(text.split()).removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    numbered = (Escalation.number == int(digits), readable(reader))
    return session.scalar(select(Escalation).where(*numbered))


def merged_numbers(session: Session, case: Escalation) -> list[int]:
    """The numbers of the cases that go on in this one."""
    mine = Escalation.merged_into_id == case.id
    return list(session.scalars(select(Escalation.number).where(mine).order_by(Escalation.number)))
