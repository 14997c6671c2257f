"""snapshot: a transaction that reads one moment of a ledger throughout, whatever its writer does meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from handover_policy.ledger.database import POSTGRESQL

NO_HURRY = text("SET LOCAL idle_in_transaction_session_timeout = 0")
"""Of PostgreSQL: a reader holds nobody up, and may take its time between two queries."""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that sees one state; SQLite gives every transaction one."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == POSTGRESQL else {}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        if level:
            connection.execute(NO_HURRY)
        yield connection
