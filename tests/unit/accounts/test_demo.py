"""The demo people."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE, add_demo_people
from portal.accounts.models import Person
from portal.accounts.passwords import matches
from portal.core.db import transaction
from portal.web.access import Role
from tests.conftest import SettableClock


def test_one_of_each_role_may_sign_in(session: Session, clock: SettableClock) -> None:
    with transaction(session):
        add_demo_people(session, clock())

    people = session.scalars(select(Person)).all()
    assert {person.role for person in people} == {role.value for role in Role}
    assert matches(people[0].password_hash, DEMO_PASSWORD)


def test_a_second_start_leaves_them_as_they_are(session: Session, clock: SettableClock) -> None:
    with transaction(session):
        add_demo_people(session, clock())
        changed = session.scalars(select(Person)).first()
        assert changed
        changed.name = "Renamed"
    with transaction(session):
        add_demo_people(session, clock.advance(days=1))

    names = session.scalars(select(Person.name)).all()
    assert len(names) == len(DEMO_PEOPLE)
    assert "Renamed" in names
