"""snapshot: a transaction that reads one moment of a ledger throughout, whatever its writer does meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from handover_policy.ledger.database import POSTGRESQL

NO_HURRY = text("SET LOCAL idle_in_transaction_session_timeout = 0")
"""Of PostgreSQL, which ends silent transactions of a service: its writer may have been stopped."""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that sees one state; SQLite gives every transaction one."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == POSTGRESQL else {}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        take_time(connection)
        yield connection


def take_time(connection: Connection) -> None:
    """Let the transaction at hand be silent as long as it likes: it reads alone, or holds the only right to write."""
    if connection.dialect.name == POSTGRESQL:
        connection.execute(NO_HURRY)
