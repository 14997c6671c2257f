"""rows_of_case, positions_before: the rows that tell of a case, whole, and those that say how was decided meanwhile."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from handover_policy.ledger.entries import EntryKind
from handover_policy.ledger.ledger_rows import COLUMNS, LedgerRow, ledger_row
from handover_policy.ledger.reading.told import IN_TURN, positions_of
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import LEDGER

KIND_POSITIONS = select(LEDGER.c.position).where(LEDGER.c.company == COMPANY, LEDGER.c.kind != "event")


def rows_of_case(connection: Connection, company: str, case: str) -> Iterator[LedgerRow]:
    """Yield the rows that are of a case or touched it, in their order."""
    of_case = positions_of(company, case, 0)
    asked = select(*COLUMNS).join(of_case, LEDGER.c.position == of_case.c.position)
    told = asked.where(LEDGER.c.company == company).order_by(LEDGER.c.position)
    with connection.execute(told, execution_options=IN_TURN) as found:
        for row in found:
            yield LedgerRow(*row[:10], salt=None if row[10] is None else bytes(row[10]), leaf=bytes(row[11]))


def rows_in_force(
    connection: Connection, company: str, kind: EntryKind, positions: Sequence[int]
) -> Iterator[LedgerRow]:
    """Yield the rows of a kind other than `event` that were the newest of it when any of some rows was written."""
    asked = KIND_POSITIONS.where(LEDGER.c.kind == kind).order_by(LEDGER.c.position)
    known = list(connection.execute(asked, {"company": company}).scalars())
    wanted = {known[at - 1] for each in positions if (at := bisect_left(known, each))}
    for position in sorted(wanted):
        row = ledger_row(connection, company, position)
        if row is not None:
            yield row
