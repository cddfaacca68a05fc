"""Running the portal: `portal serve` for one machine, `portal worker` alone.

`serve` brings the database up to date, takes in the starter content on the first start, and then
only watches over three children: the embedder (the one process with the model), the worker, and
gunicorn with the web pages. Each process imports only what it runs: the parent needs neither the
pages nor the index.
"""

import os
import signal
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep
from types import FrameType
from typing import TYPE_CHECKING

from portal.core.clock import utc_now
from portal.core.db import migrate
from portal.core.settings import Settings
from portal.core.supervisor import REPLACES, Child, Supervisor
from portal.core.worker import Worker
from portal.starting import announce, prepare

if TYPE_CHECKING:
    from flask import Flask

READY_SECONDS = 600.0
REQUEST_LINE = 64 * 1024
"""Bytes: room for 10,000 characters of a question (a whole mail), most of them percent-encoded."""


def serve_machine(
    settings: Settings, host: str, port: int, *, content: str | None, with_worker: bool
) -> int:
    """Run until a signal comes; returns the exit status."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.database_url)
    prepare(settings, content)
    supervisor = Supervisor(_children(settings, host, port, with_worker))
    supervisor.start()
    if _wait_until_ready(host, port, lambda: supervisor.stopping):
        announce(settings, f"http://{host}:{port}")
    return supervisor.watch()


def run_worker(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; the job at hand is finished first."""
    from portal.background import job_handlers, session_factory

    worker = Worker(
        session_factory(settings),
        job_handlers(settings),
        utc_now,
        replaces=os.environ.get(REPLACES, ""),
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()


def wsgi() -> "Flask":
    """The application for gunicorn or any WSGI server: `portal.serving:wsgi()`."""
    from gunicorn.http import message  # type: ignore[import-untyped]

    from portal.app import create_app
    from portal.core.logs import configure_logs

    message.MAX_REQUEST_LINE = REQUEST_LINE  # else its own 8190 bytes, whatever is asked for
    settings = Settings.from_env()
    configure_logs(settings.log_format)
    return create_app(settings)


def _children(settings: Settings, host: str, port: int, with_worker: bool) -> list[Child]:
    run_dir = settings.embedder_socket.parent
    run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    metrics = run_dir / "metrics"
    metrics.mkdir(exist_ok=True)
    for stale in metrics.glob("*.db"):
        stale.unlink()
    env = {
        **os.environ,
        "PORTAL_DATA_DIR": str(settings.data_dir),
        "PORTAL_BASE_URL": os.environ.get("PORTAL_BASE_URL") or f"http://{host}:{port}",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        # With glibc's eight arenas a core, threads hold on to memory that others could use.
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
        "HF_HUB_OFFLINE": os.environ.get("HF_HUB_OFFLINE", "1"),
    }
    python = sys.executable
    embedder = [python, "-m", "search.embedder", "--socket", str(settings.embedder_socket)]
    if settings.embedding_model:
        embedder += ["--model", settings.embedding_model]
    web = [
        *(python, "-m", "gunicorn", "portal.serving:wsgi()"),
        *("--bind", f"{host}:{port}", "--workers", str(settings.web_workers)),
        *("--worker-class", "gthread", "--threads", "8", "--no-control-socket"),
        *("--limit-request-line", str(REQUEST_LINE)),
        *("--graceful-timeout", "5", "--worker-tmp-dir", str(run_dir), "--log-level", "warning"),
    ]
    children = [Child("embedder", embedder, env), Child("web", web, env)]
    if with_worker:
        children.insert(1, Child("worker", [python, "-m", "portal.cli", "worker"], env))
    return children


def _wait_until_ready(host: str, port: int, stopping: Callable[[], bool]) -> bool:
    deadline = monotonic() + READY_SECONDS
    while monotonic() < deadline and not stopping():
        connection = HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        sleep(0.2)
    return False
