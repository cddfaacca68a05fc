"""What becomes of a mail: its states, what may go wrong, and how long we try.

Nothing here holds a server's words: they name the recipient, and problems are logged (V11).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class MailState(StrEnum):
    """queued: waits, or waits to be tried again · sending: the server may have it · sent: the
    server has it · filed: lies here as a file, there is no server · dead: will not be delivered ·
    uncertain: nobody can say whether the server has it · dropped: somebody gave it up."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FILED = "filed"
    DEAD = "dead"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


UNDELIVERED = (MailState.DEAD, MailState.UNCERTAIN)
"""Somebody has to decide: send again or give up."""


class Trouble(StrEnum):
    """What was in the way. away, insecure and login are the server's and hold for every mail;
    later and refused are about this one; ended: our own program failed."""

    AWAY = "away"
    INSECURE = "insecure"
    LOGIN = "login"
    LATER = "later"
    REFUSED = "refused"
    ADDRESS = "address"
    UNCLEAR = "unclear"
    ENDED = "ended"


OF_THE_SERVER = (Trouble.AWAY, Trouble.INSECURE, Trouble.LOGIN)
FINAL = (Trouble.REFUSED, Trouble.ADDRESS)

KEEP_TRYING = timedelta(days=5)
"""RFC 5321, 4.5.4.1: the give-up time “generally needs to be at least 4-5 days”."""
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_SERVER_PAUSE = timedelta(minutes=5)

_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_ABOUT_LOGIN = frozenset({530, 534, 535, 538})  # RFC 4954, 6
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Problem:
    """What was in the way: the server's reply code and enhanced code (RFC 3463), if it gave one.
    As text, which is how it is kept: "refused 550 5.1.1"."""

    trouble: Trouble
    code: int = 0
    enhanced: str = ""

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.trouble, str(self.code or ""), self.enhanced) if part
        )

    @classmethod
    def parse(cls, text: str) -> "Problem | None":
        """What `str` wrote; None for anything else, such as the words of an exception."""
        kind, _, rest = text.partition(" ")
        if kind not in {trouble.value for trouble in Trouble}:
            return None
        code, _, enhanced = rest.partition(" ")
        return cls(Trouble(kind), int(code) if code.isdigit() else 0, enhanced)


def problem_of(code: int, answer: bytes) -> Problem:
    """What a reply that is no success means for the mail (RFC 5321, 4.2.1): 4yz come again later,
    5yz never; replies about signing in are about the server's settings and not about the mail."""
    match = _ENHANCED.match(answer)
    enhanced = match[1].decode("ascii") if match else ""
    if code in _ABOUT_LOGIN:
        return Problem(Trouble.LOGIN, code, enhanced)
    if code == _CLOSING:
        return Problem(Trouble.AWAY, code, enhanced)
    final = 500 <= code < 600
    return Problem(Trouble.REFUSED if final else Trouble.LATER, code, enhanced)


def pause(attempts: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """How long to wait after the `attempts`-th attempt: 2, 4, 8 … seconds, up to `longest`."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), longest)


def one_address(recipient: str) -> tuple[str, str]:
    """The local part and the domain of a single mail address, the domain in ASCII (RFC 5890).

    Raises ValueError for what is no such address.
    """
    local, at, domain = recipient.rpartition("@")
    if not (local and at and domain and recipient.isprintable()) or _has(recipient, " ,;<>()"):
        raise ValueError("not one mail address")
    if domain.isascii():
        return local, domain
    try:
        return local, domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("not one mail address") from error


def _has(text: str, characters: Sequence[str]) -> bool:
    return any(character in text for character in characters)
