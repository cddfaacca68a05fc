"""A mail server in this process, and workers that send to it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from portal.core.db import engine_options
from portal.core.mail_html import Letterhead
from portal.core.mail_upkeep import upkeep_handlers
from portal.core.sending import mail_handlers
from portal.core.settings import Settings
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.mailbox import Mailbox, running
from tests.unit.core.posting import WorkerFor


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server that keeps what it gets."""
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def posting(database_url: str) -> Iterator[Session]:
    """A session that writes mails."""
    engine = create_engine(**engine_options(database_url))
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def worker_for(settings: Settings, clock: SettableClock) -> Iterator[WorkerFor]:
    """A worker that sends to the server at an address; "" for none."""
    engine = create_engine(**engine_options(settings.database_url))

    def make(url: str) -> Worker:
        letterhead = Letterhead("Nordhafen Hosting")
        handlers = mail_handlers(replace(settings, smtp_url=url), letterhead) | upkeep_handlers()
        return Worker(sessionmaker(engine, expire_on_commit=False), handlers, clock)

    yield make
    engine.dispose()
