"""Leases: one process at a time writes for a company, and one that has lost its lease writes nothing (fencing)."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, bindparam, case, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handover_policy.ledger.database import LEASE_SECONDS, POSTGRESQL, SQLITE, writing
from handover_policy.ledger.rows.access import HERE
from handover_policy.ledger.rows.agenda import NO_CLOCK
from handover_policy.ledger.tables import COMPANIES

_DRAWN = secrets.token_hex(4)
STATE_FORMAT = 1
"""Counts up whenever the fields of a noun of the state change."""


FENCE = (
    update(COMPANIES)
    .where(COMPANIES.c.company == HERE, COMPANIES.c.epoch == bindparam("mine"))
    .values(epoch=COMPANIES.c.epoch)
    .returning(COMPANIES.c.next_position, COMPANIES.c.clock, COMPANIES.c.code_version)
)


class LeaseLost(RuntimeError):
    """Another process writes for the company now: nothing of this transaction counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who writes for companies: a name of the process, and the address at which it takes requests of others."""

    name: str
    address: str | None = None
    seconds: float = LEASE_SECONDS


def this_process() -> str:
    """Return a name that no other process has: two containers may bear one host name and one process number."""
    return f"{socket.gethostname()}/{os.getpid()}/{_DRAWN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to write for a company: it counts while the company's epoch is this one."""

    company: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEnd:
    """Where a company's ledger stands: the position of the next row, and what its clock has told."""

    next_position: int
    clock: str
    code_version: str


def take_lease(engine: Engine, company: str, holder: Holder, code_version: str) -> Lease | None:
    """Return the lease of a company, made anew where it has none yet; None where another process holds it.

    Each taking counts the epoch up, also of a holder that takes it again: of two that bear one name only one writes.
    On SQLite whoever asks gets it, for good: there the file is held by one process (`holding`).
    """
    with writing(engine) as connection:
        _found(connection, company, code_version)
        row, now = COMPANIES.c, now_of(connection)
        alone = connection.dialect.name == SQLITE
        free = or_(row.lease_until.is_(None), row.lease_until < now, row.holder == holder.name)
        told = (
            update(COMPANIES)
            .where(row.company == company, free)
            .values(
                epoch=row.epoch + 1,
                holder=holder.name,
                address=holder.address,
                lease_until=None if alone else now + holder.seconds,
                code_version=code_version,
            )
            .returning(row.epoch)
        )
        taken = connection.execute(told).first()
    return None if taken is None else Lease(company=company, epoch=taken[0])


def renew_lease(engine: Engine, lease: Lease, holder: Holder) -> bool:
    """Return whether the lease counts still, and lengthen it."""
    with writing(engine) as connection:
        row = COMPANIES.c
        told = (
            update(COMPANIES)
            .where(row.company == lease.company, row.epoch == lease.epoch)
            .values(lease_until=now_of(connection) + holder.seconds)
        )
        return connection.execute(told).rowcount == 1


def give_back(engine: Engine, lease: Lease) -> None:
    """Let another process take the company at once."""
    with writing(engine) as connection:
        row = COMPANIES.c
        told = update(COMPANIES).where(row.company == lease.company, row.epoch == lease.epoch)
        connection.execute(told.values(lease_until=None, holder=None, address=None))


def fence(connection: Connection, lease: Lease) -> LedgerEnd:
    """Return where the ledger stands, with the company's row locked; the first statement of each transaction.

    Raises:
        LeaseLost: another process has taken the company.

    """
    found = connection.execute(FENCE, {"here": lease.company, "mine": lease.epoch}).first()
    if found is None:
        raise LeaseLost(lease.company)
    return LedgerEnd(next_position=found[0], clock=found[1], code_version=found[2])


def address_of(connection: Connection, company: str) -> str | None:
    """Return where the process takes requests that writes for a company; None where nobody does."""
    row = COMPANIES.c
    held = case((row.lease_until >= now_of(connection), row.address))
    found = connection.execute(select(held).where(row.company == company)).first()
    return None if found is None else found[0]


def now_of(connection: Connection):  # type: ignore[no-untyped-def] # noqa: ANN201 - an expression of SQL
    """Return the moment by the database's own clock, in seconds since 1970."""
    if connection.dialect.name == POSTGRESQL:
        return func.extract("epoch", func.clock_timestamp())
    return literal_column("((julianday('now') - 2440587.5) * 86400.0)")


def _found(connection: Connection, company: str, code_version: str) -> None:
    """Let a company be there, whoever else lets it be there at the same time."""
    if connection.execute(select(COMPANIES.c.company).where(COMPANIES.c.company == company)).first() is not None:
        return
    insert = postgresql.insert if connection.dialect.name == POSTGRESQL else sqlite.insert
    connection.execute(
        insert(COMPANIES)
        .values(
            company=company,
            next_position=1,
            clock=NO_CLOCK,
            state_format=STATE_FORMAT,
            code_version=code_version,
            epoch=0,
        )
        .on_conflict_do_nothing()
    )
