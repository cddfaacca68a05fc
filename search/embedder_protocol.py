"""Messages between the embedder and its clients on a Unix socket.

A message is the prefix (magic, u32 length of the header, u32 length of the payload; little endian),
a JSON object in UTF-8 and raw little-endian float32. Nothing in it can carry code, unlike pickle.
"""

import contextlib
import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

MAX_TEXTS: Final = 64
MAX_HEADER: Final = 8 * 2**20
MAX_PAYLOAD: Final = 4 * 2**20
# Once a message has begun, the rest of it must follow within this time.
MESSAGE_SECONDS: Final = 30.0
_PREFIX: Final = struct.Struct("<4sII")
_MAGIC: Final = b"LEM1"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero included.
_LONGEST_ADDRESS: Final = 103


class ProtocolError(ConnectionError):
    """The other side does not speak this protocol, or broke off."""


def send_message(
    connection: socket.socket, header: Mapping[str, object], payload: bytes = b""
) -> None:
    """Send one message. Raises OSError, and ProtocolError when it is too large."""
    text = json.dumps(header, ensure_ascii=False).encode()
    if len(text) > MAX_HEADER or len(payload) > MAX_PAYLOAD:
        raise ProtocolError("the message is too large")
    connection.sendall(_PREFIX.pack(_MAGIC, len(text), len(payload)) + text + payload)


def receive_message(connection: socket.socket) -> tuple[dict[str, object], bytes] | None:
    """Return the next message's header and payload, None when the other side has closed.

    Raises ProtocolError (foreign or oversized message) and OSError.
    """
    prefix = _exactly(connection, _PREFIX.size)
    if prefix is None:
        return None
    magic, header_size, payload_size = _PREFIX.unpack(prefix)
    if magic != _MAGIC or header_size > MAX_HEADER or payload_size > MAX_PAYLOAD:
        raise ProtocolError("not a message of the embedder, or too large")
    text, payload = _exactly(connection, header_size), _exactly(connection, payload_size)
    try:
        header = json.loads(text or b"")
    except (ValueError, RecursionError) as error:
        raise ProtocolError("the header is not JSON") from error
    if not isinstance(header, dict):
        raise ProtocolError("the header is not a JSON object")
    return header, payload or b""


@contextlib.contextmanager
def socket_address(path: Path) -> Iterator[str]:
    """Give an address for the socket at `path`, also when the path is too long for one."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    buffer = bytearray(size)
    view = memoryview(buffer)
    received = 0
    while received < size:
        count = connection.recv_into(view[received:])
        if count == 0:
            if received == 0:
                return None
            raise ProtocolError("the connection broke off inside a message")
        received += count
    return bytes(buffer)
