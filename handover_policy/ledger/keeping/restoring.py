"""write_rows, set_standing: a ledger written from elsewhere, and the row of a company that tells where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, insert, update

from handover_policy.ledger.ledger_rows import LedgerRow
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import COMPANIES, LEDGER

STANDS = (
    update(COMPANIES)
    .where(COMPANIES.c.company == bindparam("here"))
    .values(next_position=bindparam("next"), clock=bindparam("told"), state_format=bindparam("form"))
)
ROW = insert(LEDGER)


def write_rows(connection: Connection, company: str, rows: Iterable[LedgerRow]) -> None:
    """Write rows of a ledger as they are."""
    written = [{COMPANY.key: company, **row._asdict()} for row in rows]
    if written:
        connection.execute(ROW, written)


def set_standing(connection: Connection, company: str, next_position: int, clock: str, state_format: int) -> None:
    """Note where a company's ledger stands, what its clock has told, and in which format its state is."""
    told = {"here": company, "next": next_position, "told": clock, "form": state_format}
    connection.execute(STANDS, told)
