"""Files that come with a form, without losing the form when one of them is too large.

A request that is refused for its size before it is read takes the typed text with it. Where people
write and attach at once, the whole request is read instead, and of each file no more is kept than
may be taken (F5); the view then refuses the file and shows the text again.
"""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Request, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_REQUEST = 4 * 1024**3
IN_MEMORY = 512 * 1024


class SentFile:
    """A stream that takes every byte and keeps the first `most` and one more."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115

    def write(self, data: bytes) -> int:
        """Keep what fits, swallow the rest."""
        room = self._most + 1 - self._kept.tell()
        self._kept.write(data[: max(room, 0)])
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of any file."""
        return self._kept.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """What was kept."""
        return self._kept.read(size)

    def close(self) -> None:
        """Give the space back."""
        self._kept.close()


class UploadRequest(Request):
    """A request whose view may ask for its files to be cut; see `keep_of_files`."""

    largest_file: int | None = None
    most_files = 0

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.largest_file is None:
            return super()._get_file_stream(
                total_content_length, content_type, filename, content_length
            )
        self.most_files -= 1
        most = self.largest_file if self.most_files >= 0 else -1
        return cast(IO[bytes], SentFile(most))


def keep_of_files(*, largest: int, most: int) -> None:
    """Take this request whatever its size, keeping `largest` + 1 bytes of its first `most` files.

    Call it behind the limits of the view and before anything looks at the form: until then a form
    as large as this is refused without being read.
    """
    cutting = cast(UploadRequest, request._get_current_object())  # type: ignore[attr-defined]
    cutting.max_content_length = LARGEST_REQUEST
    cutting.largest_file, cutting.most_files = largest, most


def form_is_readable() -> bool:
    """Is the form small enough to be read? Reads it, unless its head says that it is too large."""
    try:
        return request.form is not None
    except RequestEntityTooLarge:
        return False


def sent_files(name: str) -> Iterator[FileStorage]:
    """The files of a field; a field left empty sends one without a name."""
    return (file for file in request.files.getlist(name) if file.filename)
