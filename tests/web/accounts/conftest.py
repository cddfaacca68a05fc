"""People of every role, and a browser that signs in as one of them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.accounts.passwords import hash_password
from portal.core.db import engine_options, transaction
from portal.core.settings import Settings
from portal.web.access import Role
from tests.conftest import SettableClock

PASSWORD = "harbour pilot at noon"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DeskOf = Callable[..., FlaskClient]


@pytest.fixture
def session(settings: Settings) -> Iterator[Session]:
    """The database, beside the portal's own sessions: it sees what was committed."""
    engine = create_engine(**engine_options(settings.database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@cache
def password_hash() -> str:
    """One hash for everybody: making it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def people(session: Session, clock: SettableClock) -> Mapping[Role, Person]:
    """Somebody of each role; all speak German but the editor."""
    everybody = {
        role: Person(
            email=f"{role}@nordhafen.example",
            name=f"Person {role}",
            password_hash=password_hash(),
            role=role.value,
            locale="en" if role is Role.EDITOR else "de",
            active=True,
            created_at=clock(),
        )
        for role in Role
    }
    with transaction(session):
        session.add_all(everybody.values())
    return MappingProxyType(everybody)


@pytest.fixture
def desk_of(app: Flask, people: Mapping[Role, Person]) -> DeskOf:
    """desk_of(Role.ADMIN): a new browser in which that person is signed in."""

    def sign_in(role: Role, password: str = PASSWORD) -> FlaskClient:
        client = app.test_client()
        answer = client.post(
            "/agent/sign-in",
            data={"email": people[role].email, "password": password},
            headers={"User-Agent": FIREFOX},
        )
        assert answer.status_code == 303
        return client

    return sign_in
