"""held_alone: a company's ledger altered by a command, while no service writes for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from handover_policy import __version__
from handover_policy.ledger.database import writing
from handover_policy.ledger.keeping.snapshot import take_time
from handover_policy.ledger.lease import Holder, LedgerEnd, fence, give_back, take_lease


class LedgerHeld(RuntimeError):
    """Another process writes for the company."""


@contextmanager
def held_alone(engine: Engine, company: str, holder: Holder) -> Iterator[tuple[Connection, LedgerEnd]]:
    """Give a transaction in which nobody else writes for a company, and where its ledger stands.

    Raises:
        LedgerHeld: another process writes for it.

    """
    lease = take_lease(engine, company, holder, __version__)
    if lease is None:
        raise LedgerHeld(company)
    try:
        with writing(engine) as connection:
            take_time(connection)
            yield connection, fence(connection, lease)
    finally:
        give_back(engine, lease)
