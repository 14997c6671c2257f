"""state_of: the state of a company as its rows have it now, for who only reads."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handover_policy.ledger.rows.access import Access
from handover_policy.ledger.rows.agenda import NO_CLOCK
from handover_policy.ledger.rows.register import RowRegister
from handover_policy.ledger.tables import COMPANIES


def state_of(
    connection: Connection, company: str, zone: ZoneInfo, register: type[RowRegister] = RowRegister
) -> RowRegister:
    """Return the state of a company within a transaction; nothing of it is ever written back."""
    clock = connection.execute(select(COMPANIES.c.clock).where(COMPANIES.c.company == company)).scalar()
    return register(zone, Access(company, connection), clock or NO_CLOCK)
