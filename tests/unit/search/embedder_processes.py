"""Embedders and clients that tests start: real processes, real sockets."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from search.embedder import EmbedderClient, EmbedderServer
from search.encoder import Encoder

START_SECONDS = 120


@contextmanager
def embedder(path: Path, model: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "search.embedder", "--socket", str(path), "--model", model]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def serving(path: Path, load: Callable[[], Encoder]) -> Iterator[EmbedderServer]:
    """The server's own code in this process, for states that a process passes too quickly."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen()
    server = EmbedderServer(load)

    def serve() -> None:
        try:
            server.serve(listener)
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()


@contextmanager
def connected(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(30)
        connection.connect(str(path))
        yield connection


@contextmanager
def client_of(path: Path, timeout: float = 60) -> Iterator[EmbedderClient]:
    client = EmbedderClient(path, timeout)
    try:
        yield client
    finally:
        client.close()


def wait_for_socket(path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not path.exists() and time.monotonic() < deadline:
        threading.Event().wait(0.01)
