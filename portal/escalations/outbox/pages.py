"""What the page of a case and the inbox show of replies that nobody has got yet."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from portal.escalations.handing_over.pages import FileView


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A reply that goes out at `send_at`, in `seconds` (0: its time has come, and nobody has taken
    it yet); `may_call_back` is its author's and the lead's."""

    key: str
    name: str
    is_own: bool
    may_call_back: bool
    send_at: datetime
    time: str
    seconds: int
    said: Markup
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class ReturnedView:
    """A reply that was not sent; `words` say why."""

    key: str
    is_own: bool
    words: str


@dataclass(frozen=True, slots=True)
class OutboxView:
    """What waits, what came back, and the files in the reader's composer."""

    waiting: WaitingView | None = None
    returned: tuple[ReturnedView, ...] = ()
    reply_files: tuple[FileView, ...] = ()
    note_files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class UnsentLine:
    """A reply of the reader that came back, in the inbox."""

    url: str
    subject: str
    locale: str
    words: str
