"""The queues: one for each team of the organisation file."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, Queue
from portal.core.organisation import Team


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
    found = session.scalar(select(Queue).where(Queue.key == key))
    return found or queues(session)[0]


def set_queues(session: Session, person: Person, keys: Iterable[str]) -> None:
    """Let `person` work on exactly these queues."""
    wanted = set(keys)
    person.queues = [queue for queue in queues(session) if queue.key in wanted]
    session.flush()


def members(session: Session, queue: Queue) -> list[Person]:
    """Who works on the queue's cases and may sign in, by name."""
    working = select(Person).where(Person.queues.any(Queue.id == queue.id), Person.active)
    return list(session.scalars(working.order_by(Person.name, Person.id)))
