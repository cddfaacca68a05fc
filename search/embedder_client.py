"""The client of the embedder process: an encoder without a model of its own."""

import contextlib
import os
import socket
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from search.embedder_protocol import ProtocolError, receive_message, send_message, socket_address
from search.embedding import BULK, clean_texts
from search.encoder import ModelUnavailable

_IDLE_CONNECTIONS: Final = 8


class EmbedderClient:
    """Asks the embedder at `socket_path`; `timeout` is in seconds, for each request.

    May be shared by threads and survives a fork and a restart of the embedder. Keeps the vectors
    of the last `cache_size` queries. Every method and property raises `ModelUnavailable`, whose
    reason is the embedder's (`loading`, `model_missing: …`, `busy`) or `embedder_unreachable` or
    `embedder_timeout`.
    """

    def __init__(self, socket_path: Path, timeout: float = 2.0, cache_size: int = 2048) -> None:
        self._path = socket_path.absolute()
        self._timeout = timeout
        self._cache_size = cache_size
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._facts: tuple[str, int] | None = None
        self._idle: list[socket.socket] = []
        self._owner = os.getpid()
        self._lock = threading.Lock()

    @property
    def recipe(self) -> str:
        """The recipe of the model that answered last; asks the embedder the first time."""
        return self._known_facts()[0]

    @property
    def dimension(self) -> int:
        """The length of its vectors."""
        return self._known_facts()[1]

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode search queries, equal ones (after trimming white space) once: (n, dimension)."""
        wanted = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]
        with self._lock:
            found = {text: self._cache[text] for text in wanted if text in self._cache}
            for text in found:
                self._cache.move_to_end(text)
        missing = [text for text in dict.fromkeys(wanted) if text not in found]
        if missing:
            found |= dict(zip(missing, self._encode("queries", missing), strict=True))
            with self._lock:
                self._cache |= {text: found[text] for text in missing}
                while len(self._cache) > self._cache_size:
                    self._cache.popitem(last=False)
        if not wanted:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([found[text] for text in wanted])

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode passages: (n, dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return self._encode("documents", texts)

    def close(self) -> None:
        """Close idle connections; the client stays usable."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _encode(self, kind: str, texts: Sequence[str]) -> NDArray[np.float32]:
        blocks = []
        for start in range(0, len(texts), BULK):
            part = clean_texts(texts[start : start + BULK])
            payload, dimension = self._ask({"ask": kind, "texts": part})
            if len(payload) != len(part) * dimension * 4:
                raise ModelUnavailable("embedder_unreachable: it answered something else")
            blocks.append(np.frombuffer(payload, "<f4").reshape(len(part), dimension))
        return np.concatenate(blocks).astype(np.float32)

    def _known_facts(self) -> tuple[str, int]:
        if self._facts is None:
            self._ask({"ask": "health"})
        assert self._facts is not None  # noqa: S101 - _ask has set it or raised
        return self._facts

    def _ask(self, request: dict[str, object]) -> tuple[bytes, int]:
        answer, payload = self._exchange(request)
        match answer:
            case {"status": "ok", "recipe": str(recipe), "dimension": int(dimension)}:
                self._remember(recipe, dimension)
                return payload, dimension
            case {"status": "unavailable", "reason": str(reason)}:
                raise ModelUnavailable(reason)
        raise ModelUnavailable("embedder_unreachable: it answered something else")

    def _remember(self, recipe: str, dimension: int) -> None:
        with self._lock:
            if self._facts and self._facts[0] != recipe:
                self._cache.clear()
            self._facts = (recipe, dimension)

    def _exchange(self, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
        connection = self._idle_connection()
        if connection is not None:
            # The embedder may have been restarted since; a new connection then finds the new one.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError, ProtocolError):
                return self._converse(connection, request)
            self.close()
        try:
            return self._converse(self._connect(), request)
        except OSError as error:
            raise ModelUnavailable(f"embedder_unreachable: {error}") from error

    def _converse(
        self, connection: socket.socket, request: dict[str, object]
    ) -> tuple[dict[str, object], bytes]:
        try:
            send_message(connection, request)
            answer = receive_message(connection)
            if answer is None:
                raise ProtocolError("the embedder closed the connection")
        except TimeoutError as error:
            connection.close()
            raise ModelUnavailable(f"embedder_timeout: {self._timeout:g} s") from error
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return answer

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._timeout)
        try:
            with socket_address(self._path) as address:
                connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection

    def _idle_connection(self) -> socket.socket | None:
        with self._lock:
            if self._owner != os.getpid():
                # Sockets opened before a fork belong to the parent's conversation.
                for connection in self._idle:
                    connection.close()
                self._idle, self._owner = [], os.getpid()
            return self._idle.pop() if self._idle else None

    def _keep(self, connection: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(connection)
                return
        connection.close()
