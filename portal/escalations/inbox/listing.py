"""The cases of an inbox's address without its page: for what is before and behind one of them, and
whether the list still is what somebody sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.escalations.desk_queries import own_queues
from portal.escalations.inbox.filters import narrows, view_of, wanted_of
from portal.escalations.inbox.narrowing import narrowed
from portal.escalations.inbox.places import read_place
from portal.escalations.inbox.queries import PAGE_SIZE, Place, list_places, version_of
from portal.escalations.inbox.walking import filtered_places
from portal.escalations.models import Escalation
from portal.web.access import Reader

LONGEST = 1000
"""What an address of a list has room for."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The cases before and behind one in a list, by public id and with their places in it; None at
    an end."""

    before: tuple[str, Place] | None
    behind: tuple[str, Place] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a page of a list, as far as it can be compared."""

    case_id: int
    public_id: str
    version: str


def read_list(text: str) -> dict[str, str]:
    """The parts of an inbox's address; {} for what is too long to be one."""
    return dict(parse_qsl(text, keep_blank_values=True)) if len(text) <= LONGEST else {}


def list_text(parts: Mapping[str, str], after: str = "") -> str:
    """The parts of an inbox's address, from a place on, as they stand in one."""
    rest = {name: value for name, value in parts.items() if name != "after"}
    return urlencode(rest | ({"after": after} if after else {}))


def neighbours(
    session: Session,
    parts: Mapping[str, str],
    case_id: int,
    reader: Reader,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Neighbours:
    """What stands before and behind the place that `parts` name, whether or not the case is still
    there. `zone` is the reader's, for filters by days."""
    place = read_place(parts.get("after", ""))
    if place is None or "q" in parts:
        return Neighbours(None, None)
    around = [
        _places(session, parts, reader, place, now, zone, most=2, backwards=backwards)
        for backwards in (True, False)
    ]
    before, behind = (
        next((place for place in places if place.case_id != case_id), None) for places in around
    )
    wanted = [place.case_id for place in (before, behind) if place is not None]
    ids = select(Escalation.id, Escalation.public_id).where(Escalation.id.in_(wanted))
    names = {row.id: row.public_id for row in session.execute(ids)} if wanted else {}
    return Neighbours(
        (names[before.case_id], before) if before else None,
        (names[behind.case_id], behind) if behind else None,
    )


def shown_now(
    session: Session, parts: Mapping[str, str], reader: Reader, *, now: datetime, zone: ZoneInfo
) -> list[Shown]:
    """The rows that the page of this address would have now, in its order."""
    after = read_place(parts.get("after", ""))
    places = _places(session, parts, reader, after, now, zone, most=PAGE_SIZE)
    ids = [place.case_id for place in places]
    query = select(
        Escalation.id, Escalation.public_id, Escalation.revision, Escalation.due_at
    ).where(Escalation.id.in_(ids))
    found = {row.id: row for row in session.execute(query)}
    return [
        Shown(id_, found[id_].public_id, version_of(found[id_].revision, found[id_].due_at))
        for id_ in ids
    ]


def _places(
    session: Session,
    parts: Mapping[str, str],
    reader: Reader,
    after: Place | None,
    now: datetime,
    zone: ZoneInfo,
    *,
    most: int,
    backwards: bool = False,
) -> list[Place]:
    """As the inbox reads its address: an unknown view does not narrow the list, an unknown team
    leaves nothing of it."""
    wanted = wanted_of(parts)
    queue = next(
        (queue for queue in own_queues(session, reader) if queue.key == wanted.get("team")), None
    )
    if narrows(wanted) or ("team" in wanted) != (queue is not None):
        narrowing = narrowed(session, wanted, reader, now=now, zone=zone)
        places, _horizon = filtered_places(
            session, narrowing, reader, after=after, now=now, most=most, backwards=backwards
        )
        return places
    return list_places(
        session,
        view_of(wanted),
        reader,
        queue=queue,
        after=after,
        now=now,
        most=most,
        backwards=backwards,
    )
