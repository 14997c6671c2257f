"""open_database: an engine on SQLite or PostgreSQL whose transactions are on disk when they are committed."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SQLITE, POSTGRESQL = "sqlite", "postgresql"
WRITES = "handover_writes"
PRAGMAS = (
    "busy_timeout=10000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
)
"""Of SQLite: FULL, for with NORMAL a power cut loses what was acknowledged; what is erased is written over, for the
free pages of the file would still tell of it."""
LEASE_SECONDS = 10.0
PRIMARY = 0xFF
AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
"""What SQLite says where file, disk or lock are in the way, and not the statement; the primary part of its codes."""
OTHERS = 12
"""Connections of all who are no writer: reads, keys and probes of the web, leases, companies taken."""
LONGEST_TURN = 600
"""Seconds after which a writer that gets no connection counts as one whose database is away."""


class DatabaseUnknown(ValueError):
    """The address names no database that the ledger can be kept in."""


def open_database(address: str, *, lease: float = LEASE_SECONDS, writers: int | None = None) -> Engine:
    """Return an engine on a database.

    Args:
        address: `sqlite:///PATH` or `postgresql+psycopg://…`.
        lease: seconds for which a writer may be silent: a session that sleeps longer inside a transaction is ended.
        writers: where writers alone use the engine, how many are at work at once; the others wait their turn.

    Raises:
        DatabaseUnknown: the address is of neither kind.

    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # what they say may quote the password
        raise DatabaseUnknown("the address cannot be read") from None
    kind = url.get_backend_name()
    pool = _pool(writers)
    if kind == SQLITE:
        engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True, **pool)
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begins)
        return engine
    if kind != POSTGRESQL:
        raise DatabaseUnknown(f"{kind} is neither {SQLITE} nor {POSTGRESQL}")
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=_patience(lease),
        pool_pre_ping=True,
        hide_parameters=True,
        **pool,
    )


def _pool(writers: int | None) -> dict[str, int]:
    """Return how many connections are kept: a writer's batch waits for one as long as it takes."""
    if writers is None:
        return {"pool_size": OTHERS, "max_overflow": OTHERS // 2}
    return {"pool_size": max(1, writers), "max_overflow": 0, "pool_timeout": LONGEST_TURN}


def _patience(lease: float) -> dict[str, object]:
    """Return how long PostgreSQL and this side wait for each other, so that a silent writer is gone with its lease."""
    milliseconds = int(lease * 1000)
    settings = {
        "idle_in_transaction_session_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "tcp_user_timeout": milliseconds,
        "synchronous_commit": "on",
    }
    return {
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        "connect_timeout": max(2, math.ceil(lease)),
        "tcp_user_timeout": milliseconds,  # of this side: a writer that the network has left learns of it in time
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that writes from its beginning; committed at the end, undone by any error."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that sees one state throughout."""
    one_state = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == POSTGRESQL else {}
    with engine.connect().execution_options(**one_state) as connection, connection.begin():
        yield connection


def may_pass(error: Exception) -> bool:
    """Return whether an error may pass by itself: a database that is away, or held by another process."""
    if isinstance(error, DataError):  # a value that the database does not take: of one event
        return False
    return isinstance(error, SQLAlchemyError | OSError)


def is_away(error: Exception) -> bool:
    """Return whether a database, or a disk, is away or held: whoever asks again may find it there.

    Of anything else, a statement that is wrong say, asking again helps nobody: it is a fault of ours.
    """
    if isinstance(error, OSError | PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & PRIMARY in AWAY
    return error.connection_invalidated or (
        isinstance(error, OperationalError | InterfaceError) and not isinstance(error.orig, sqlite3.Error)
    )


def _sqlite_connected(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begins(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")
