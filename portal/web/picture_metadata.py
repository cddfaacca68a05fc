"""Taking out of an animation what a camera or a program added, frame data untouched (F3).

Still pictures are written anew and lose it that way; an animation would lose quality, or time.
"""

import struct
from collections.abc import Iterator

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_METADATA = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_METADATA = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04
"""EXIF and XMP in the flags of a VP8X chunk (RFC 9649, 2.7.1)."""


def without_metadata(data: bytes, form: str) -> bytes:
    """A PNG (W3C PNG, 5.3) or WebP (RFC 9649, 2.3) without its EXIF, XMP and texts, and without
    what lies behind its end; other forms as they are. Raises ValueError if its chunks are broken.
    """
    if form == "PNG":
        chunks = ((kind, raw) for kind, raw in _png_chunks(data) if kind not in _PNG_METADATA)
        return _PNG_HEAD + b"".join(raw for _kind, raw in chunks)
    if form == "WEBP":
        body = b"WEBP" + b"".join(_webp_chunks(data))
        return b"RIFF" + struct.pack("<I", len(body)) + body
    return data


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG_HEAD)
    while place + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, place)
        kind, after = data[place + 4 : place + 8], place + 12 + size
        if after > len(data):
            break
        yield kind, data[place:after]
        if kind == b"IEND":
            return
        place = after
    raise ValueError("a PNG without an end")


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    place = 12
    while place + 8 <= end:
        kind, (size,) = data[place : place + 4], struct.unpack_from("<I", data, place + 4)
        after = place + 8 + size + size % 2
        if after > end:
            raise ValueError("a WebP chunk that is cut off")
        if kind == b"VP8X":
            flags = bytes([data[place + 8] & ~_WEBP_FLAGS])
            yield data[place : place + 8] + flags + data[place + 9 : after]
        elif kind not in _WEBP_METADATA:
            yield data[place:after]
        place = after
