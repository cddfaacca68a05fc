"""The queues: one for each team of the organisation file."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.core.events import record_event
from portal.core.organisation import Team
from portal.web.access import Role


def sync_queues(session: Session, teams: Sequence[Team]) -> None:
    """Bring the queues in line with the organisation file. A queue whose team is gone stays, at
    the end: its cases still have to be answered."""
    present = {queue.key: queue for queue in queues(session)}
    for position, team in enumerate(teams):
        queue = present.pop(team.key, None)
        if queue is None:
            queue = Queue(key=team.key)
            session.add(queue)
        queue.names, queue.position = dict(team.names), position
    for position, queue in enumerate(present.values(), start=len(teams)):
        queue.position = position
    session.flush()


def queues(session: Session) -> list[Queue]:
    """All queues in the order of the organisation file."""
    return list(session.scalars(select(Queue).order_by(Queue.position, Queue.id)))


def queue_by_key(session: Session, key: str) -> Queue:
    """The queue with this key, else the first: a case never falls between two teams."""
    return queue_named(session, key) or queues(session)[0]


def queue_named(session: Session, key: str) -> Queue | None:
    """The queue with this key, if there is one."""
    return session.scalar(select(Queue).where(Queue.key == key))


def set_queues(
    session: Session, person: Person, keys: Iterable[str], *, actor_id: int | None, now: datetime
) -> None:
    """Let `person` work on exactly these queues; a key that no queue has is passed over."""
    wanted = set(keys)
    chosen = [queue for queue in queues(session) if queue.key in wanted]
    if {queue.id for queue in chosen} == {queue.id for queue in person.queues}:
        return
    person.queues = chosen
    session.flush()
    record_event(
        session,
        "person.queues_set",
        f"person:{person.id}",
        actor_id=actor_id,
        now=now,
        queues=[queue.key for queue in chosen],
    )


def members(session: Session, queue: Queue) -> list[Person]:
    """Who works on the queue's cases and may sign in, by name."""
    working = select(Person).where(Person.queues.any(Queue.id == queue.id), Person.active)
    return list(session.scalars(working.order_by(Person.name, Person.id)))


def leads(session: Session, queue: Queue) -> list[Person]:
    """Who leads the queue's team: its members with that role, else whoever may see all cases."""
    mine = [person for person in members(session, queue) if person.role == Role.LEAD.value]
    if mine:
        return mine
    admins = select(Person).where(Person.role == Role.ADMIN.value, Person.active)
    return list(session.scalars(admins.order_by(Person.name, Person.id)))
