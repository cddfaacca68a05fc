"""Who works on which team's cases."""

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.operations import add_person
from portal.accounts.queues import members, queue_by_key, queues, set_queues, sync_queues
from portal.core.db import transaction
from portal.core.events import events_of
from portal.core.organisation import Team
from portal.web.access import Role
from tests.conftest import SettableClock

TEAMS = tuple(Team(key, {"de": key, "en": key}) for key in ("support", "mail", "web"))


@pytest.fixture
def lena(session: Session, clock: SettableClock) -> Person:
    with transaction(session):
        sync_queues(session, TEAMS)
        return add_person(
            session,
            email="lena@nordhafen.example",
            name="Lena Braun",
            role=Role.AGENT,
            locale="de",
            password=None,
            actor_id=None,
            now=clock(),
        )


def chosen(session: Session, person: Person, *keys: str, clock: SettableClock) -> list[str]:
    with transaction(session):
        set_queues(session, person, keys, actor_id=7, now=clock())
    return [queue.key for queue in person.queues]


def test_a_person_works_on_exactly_the_queues_that_were_chosen(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    assert chosen(session, lena, "mail", "support", "nobody", clock=clock) == ["support", "mail"]
    assert [p.name for p in members(session, queue_by_key(session, "mail"))] == ["Lena Braun"]
    assert chosen(session, lena, "web", clock=clock) == ["web"]
    assert members(session, queue_by_key(session, "mail")) == []
    assert lena.as_reader().queues == {queue_by_key(session, "web").id}


def test_a_change_leaves_an_event_and_the_same_again_does_not(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    for _ in range(2):
        chosen(session, lena, "mail", clock=clock)

    events = events_of(session, f"person:{lena.id}")
    assert [event.name for event in events] == ["person.added", "person.queues_set"]
    assert (events[1].actor_id, events[1].details) == (7, {"queues": ["mail"]})


def test_a_team_that_is_gone_keeps_its_queue_at_the_end(session: Session, lena: Person) -> None:
    with transaction(session):
        sync_queues(session, TEAMS[1:])

    assert [queue.key for queue in queues(session)] == ["mail", "web", "support"]
    assert queue_by_key(session, "unknown").key == "mail"
