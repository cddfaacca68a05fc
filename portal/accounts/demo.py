"""The people of the demo organisation; they exist only where PORTAL_DEMO is set."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.operations import add_person
from portal.accounts.queries import person_by_email
from portal.accounts.queues import set_queues
from portal.web.access import Role

DEMO_PASSWORD = "lotse-demo-hafen"  # noqa: S105 - public on purpose, printed at the start


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to try the desk as."""

    name: str
    email: str
    role: Role
    queues: tuple[str, ...] = ()
    locale: str = "de"


DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("Lena Braun", "lena.braun@nordhafen.example", Role.LEAD, ("support", "mail")),
    DemoPerson("Jonas Petersen", "jonas.petersen@nordhafen.example", Role.REVIEWER, ("web",)),
    DemoPerson("Aylin Kaya", "aylin.kaya@nordhafen.example", Role.EDITOR, ("support", "web")),
    DemoPerson("Tom Behrens", "tom.behrens@nordhafen.example", Role.AGENT, ("mail", "access")),
    DemoPerson("Maren Petersen", "maren.petersen@nordhafen.example", Role.ADMIN),
)


def add_demo_people(session: Session, now: datetime) -> None:
    """Add the demo people who are missing; one who is there stays as they are."""
    for person in DEMO_PEOPLE:
        if person_by_email(session, person.email) is None:
            added = add_person(
                session,
                email=person.email,
                name=person.name,
                role=person.role,
                locale=person.locale,
                password=DEMO_PASSWORD,
                actor_id=None,
                now=now,
            )
            set_queues(session, added, person.queues, actor_id=None, now=now)
