"""What SQLAlchemy knows of a kind of database, kept for all engines of a process.

An engine compiles each statement once. Every portal of a test has an engine of its own, which
would compile them all anew: a sixth of the time of pages' tests. Engines for the same kind of
database share the dialect (whose identity is part of a compiled statement's key) and the compiled
statements; connections, events and the address stay an engine's own.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

STATEMENTS = 5000
"""The product keeps 500 for one portal; here the statements of all features meet."""
PLAIN = (str, int, bool, type(None))


def share_dialects() -> None:
    """From now on no new engine compiles a statement that another one has compiled."""
    known: dict[Hashable, tuple[DefaultDialect, LRUCache[Any, Any]]] = {}

    def engine_created(_: type, engine: Engine) -> None:
        dialect = engine.dialect
        assert isinstance(dialect, DefaultDialect)
        kind = _kind(dialect)
        if kind not in known or not _has_met_a_database(known[kind][0]):
            known[kind] = (dialect, LRUCache(STATEMENTS))
        engine.dialect, engine._compiled_cache = known[kind]

    DefaultDialect.engine_created = classmethod(engine_created)  # type: ignore[assignment]


def _kind(dialect: DefaultDialect) -> Hashable:
    """How a dialect was set up, before it has met a database."""
    plain = ((name, value) for name, value in vars(dialect).items() if isinstance(value, PLAIN))
    return type(dialect), frozenset(plain)


def _has_met_a_database(dialect: DefaultDialect) -> bool:
    """The first connection of its engine has told it what that database can do."""
    return dialect.default_schema_name is not None
