"""The one process per machine that holds the model, and the client that asks it.

    python -m search.embedder --socket PATH [--model NAME]

It answers on a Unix socket that only its owner may use, from the first moment: while the model
loads, and when it cannot be loaded, with the reason. It prints one line on stdout, `ready` or
`unavailable: …`, and serves until SIGTERM. Documents are encoded one request at a time, so that
queries always find a free core. Queries are not gathered into batches: alone each costs 7 ms.
"""

import argparse
import contextlib
import fcntl
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import numpy as np

from search.embedder_client import EmbedderClient
from search.embedder_protocol import (
    MAX_TEXTS,
    MESSAGE_SECONDS,
    ProtocolError,
    receive_message,
    send_message,
    socket_address,
)
from search.embedding import load_encoder
from search.encoder import Encoder, ModelUnavailable

__all__ = ["EmbedderClient", "EmbedderServer", "main"]

_MAX_CONNECTIONS: Final = 128
_log = logging.getLogger(__name__)


class EmbedderServer:
    """Answers requests with the encoder that `load` returns."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load
        self._encoder: Encoder | None = None
        self._reason = "loading"
        self._documents = threading.Lock()
        self._places = threading.BoundedSemaphore(_MAX_CONNECTIONS)

    def load(self) -> str:
        """Load the model; returns "" or the reason why there is none."""
        try:
            self._encoder = self._load()
        except ModelUnavailable as error:
            self._reason = error.reason
            return self._reason
        return ""

    def serve(self, listener: socket.socket) -> None:
        """Accept connections for as long as the process lives."""
        while True:
            connection, _ = listener.accept()
            if self._places.acquire(blocking=False):
                threading.Thread(target=self._converse, args=(connection,), daemon=True).start()
            else:
                with connection, contextlib.suppress(OSError):
                    send_message(connection, _unavailable("busy"))

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection:
                while (message := _next_message(connection)) is not None:
                    send_message(connection, *self._answer(message))
        except ProtocolError as error:
            _log.warning("embedder: %s", error)
        except OSError:
            pass  # The client has gone; there is nobody left to tell.
        finally:
            self._places.release()

    def _answer(self, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
        encoder = self._encoder
        if encoder is None:
            return _unavailable(self._reason), b""
        header = {"status": "ok", "recipe": encoder.recipe, "dimension": encoder.dimension}
        match request:
            case {"ask": "health"}:
                return header, b""
            case {"ask": "queries" | "documents" as kind, "texts": list(texts)} if _fit(texts):
                pass
            case _:
                return _unavailable("bad_request"), b""
        try:
            if kind == "queries":
                vectors = encoder.encode_queries(texts)
            else:
                with self._documents:
                    vectors = encoder.encode_documents(texts)
        except ModelUnavailable as error:
            return _unavailable(error.reason), b""
        except Exception:  # one bad text must not end the process that all searches need
            _log.exception("embedder: encoding failed")
            return _unavailable("encoding_failed"), b""
        return header, np.ascontiguousarray(vectors, "<f4").tobytes()


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 1 when the socket cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m search.embedder", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--model", help="directory or hub id instead of the default model")
    options = parser.parse_args(arguments)
    path: Path = options.socket.absolute()
    try:
        lock = _only_one(path)
    except OSError as error:
        return _refused(path, error)

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        path.unlink(missing_ok=True)
        os.close(lock)
        # The interpreter would wait for native code of the other threads.
        os._exit(0)

    # Before there is a socket that somebody could wait for and then send a signal.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        listener = _listen(path)
    except OSError as error:
        return _refused(path, error)
    server = EmbedderServer(lambda: load_encoder(options.model))
    threading.Thread(target=_announce, args=(server,), daemon=True).start()
    server.serve(listener)
    return 0


def _refused(path: Path, error: OSError) -> int:
    sys.stderr.write(f"embedder: {path} cannot be served: {error}\n")
    return 1


def _announce(server: EmbedderServer) -> None:
    reason = server.load()
    sys.stdout.write(f"unavailable: {reason}\n" if reason else "ready\n")
    sys.stdout.flush()


def _only_one(path: Path) -> int:
    # The lock ends with its process, however that ends: a socket file without one is stale.
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OSError("another embedder serves it") from error
    path.unlink(missing_ok=True)
    return lock


def _listen(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    previous = os.umask(0o177)
    try:
        with socket_address(path) as address:
            listener.bind(address)
    finally:
        os.umask(previous)
    listener.listen(_MAX_CONNECTIONS)
    return listener


def _next_message(connection: socket.socket) -> dict[str, object] | None:
    connection.settimeout(None)
    connection.recv(1, socket.MSG_PEEK)
    connection.settimeout(MESSAGE_SECONDS)
    message = receive_message(connection)
    return message[0] if message else None


def _fit(texts: list[object]) -> bool:
    return len(texts) <= MAX_TEXTS and all(isinstance(text, str) for text in texts)


def _unavailable(reason: str) -> dict[str, object]:
    return {"status": "unavailable", "reason": reason}


if __name__ == "__main__":
    sys.exit(main())
