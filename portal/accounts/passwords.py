"""Passwords are kept as Argon2id hashes (RFC 9106) and compared in the same time for everybody."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest recommended memory: eight people who sign in at once cost a web worker 150 MB
# for a moment, with RFC 9106's own second choice of 64 MiB it would be 500.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and costs in it."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Is this the password? Without a hash the answer is no, after the same work (A11)."""
    try:
        matched = _hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matched and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Was the hash made with other costs than today's?"""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
