"""`portal worker` as it runs in the house: killed hard while it works, started again, and nobody
waits for a lease to run out."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.core.clock import utc_now
from portal.core.db import engine_options
from portal.core.jobs import LEASE, Job
from portal.core.mail import OutboundMail
from portal.core.settings import Settings
from tests.conftest import SettableClock
from tests.mailbox import Mailbox
from tests.unit.core.posting import write

SUPERVISE = (
    "import os, sys; from portal.core.supervisor import Child, Supervisor; "
    "worker = Child('worker', [sys.executable, '-m', 'portal.cli', 'worker'], os.environ); "
    "supervisor = Supervisor([worker]); supervisor.start(); sys.exit(supervisor.watch())"
)
SECONDS = 90


@pytest.fixture
def supervised(settings: Settings, mailbox: Mailbox) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor whose one child is a worker that sends to the mailbox."""
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("processes are the same on both databases")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE],
        env={
            **inherited,
            "PORTAL_DATA_DIR": str(settings.data_dir),
            "PORTAL_DATABASE_URL": settings.database_url,
            "PORTAL_SECRET_KEY": settings.secret_key,
            "PORTAL_SMTP_URL": mailbox.url,
        },
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.terminate()
    process.wait(timeout=30)


def settled(database_url: str, wanted: set[tuple[str, str]]) -> bool:
    """Do the mails stand as `wanted` (subject, state), sooner or later?"""
    engine = create_engine(**engine_options(database_url))
    states = select(OutboundMail.subject, OutboundMail.state)
    deadline = time.monotonic() + SECONDS
    found: set[tuple[str, str]] = set()
    while found != wanted and time.monotonic() < deadline:
        with Session(engine) as session:
            found = {(row.subject, row.state) for row in session.execute(states)}
        time.sleep(0.1)
    engine.dispose()
    assert found == wanted
    return True


@pytest.mark.slow
def test_kill_9_while_the_mail_server_thinks(
    settings: Settings, posting: Session, mailbox: Mailbox, clock: SettableClock,
    supervised: subprocess.Popen[bytes],
) -> None:  # fmt: skip
    """The server has the first mail and says so to nobody; the others go out all the same."""
    clock.now = utc_now()
    killed: list[str] = []

    def kill_the_worker() -> None:
        mailbox.while_talking = lambda: None
        with Session(posting.get_bind()) as looking:
            holder = looking.scalar(select(Job.locked_by).where(Job.locked_by.is_not(None)))
        assert holder is not None
        killed.append(holder)
        os.kill(int(holder.rpartition(":")[2]), signal.SIGKILL)

    mailbox.while_talking = kill_the_worker
    for subject in ("first", "second", "third"):
        write(posting, clock, subject=subject)
    begun = time.monotonic()

    assert settled(
        settings.database_url, {("first", "uncertain"), ("second", "sent"), ("third", "sent")}
    )
    assert sorted(message["Subject"] for message in mailbox.messages) == [
        "first",
        "second",
        "third",
    ]
    assert len(killed) == 1
    assert time.monotonic() - begun < LEASE.total_seconds() / 2
