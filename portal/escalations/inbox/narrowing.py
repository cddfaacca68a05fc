"""A filter looked up for a reader: what it names has to be theirs (A4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.escalations.desk_queries import own_queues
from portal.escalations.inbox.filters import (
    ME,
    NOBODY,
    PRESSING,
    Span,
    span_of,
    view_of,
)
from portal.escalations.inbox.queries import View
from portal.escalations.models import Status
from portal.escalations.tags.queries import tags_named
from portal.escalations.tags.rules import key_of, split_names
from portal.service_hours.rules import Priority
from portal.web.access import Reader


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter that can be asked for. `queue_ids` are of the reader; empty collections do not
    narrow. `contact_id` counts where `by_contact` is set, None is nobody. `missing` are values of
    the filter that are not there for this reader: then nothing fits."""

    view: View
    queue_ids: tuple[int, ...]
    statuses: tuple[Status, ...] = ()
    priorities: tuple[Priority, ...] = ()
    tag_ids: tuple[int, ...] = ()
    language: str = ""
    by_contact: bool = False
    contact_id: int | None = None
    created: Span = Span()  # noqa: RUF009 - frozen
    changed: Span = Span()  # noqa: RUF009
    due: Span = Span()  # noqa: RUF009
    missing: tuple[str, ...] = ()


def narrowed(
    session: Session, wanted: Mapping[str, str], reader: Reader, *, now: datetime, zone: ZoneInfo
) -> Narrowing:
    """What an address asks for, of the reader's own teams."""
    queues = own_queues(session, reader)
    missing = []
    team = wanted.get("team")
    chosen = [queue for queue in queues if team in (None, queue.key)]
    if team and not chosen:
        missing.append(team)
    names = split_names(wanted.get("tags", ""))
    known = tags_named(session, names, [queue.id for queue in queues])
    missing += [name for name in names if key_of(name) not in known]
    contact = wanted.get("contact", "")
    contact_id = None
    if contact == ME:
        contact_id = reader.user_id
    elif contact and contact != NOBODY:
        people = {person.public_id: person.id for person in people_of(session, queues)}
        contact_id = people.get(contact)
        missing += [] if contact in people else [contact]
    return Narrowing(
        view=view_of(wanted),
        queue_ids=tuple(queue.id for queue in chosen),
        statuses=(Status(wanted["status"]),) if "status" in wanted else (),
        priorities=_priorities(wanted.get("priority", "")),
        tag_ids=tuple(tag.id for tag in known.values()),
        language=wanted.get("language", ""),
        by_contact=bool(contact),
        contact_id=contact_id,
        created=span_of(wanted, "created", now, zone),
        changed=span_of(wanted, "changed", now, zone),
        due=span_of(wanted, "due", now, zone),
        missing=tuple(missing),
    )


def people_of(session: Session, queues: Sequence[Queue]) -> list[Person]:
    """Everybody who works in these teams, by name."""
    ids = [queue.id for queue in queues]
    working = select(Person).where(Person.queues.any(Queue.id.in_(ids)), Person.active)
    return list(session.scalars(working.order_by(Person.name, Person.id)))


def _priorities(value: str) -> tuple[Priority, ...]:
    if value == PRESSING:
        return (Priority.URGENT, Priority.HIGH)
    return (Priority(value),) if value else ()
