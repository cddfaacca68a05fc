"""The database: one declarative base, one set-up for SQLite and PostgreSQL.

SQLite runs in WAL mode. Its driver's own transaction handling is switched off, so that
`transaction()` can take the write lock at its start (`BEGIN IMMEDIATE`): a transaction that
reads first and writes later would otherwise fail at once instead of waiting its turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import JSON, Connection, Engine, MetaData, String, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from portal.core.types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table; the naming convention lets Alembic address each constraint."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - the shape SQLAlchemy documents
        datetime: UtcDateTime,
        str: String(),
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[Any]: JSON,
    }


db = SQLAlchemy(session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    """Options for `create_engine`, with the URL, for either database.

    Errors hide their parameters: a log line or a job's last error would else hold what people
    typed.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "url": url,
            "hide_parameters": True,
            "connect_args": {"timeout": 15, "check_same_thread": False},
        }
    return {
        "url": url,
        "hide_parameters": True,
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": 3,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 5000,
        },
    }


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Run a block as one write transaction: commit at its end, roll back on an exception."""
    session.commit()  # ends a read transaction that an earlier query of the request began
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def hold(session: Session, name: str) -> None:
    """Until this transaction ends nobody else holds `name`: for what has no row yet that could be
    locked. On SQLite the transaction itself sees to that."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # we begin ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "secure_delete=ON",  # what was erased is overwritten in the file, too
        "cache_size=-2000",  # KiB, for each of a process's connections
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest revision (PostgreSQL: one migrator at a time)."""
    database = make_url(url).database
    if make_url(url).get_backend_name() == "sqlite" and database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(url), "head")


def alembic_config(url: str) -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["url"] = url
    return config
