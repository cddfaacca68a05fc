"""People and their sessions."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person, SignIn
from portal.accounts.operations import (
    AddressTaken,
    add_person,
    close_all,
    close_session,
    open_session,
)
from portal.accounts.passwords import is_outdated, matches
from portal.accounts.queries import sign_in_of_token
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.events import events_of
from portal.web.access import Role
from tests.conftest import SettableClock

PASSWORD = "harbour pilot at noon"


@pytest.fixture
def lena(session: Session, clock: SettableClock) -> Person:
    return added(session, clock, "Lena.Braun@nordhafen.example")


def added(session: Session, clock: SettableClock, email: str) -> Person:
    with transaction(session):
        return add_person(
            session,
            email=email,
            name="Lena Braun",
            role=Role.LEAD,
            locale="de",
            password=PASSWORD,
            actor_id=None,
            now=clock(),
        )


def opened(
    session: Session, clock: SettableClock, person: Person, replaces: str | None = None
) -> str:
    with transaction(session):
        return open_session(
            session, person, PASSWORD, replaces=replaces, user_agent="", now=clock()
        ).token


def test_person_is_added_with_an_event_that_names_nobody(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    assert lena.email == "lena.braun@nordhafen.example"
    assert matches(lena.password_hash, PASSWORD)
    (event,) = events_of(session, f"person:{lena.id}")
    assert (event.name, event.details) == ("person.added", {"role": "lead"})


def test_address_belongs_to_one_person(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    with pytest.raises(AddressTaken):
        added(session, clock, "LENA.braun@nordhafen.example ")

    assert session.scalar(select(func.count(Person.id))) == 1


def test_person_without_a_password_cannot_sign_in(session: Session, clock: SettableClock) -> None:
    with transaction(session):
        person = add_person(
            session,
            email="tom@nordhafen.example",
            name="Tom",
            role=Role.AGENT,
            locale="de",
            password=None,
            actor_id=None,
            now=clock(),
        )

    assert not matches(person.password_hash, "")


def test_short_password_adds_nobody(session: Session, clock: SettableClock) -> None:
    with pytest.raises(Invalid), transaction(session):
        add_person(
            session,
            email="tom@nordhafen.example",
            name="Tom",
            role=Role.AGENT,
            locale="de",
            password="short",
            actor_id=None,
            now=clock(),
        )

    assert session.scalar(select(func.count(Person.id))) == 0


def test_each_session_has_a_token_of_its_own(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    tokens = {opened(session, clock, lena) for _ in range(3)}

    assert len(tokens) == 3
    assert all(sign_in_of_token(session, token, now=clock()) for token in tokens)


def test_closing_one_session_leaves_the_others(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    first, second = opened(session, clock, lena), opened(session, clock, lena)

    with transaction(session):
        close_session(session, first)

    assert sign_in_of_token(session, first, now=clock()) is None
    assert sign_in_of_token(session, second, now=clock()) is not None


def test_closing_all_sessions_can_keep_one_and_spares_other_people(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    first, second = opened(session, clock, lena), opened(session, clock, lena)
    somebody_elses = opened(session, clock, added(session, clock, "tom@nordhafen.example"))

    with transaction(session):
        close_all(session, lena, keep=second)

    assert sign_in_of_token(session, first, now=clock()) is None
    assert sign_in_of_token(session, second, now=clock()) is not None
    assert sign_in_of_token(session, somebody_elses, now=clock()) is not None


def test_session_ends_with_its_time(session: Session, lena: Person, clock: SettableClock) -> None:
    token = opened(session, clock, lena)

    assert sign_in_of_token(session, token, now=clock() + timedelta(hours=11, minutes=59))
    assert sign_in_of_token(session, token, now=clock() + timedelta(hours=12)) is None


def test_session_of_a_person_who_was_shut_out_is_none(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    token = opened(session, clock, lena)
    with transaction(session):
        lena.active = False

    assert sign_in_of_token(session, token, now=clock()) is None


def test_signing_in_again_replaces_the_browsers_session(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    first = opened(session, clock, lena)
    opened(session, clock, lena, replaces=first)

    assert sign_in_of_token(session, first, now=clock()) is None
    assert session.scalar(select(func.count(SignIn.id))) == 1


def test_hash_with_old_costs_is_renewed_at_signing_in(
    session: Session, lena: Person, clock: SettableClock
) -> None:
    with transaction(session):
        weaker = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        lena.password_hash = weaker.hash(PASSWORD)

    opened(session, clock, lena)

    assert not is_outdated(lena.password_hash)
    assert matches(lena.password_hash, PASSWORD)
