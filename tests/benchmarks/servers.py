"""The two servers that are compared, and what the system says about their processes."""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tqdm import tqdm

HOST = "127.0.0.1"
HELLO = """from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "Hello, world!"
"""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server on loopback and the process that answers its requests."""

    port: int
    worker: int
    seconds_to_ready: float = 0.0
    embedder: int = 0


def cpu_seconds(process: int) -> float:
    """User and system time of a process with all its threads (proc(5), stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(process: int) -> tuple[float, float]:
    """Resident and proportional set size in MB (proc(5), smaps_rollup)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
    return sizes["Rss:"] / 1024, sizes["Pss:"] / 1024


def has_loaded(process: int, library: str) -> bool:
    """Does the process have a file of this library in its memory?"""
    return f"/{library}/" in Path(f"/proc/{process}/maps").read_text()


@contextmanager
def portal(
    data: Path, log: Path, *, model: str = "", wait: float = 900, **more: str
) -> Iterator[Server]:
    """`portal serve` on the folder `data`, once its jobs are done; `more` are settings."""
    port = _free_port()
    settings = {"PORTAL_DATA_DIR": str(data), "PORTAL_EMBEDDING_MODEL": model, "PORTAL_DEMO": "0"}
    settings |= more
    command = [sys.executable, "-m", "portal.cli", "serve", "--port", str(port)]
    with _running(command, log, Path.cwd(), settings) as process:
        started = time.monotonic()
        _wait_for(process, port, "/readyz", wait)
        seconds = time.monotonic() - started
        _wait_for_jobs(data / "portal.db", wait)
        children = {_command(child): child for child in _children(process.pid)}
        web = next(pid for command, pid in children.items() if "gunicorn" in command)
        embedder = next(pid for command, pid in children.items() if "search.embedder" in command)
        yield Server(port, _children(web)[0], seconds, embedder)


@contextmanager
def hello(like: Server, folder: Path, log: Path) -> Iterator[Server]:
    """A bare Flask page under the very command line that serves the portal's pages."""
    port = _free_port()
    (folder / "hello.py").write_text(HELLO)
    parent = int(Path(f"/proc/{like.worker}/stat").read_text().rpartition(")")[2].split()[1])
    words = {"portal.serving:wsgi()": "hello:app", f"{HOST}:{like.port}": f"{HOST}:{port}"}
    command = [words.get(word, word) for word in _command(parent).split("\0") if word]
    with _running(command, log, folder, {}) as process:
        _wait_for(process, port, "/", 60)
        yield Server(port, _children(process.pid)[0])


@contextmanager
def _running(
    command: list[str], log: Path, folder: Path, settings: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", **settings}
    environment.pop("PORTAL_DATABASE_URL", None)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, wait: float) -> None:
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError, HTTPException),
            closing(HTTPConnection(HOST, port, timeout=5)) as connection,
        ):
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"The server at port {port} did not become ready.")


def _wait_for_jobs(database: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    waiting = (
        "SELECT count(*) FROM job WHERE done_at IS NULL AND failed_at IS NULL"
        " AND run_at <= datetime('now', '+1 minute')"
    )
    with (
        closing(sqlite3.connect(database, timeout=15)) as connection,
        tqdm(desc="Waiting for the index", bar_format="{desc}: {elapsed}") as bar,
    ):
        while time.monotonic() < deadline:
            if connection.execute(waiting).fetchone()[0] == 0:
                return
            time.sleep(0.5)
            bar.update()
    raise SystemExit("The index was not made in time.")


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in text.split()]


def _command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
