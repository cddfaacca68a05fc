"""Connections to PostgreSQL that outlive the portal that opened them.

A new connection knows nothing of the database's tables: until a page's queries have met them all
it takes 0.1 s, again in every test. One that a portal has closed is handed to the next instead.
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event, make_url


class KeptConnection(psycopg.Connection[Any]):
    """A connection that goes back to its shelf when it is closed, as fresh as a new one."""

    shelf: ClassVar[deque["KeptConnection"]] = deque()
    of_parent: ClassVar[deque["KeptConnection"]] = deque()

    def close(self) -> None:
        """Forget everything that was set and prepared, or end if there is something amiss."""
        if self.closed or self in self.shelf:
            return
        try:
            self.rollback()
            self.autocommit = True
            self.execute("DISCARD ALL")
            self.autocommit = False
        except psycopg.Error:
            super().close()
        else:
            self.shelf.append(self)

    def end(self) -> None:
        """Close the connection itself."""
        super().close()

    def is_usable(self) -> bool:
        """Nobody has ended it meanwhile."""
        return not self.closed and self.info.transaction_status is TransactionStatus.IDLE


def _begin_anew() -> None:
    """In a child process: the parent's connections stay its own. One that both had would outlive a
    child that is killed, with all that it had locked."""
    KeptConnection.of_parent, KeptConnection.shelf = KeptConnection.shelf, deque()


os.register_at_fork(after_in_child=_begin_anew)


@contextmanager
def kept_connections(url: str) -> Iterator[None]:
    """Within this block engines for the database at `url` share their connections."""
    name = make_url(url).database

    def connect(_: object, __: object, ___: object, arguments: dict[str, Any]) -> Any:
        if arguments.get("dbname") != name:
            return None
        while KeptConnection.shelf:
            connection = KeptConnection.shelf.popleft()
            if connection.is_usable():
                return connection
            connection.end()
        return KeptConnection.connect(**arguments)

    event.listen(Engine, "do_connect", connect)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", connect)
        while KeptConnection.shelf:
            KeptConnection.shelf.pop().end()
