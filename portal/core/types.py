"""Column types and identifiers shared by all models."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

# No vowels and no look-alikes: an id never spells a word and survives being read out.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"


def public_id(length: int = 12) -> str:
    """A random identifier for URLs; 12 characters carry 57 bits, 28 carry 134."""
    number = secrets.randbelow(len(_ALPHABET) ** length)  # one question to the system, not many
    signs = []
    for _ in range(length):
        number, sign = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[sign])
    return "".join(signs)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC on both databases; refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware datetime in, UTC out; SQLite keeps it without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given; use an aware one (core.clock)")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Key = Annotated[int, mapped_column(primary_key=True)]
PublicId = Annotated[str, mapped_column(String(32), unique=True, default=public_id)]
