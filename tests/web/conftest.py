"""Fixtures for tests of pages: a client that reads what it gets, content, a worker."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

import portal.app
from portal.accounts import passwords
from portal.app import create_app
from portal.background import job_handlers
from portal.core.db import db, engine_options, transaction
from portal.core.organisation import Organisation
from portal.core.settings import Settings
from portal.core.worker import Worker
from portal.web.access import Role
from portal.web.locale import LOCALES
from tests.databases import SqliteTemplate
from tests.web.content import NOW, as_role, furnish_house
from tests.web.page_client import PageClient

Browsers = Callable[[Role], PageClient]
Change = Callable[[], AbstractContextManager[Session]]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashes that cost nothing: each of these tests makes people, none of them is attacked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_starts() -> Iterator[None]:
    """Every portal looks through a year of its service hours when it starts, which took half
    of the start; the next one with the same organisation at the same moment need not."""
    check = portal.app.check_calendar
    good: set[tuple[str, datetime]] = set()

    def check_once(organisation: Organisation, now: datetime) -> None:
        hours = (repr(organisation), now)
        if hours not in good:
            check(organisation, now)
            good.add(hours)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portal.app, "check_calendar", check_once)
        yield


@pytest.fixture
def pages(client: FlaskClient) -> PageClient:
    """A stranger's browser that checks every page it gets."""
    return PageClient(client)


@pytest.fixture
def browser_of(app: Flask) -> Browsers:
    """browser_of(Role.LEAD): that person's browser, in English."""
    known: dict[Role, PageClient] = {}

    def browser(role: Role) -> PageClient:
        if role not in known:
            known[role] = PageClient(as_role(app, role, "en"))
        return known[role]

    return browser


@pytest.fixture
def agent(browser_of: Browsers) -> PageClient:
    """The browser of somebody who writes and answers."""
    return browser_of(Role.AGENT)


@pytest.fixture
def reviewer(browser_of: Browsers) -> PageClient:
    """The browser of somebody who publishes."""
    return browser_of(Role.REVIEWER)


@pytest.fixture
def changing(app: Flask) -> Change:
    """`with changing() as session:` one transaction outside of a request."""

    @contextmanager
    def change() -> Iterator[Session]:
        with app.app_context(), transaction(db.session) as session:
            yield session

    return change


@pytest.fixture
def worker(settings: Settings, app: Flask) -> Iterator[Worker]:
    """The worker of this portal; `run_all()` does what is due. There is no embedder."""
    engine = create_engine(**engine_options(settings.database_url))
    new_session = sessionmaker(engine, expire_on_commit=False)
    clock = app.extensions["lotse.clock"]
    yield Worker(new_session, job_handlers(settings), clock)
    engine.dispose()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with articles, an index and a browser for each role, for tests that only look."""
    folder = tmp_path_factory.mktemp("house")
    with SqliteTemplate(folder / "template.db").database(folder) as url:
        settings = Settings(
            data_dir=folder / "data",
            database_url=url,
            secret_key="only for tests",
            base_url="http://localhost",
        )
        app = create_app(settings, lambda: NOW)
        app.testing = True
        furnish_house(app, settings)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def colleagues(house: Flask) -> Callable[[Role, str], PageClient]:
    """A browser in the house for somebody of a role who reads a language."""
    browsers = {(role, lang): as_role(house, role, lang) for role in Role for lang in LOCALES}
    return lambda role, lang: PageClient(browsers[role, lang])


@pytest.fixture(scope="session")
def guest(house: Flask) -> PageClient:
    """A stranger's browser in the house."""
    return PageClient(house.test_client())
