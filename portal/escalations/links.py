"""Secret addresses: a random id and a code that only this portal can make for it.

Whoever has the address is in, so it is checked in constant time (A2) and tells nothing when it is
wrong (A1). RFC 2104; 160 of SHA-256's 256 bits are kept, as in RFC 2104, 5.
"""

import hmac
from base64 import b32encode
from enum import StrEnum
from hashlib import sha256

CODE_BYTES = 20


class Purpose(StrEnum):
    """What an address lets its holder do; a code for one is worth nothing for another."""

    CASE = "case"
    DRAFT = "draft"
    CONFIRM = "confirm"
    FORM = "form"


def token_for(public_id: str, purpose: Purpose, secret: str) -> str:
    """The address's part that nobody can guess: the id, a hyphen, its code."""
    return f"{public_id}-{_code(public_id, purpose, secret)}"


def public_id_of(token: str, purpose: Purpose, secret: str) -> str | None:
    """The id in a token that we made for `purpose`, else None."""
    public_id, _, code = token.partition("-")
    right = _code(public_id, purpose, secret)
    return public_id if hmac.compare_digest(code.encode(), right.encode()) else None


def _code(public_id: str, purpose: Purpose, secret: str) -> str:
    digest = hmac.digest(secret.encode(), f"{purpose}:{public_id}".encode(), sha256)
    return b32encode(digest[:CODE_BYTES]).decode("ascii").lower()
