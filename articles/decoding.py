"""Text out of the bytes of a foreign file, in the encodings that help articles are met in."""

from articles.front_matter import DocumentError
from articles.remarks import Remark

MAXIMUM_BYTES = 2 * 1_048_576

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Long enough to meet the zeros of any image or archive.
_LOOKED_AT = 8192


def decode_text(data: bytes, remarks: list[Remark]) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252; newlines become LF.

    Raises DocumentError for a file that is too large, binary or broken UTF-16.
    """
    if len(data) > MAXIMUM_BYTES:
        raise DocumentError("the file is larger than 2 MiB", key="too_large")
    text = _decode_utf_16(data) if data.startswith(_UTF_16_MARKS) else _decode_8_bit(data, remarks)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def _decode_utf_16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise DocumentError("the file is broken UTF-16", key="not_text") from None


def _decode_8_bit(data: bytes, remarks: list[Remark]) -> str:
    if b"\x00" in data[:_LOOKED_AT]:
        raise DocumentError("this is not a text file", key="binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        remarks.append(Remark("guessed_encoding", "not UTF-8, read as Windows-1252"))
        return data.decode("cp1252", errors="replace")
