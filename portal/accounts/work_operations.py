"""How somebody works: changed by themselves, or by those who lead them. None of these commits."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.working_hours import Windows, as_kept
from portal.core.events import record_event
from portal.web.access import Permission, Reader


def may_plan(reader: Reader, person: Person) -> bool:
    """May the reader say when `person` works? Everybody for themselves, leads for their teams."""
    if reader.user_id == person.id or reader.may(Permission.MANAGE_PEOPLE):
        return True
    shared = reader.queues & {queue.id for queue in person.queues}
    return reader.may(Permission.LEAD_TEAM) and bool(shared)


def change_work(
    session: Session,
    person: Person,
    *,
    languages: Iterable[str],
    skills: Iterable[str],
    week: Mapping[int, Windows],
    actor_id: int,
    now: datetime,
) -> None:
    """Replace languages, topics and hours."""
    person.languages, person.skills = list(languages), list(skills)
    person.hours = as_kept(week)
    session.flush()
    subject = f"person:{person.id}"
    record_event(session, "person.work_changed", subject, actor_id=actor_id, now=now)
