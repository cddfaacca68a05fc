"""What every test stands on: databases, the app, a clock, and the order of the suite."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # before any import of a library that would ask a hub

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings

from portal.core.logs import configure_logs
from portal.core.settings import Settings
from tests.databases import (
    SHARED_FOLDER,
    PostgresTemplate,
    SqliteTemplate,
    Template,
    postgres_server_url,
)
from tests.quick_apps import share_between_apps
from tests.shared_dialects import share_dialects

ORDER = ("unit", "contracts", "web", "flows", "search_quality", "browser")
LONG = ("test_every_page.py",)
"""Files in which each single test takes a minute."""

# No deadline: the machines that run this are slow and busy, and time is measured elsewhere.
hypothesis_settings.register_profile("quick", max_examples=50, deadline=None)
hypothesis_settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True)
hypothesis_settings.register_profile("thorough", max_examples=5000, deadline=None)
hypothesis_settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick")
)


def pytest_configure() -> None:
    """Logs as the portal writes them; one folder for the one PostgreSQL server of all workers."""
    configure_logs()
    if SHARED_FOLDER not in os.environ:
        os.environ[SHARED_FOLDER] = tempfile.mkdtemp(prefix="lotse-tests-")
    folder = Path(os.environ[SHARED_FOLDER], "templates")
    folder.mkdir(exist_ok=True)
    share_between_apps(str(folder))
    share_dialects()


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ.pop(SHARED_FOLDER), ignore_errors=True)


def pytest_collection_finish() -> None:
    """What has been imported stays: the collector of garbage, which took a sixth of the time of
    pages' tests, need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.hookimpl(trylast=True)  # after pytest has grouped the tests by their databases
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: what fails most often is known soonest."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> tuple[int, bool, int]:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    place = ORDER.index(folder) if folder in ORDER else len(ORDER)
    return place, item.get_closest_marker("slow") is not None, _turn(item)


def _turn(item: pytest.Item) -> int:
    """Within a folder what one worker does alone begins first and short tests end it: else one
    worker would wait for the other at the end."""
    if item.get_closest_marker("xdist_group"):
        return 0
    return 1 if item.path.name in LONG else 2


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move on by the arguments of `timedelta`, and tell the new time."""
        self.now += timedelta(**duration)
        return self.now


@pytest.fixture
def clock() -> SettableClock:
    """Monday, 23 November 2026, 9:30 in Kiel."""
    return SettableClock(datetime(2026, 11, 23, 8, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server on which the tests may create databases."""
    with postgres_server_url() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Template]:
    """A migrated database of each kind; a test that uses it runs once on each."""
    if request.param == "sqlite":
        yield SqliteTemplate(tmp_path_factory.mktemp("template") / "portal.db")
    else:
        with PostgresTemplate.on(request.getfixturevalue("postgres_server")) as template:
            yield template


@pytest.fixture
def database_url(database_template: Template, tmp_path: Path) -> Iterator[str]:
    """An empty database at the newest migration, of each kind in turn."""
    with database_template.database(tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a portal of its own for this test."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        secret_key="only for tests",
        base_url="http://localhost",
        send_undo_seconds=0,
    )


@pytest.fixture
def app(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    """A portal on an empty database, without worker and embedder."""
    from portal.app import create_app  # here, since tests of the libraries load no product
    from portal.core.db import db

    app = create_app(settings, clock)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript, before it has a cookie."""
    return app.test_client()
