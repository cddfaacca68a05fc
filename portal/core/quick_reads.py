"""Reads that stand at the beginning of every hot page: SQLAlchemy's statements on the driver's own
cursor.

To ask whether a page is still right would cost more than to send it, most of it around the
statement: without connection, transaction and result objects it takes a fifth of the time.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core.db import db


class Rows(list[Any]):
    """Named tuples, with the two ways to read them that SQLAlchemy's results have as well."""

    def all(self) -> list[Any]:
        """Every row."""
        return self

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self[0][0] if self else None


class QuickReading:
    """A connection for a few reads; on SQLite each statement sees the newest state."""

    def __init__(self, connection: DBAPIConnection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def execute(
        self, statement: Select[Any], parameters: Mapping[str, object] | None = None
    ) -> Rows:
        """Run a statement that is built once, and whose columns are texts and numbers.

        Raises the same errors as SQLAlchemy, without their parameters.
        """
        ready = _compiled(statement, self._dialect)
        values = {**ready.constants, **(parameters or {})}
        cursor = self._connection.cursor()
        try:
            cursor.execute(ready.sql, [values[name] for name in ready.order] or values)
            return Rows(map(ready.row, cursor.fetchall()))
        except self._dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                ready.sql,
                None,
                error,
                self._dialect.loaded_dbapi.Error,
                hide_parameters=True,
                dialect=self._dialect,
            ) from error
        finally:
            cursor.close()


Reading = Session | QuickReading
"""What a query that only reads may be given."""


@contextmanager
def quick_reads() -> Iterator[QuickReading]:
    """A pooled connection for the few reads of a hot page."""
    engine = db.engine
    connection = engine.raw_connection()
    try:
        yield QuickReading(connection, engine.dialect)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class _Ready:
    sql: str
    constants: Mapping[str, object]
    order: tuple[str, ...]
    row: Callable[[Any], Any]


@lru_cache(maxsize=32)
def _compiled(statement: Select[Any], dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    columns = statement.selected_columns
    for column in columns:
        if column.type.dialect_impl(dialect).result_processor(dialect, None) is not None:
            raise TypeError(f"column {column.name} needs SQLAlchemy to read it")
    names = [column.name for column in columns]
    make = namedtuple("Row", names, rename=True)._make  # type: ignore[attr-defined]
    return _Ready(compiled.string, compiled.params, tuple(compiled.positiontup or ()), make)
