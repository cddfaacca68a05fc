"""Files that customers send: known by their content, under a name that cannot deceive.

Neither the name nor the type that a browser declares is believed (F1). Pictures are written anew
without metadata (F3), text as UTF-8; PDFs stay as they are and are never opened inside a page.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from portal.core.errors import Invalid, TooLarge
from portal.web.images import MAX_BYTES, read_picture

LARGEST_FILE = MAX_BYTES
MOST_FILES = 10
LARGEST_SUM = 40 * 1024 * 1024
LONGEST_NAME = 100
ACCEPT = ".png,.jpg,.jpeg,.gif,.webp,.pdf,.txt,.log"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_ENDINGS = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".log"),
}
_PICTURE_ENDINGS = frozenset(ending for kind in PICTURES for ending in _ENDINGS[kind])
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it may be kept: what it is, and what it is called."""

    data: bytes
    media_type: str
    name: str


def check_attachment(data: bytes, name: str) -> Attachment:
    """A picture, a PDF or a text that is what its name says; raises TooLarge or Invalid."""
    if len(data) > LARGEST_FILE:
        raise TooLarge("This file is larger than 8 MB. Send a smaller one.")
    name = clean_name(name)
    ending = PurePosixPath(name).suffix.lower()
    if data.startswith(_SIGNATURES) or ending in _PICTURE_ENDINGS:
        picture = read_picture(data)
        kept, media_type = picture.data, picture.media_type
    elif data.startswith(b"%PDF-"):
        kept, media_type = data, "application/pdf"
    else:
        kept, media_type = text_of(data).encode(), "text/plain"
    return Attachment(kept, media_type, _named(name, ending, media_type))


def clean_name(name: str) -> str:
    """The name without folders, invisible signs and signs that turn the direction of writing,
    which would make `gpj.exe` out of `exe.jpg` (F1, F2)."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    words = " ".join(shown.split()).lstrip(". ")
    stem, dot, ending = words.rpartition(".")
    if len(words) <= LONGEST_NAME or not dot:
        return words[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"[:LONGEST_NAME]


def _named(name: str, ending: str, media_type: str) -> str:
    if ending in _ENDINGS[media_type]:
        return name
    if media_type in PICTURES and ending in _PICTURE_ENDINGS | {""}:
        return f"{PurePosixPath(name).stem}{_ENDINGS[media_type][0]}"  # a PNG called .jpg is common
    raise Invalid("This file is not what its name says. Send a picture, a PDF, or a text (.txt).")


def text_of(data: bytes) -> str:
    """The text of a log, whichever program wrote it; raises Invalid for what is no text."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",)
    for encoding in (*encodings, "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise Invalid("We cannot take this kind of file. Send a picture, a PDF, or a text (.txt).")
