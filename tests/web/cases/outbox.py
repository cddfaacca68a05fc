"""A portal whose replies wait, and the worker that sends them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from portal.background import job_handlers
from portal.core.db import engine_options
from portal.core.worker import Worker
from tests.conftest import SettableClock
from tests.mailbox import Mailbox, html, plain, running

PAUSE = 20


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def post_office(app: Flask, mailbox: Mailbox, clock: SettableClock) -> Iterator[Worker]:
    """A worker that sends through the mailbox; replies wait for PAUSE seconds from now on."""
    settings = app.extensions["lotse.settings"]
    settings = replace(settings, smtp_url=mailbox.url, send_undo_seconds=PAUSE)
    app.extensions["lotse.settings"] = settings
    engine = create_engine(**engine_options(settings.database_url))
    yield Worker(sessionmaker(engine, expire_on_commit=False), job_handlers(settings), clock)
    engine.dispose()


def arrived(mailbox: Mailbox, words: str) -> int:
    """How many mails say this, in their text or their HTML part."""
    return sum(words in plain(message) + html(message) for message in mailbox.messages)
