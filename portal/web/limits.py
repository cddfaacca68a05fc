"""Limits on how often somebody may try something, counted in the portal's own database.

Flask-Limiter brings the strategy; the storage is ours because none of its storages is SQL, and
all web nodes have to count together. Each count is its own short transaction: it must stay even
when the request that caused it fails.
"""

from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from limits import RateLimitItem
from limits.storage import Storage
from sqlalchemy import Float, case, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import now
from portal.core.db import Base, db


def remote_network() -> str:
    """Whom a limit counts: an IPv4 address, or the /64 that an IPv6 address lies in. Each customer
    of a provider has at least that much (RFC 6177), so single addresses would limit nobody (S7)."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:  # behind a socket, or a proxy with words of its own
        return request.remote_addr or "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"


limiter = Limiter(
    remote_network, storage_uri="portal-sql://", strategy="fixed-window", headers_enabled=True
)


def allows(limit: RateLimitItem, *whom: str, cost: int = 1) -> bool:
    """Take `cost` from what `limit` leaves to `whom`, if that much is left: for what only the
    request itself tells. Not within a transaction: each count is one of its own."""
    strategy = limiter.limiter
    return strategy.test(limit, *whom, cost=cost) and strategy.hit(limit, *whom, cost=cost)


class Count(Base):
    """How often `key` happened before `expires_at` (seconds since 1970)."""

    __tablename__ = "limit_count"

    key: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int]
    expires_at: Mapped[float] = mapped_column(Float)


class SqlStorage(Storage):
    """Counters in the portal's database, for both dialects."""

    STORAGE_SCHEME = ["portal-sql"]  # noqa: RUF012 - the shape `limits` documents

    @property
    def base_exceptions(self) -> type[Exception]:
        """What `limits` may wrap."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to `key`, starting anew when its window of `expiry` seconds is over."""
        moment = now().timestamp()
        insert = sqlite_insert if db.engine.dialect.name == "sqlite" else postgresql_insert
        statement = insert(Count).values(key=key, amount=amount, expires_at=moment + expiry)
        over = Count.expires_at <= moment
        upsert = statement.on_conflict_do_update(
            index_elements=[Count.key],
            set_={
                "amount": case((over, amount), else_=Count.amount + amount),
                "expires_at": case((over, moment + expiry), else_=Count.expires_at),
            },
        ).returning(Count.amount)
        with _immediate() as connection:
            return int(connection.execute(upsert).scalar_one())

    def get(self, key: str) -> int:
        """The count of `key` in its running window."""
        with db.engine.connect() as connection:
            query = select(Count.amount).where(
                Count.key == key, Count.expires_at > now().timestamp()
            )
            return connection.execute(query).scalar() or 0

    def get_expiry(self, key: str) -> float:
        """When the window of `key` ends, in seconds since 1970."""
        with db.engine.connect() as connection:
            query = select(Count.expires_at).where(Count.key == key)
            return connection.execute(query).scalar() or now().timestamp()

    def check(self) -> bool:
        """Does the database answer?"""
        with db.engine.connect() as connection:
            return connection.execute(select(1)).scalar() == 1

    def reset(self) -> int:
        """Forget all counts; returns how many there were."""
        with _immediate() as connection:
            return connection.execute(delete(Count)).rowcount

    def clear(self, key: str) -> None:
        """Forget the count of `key`."""
        with _immediate() as connection:
            connection.execute(delete(Count).where(Count.key == key))


def init_limits(app: Flask) -> None:
    """Install the limiter; tests may switch it off by RATELIMIT_ENABLED.

    Each limit stands on a view and is checked there. The look for general limits, which there
    are not, would be a tenth of the work for a page.
    """
    limiter.init_app(app)
    hooks = app.before_request_funcs.get(None, [])
    hooks[:] = [hook for hook in hooks if hook != limiter._check_request_limit]


def _immediate() -> Any:
    return db.engine.execution_options(sqlite_begin="IMMEDIATE").begin()
