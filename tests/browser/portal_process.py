"""The real portal for browser tests: `portal serve` with the articles that ship.

One for the whole run: the first process of pytest starts it, the last one that uses it ends it.
Some stories have one of their own. The first start of all, which imports the articles and computes
their vectors, takes a minute: its data is kept, and every portal begins with a copy.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.accounts.demo import DEMO_PASSWORD
from portal.accounts.operations import add_person
from portal.core.clock import utc_now
from portal.core.db import engine_options, transaction
from portal.core.jobs import Job
from portal.web.access import Role
from search.model_package import default_model_directory
from tests.databases import SHARED_FOLDER

START_SECONDS = 240.0
SOON = timedelta(seconds=20)
"""A job that waits for another one is tried again within this time; rounds come later."""
AT_ONCE = {"PORTAL_SEND_UNDO_SECONDS": "0"}
STARTED: list[subprocess.Popen[bytes]] = []
"""Keeps the process known: the one who started it may not be the one who ends it."""
ENGLISH_PEOPLE = (
    ("Amy Clarke", Role.AGENT),
    ("Ruth Osborne", Role.REVIEWER),
    ("Adam Wells", Role.ADMIN),
)
"""The demo people read German; these read English, with the same password."""


@contextmanager
def running_portal(folder: Path) -> Iterator[str]:
    """The address of a portal whose data and lock lie in `folder`, which all processes share."""
    folder.mkdir(exist_ok=True)
    with _state(folder) as state:
        if not state:
            state |= _start(folder, {})
        state["users"] += 1
    try:
        yield state["url"]
    finally:
        with _state(folder) as state:
            state["users"] -= 1
            if state["users"] == 0:
                _stop(state)
                state.clear()


@contextmanager
def own_portal(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a portal for one story alone, with `settings` (PORTAL_…) of its own."""
    folder.mkdir(exist_ok=True)
    state = _start(folder, settings)
    try:
        yield state["url"]
    finally:
        _stop(state)


@contextmanager
def _state(folder: Path) -> Iterator[dict[str, Any]]:
    """What the processes know together; whoever comes meanwhile waits."""
    with (folder / "state.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        state = json.loads(file.read() or "{}")
        yield state
        file.truncate(0)
        file.write(json.dumps(state))


def _start(folder: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    """A portal on a copy of what the first start of all has made."""
    shutil.copytree(_furnished(), folder / "data", ignore=shutil.ignore_patterns("run"))
    return _serve(folder, settings)


def _furnished() -> Path:
    """The data of a portal that was started on nothing, has come to rest and was ended."""
    folder = Path(os.environ[SHARED_FOLDER]) / "furnished"
    folder.mkdir(exist_ok=True)
    with _state(folder) as state:
        if not state:
            first = _serve(folder, {})
            address = f"sqlite:///{folder / 'data' / 'portal.db'}"
            _wait_until_at_rest(address)
            _stop(first)
            _add_english_people(address)
            state["data"] = str(folder / "data")
        return Path(state["data"])


def _serve(folder: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "CONTENT"))}
    with (folder / "portal.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "serve", "--port", str(port)],
            env={
                **inherited,
                "PORTAL_DATA_DIR": str(folder / "data"),
                "PORTAL_DEMO": "1",
                **AT_ONCE,
                **settings,
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    STARTED.append(process)
    _wait_until_ready(port, process, folder / "portal.log")
    return {"url": url, "pid": process.pid, "port": port, "users": 0}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ready, and complete as far as this machine can be: with vectors where there is a model."""
    wanted = {"keyword_index", "worker"} | ({"vectors"} if default_model_directory() else set())
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        checks = _checks(port)
        if all(checks.get(name) for name in wanted):
            return
        time.sleep(0.2)
    process.terminate()
    raise AssertionError(f"the portal did not get ready:\n{log.read_text()[-3000:]}")


def _checks(port: int) -> dict[str, bool]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return dict(json.load(connection.getresponse())["checks"])
    except (OSError, HTTPException):
        return {}
    finally:
        connection.close()


def _wait_until_at_rest(database_url: str) -> None:
    """The worker has done what was due, and nothing comes soon: only then is the data complete."""
    engine = create_engine(**engine_options(database_url))
    deadline = time.monotonic() + START_SECONDS
    with Session(engine) as session:
        soon = select(Job.kind).where(Job.done_at.is_(None), Job.failed_at.is_(None))
        while due := session.scalars(soon.where(Job.run_at < utc_now() + SOON)).all():
            assert time.monotonic() < deadline, f"the worker is not done with {due}"
            session.rollback()  # the next look sees what has been done meanwhile
            time.sleep(0.2)
    engine.dispose()


def _add_english_people(database_url: str) -> None:
    engine = create_engine(**engine_options(database_url))
    with Session(engine) as session, transaction(session):
        for name, role in ENGLISH_PEOPLE:
            add_person(
                session,
                email=address_of(name),
                name=name,
                role=role,
                locale="en",
                password=DEMO_PASSWORD,
                actor_id=None,
                now=utc_now(),
            )
    engine.dispose()


def address_of(name: str) -> str:
    """The mail address of somebody who works here."""
    return f"{name.lower().replace(' ', '.')}@nordhafen.example"


def _stop(state: dict[str, Any]) -> None:
    """End the portal and wait until nobody listens any more."""
    os.kill(state["pid"], signal.SIGTERM)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", state["port"])):
                break
        time.sleep(0.1)
    else:
        os.killpg(state["pid"], signal.SIGKILL)
    for process in STARTED:
        if process.pid == state["pid"]:  # another one may still be in use
            process.wait()
