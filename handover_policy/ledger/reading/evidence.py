"""rows_of_case, rows_in_force: the rows that tell of a case, whole, and those that say how was decided meanwhile."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, literal_column, select

from handover_policy.ledger.entries import EntryKind
from handover_policy.ledger.ledger_rows import COLUMNS, LedgerRow, ledger_row
from handover_policy.ledger.reading.told import IN_TURN, positions_of
from handover_policy.ledger.tables import LEDGER


def rows_of_case(connection: Connection, company: str, case: str) -> Iterator[LedgerRow]:
    """Yield the rows that are of a case or touched it, in their order."""
    with connection.execute(case_rows_asked(company, case), execution_options=IN_TURN) as found:
        for row in found:
            yield LedgerRow._make((*row[:10], None if row[10] is None else bytes(row[10]), bytes(row[11])))


def rows_in_force(
    connection: Connection, company: str, kind: EntryKind, positions: Sequence[int]
) -> Iterator[LedgerRow]:
    """Yield the rows of a kind other than `event` that were the newest of it when any of some rows was written."""
    known = list(connection.execute(kind_asked(company, kind)).scalars())
    wanted = {known[at - 1] for each in positions if (at := bisect_left(known, each))}
    for position in sorted(wanted):
        row = ledger_row(connection, company, position)
        if row is not None:
            yield row


def case_rows_asked(company: str, case: str) -> Select[Any]:
    """Return the query for the rows of a case."""
    of_case = positions_of(company, case, 0)
    asked = select(*COLUMNS).join(of_case, LEDGER.c.position == of_case.c.position)
    return asked.where(LEDGER.c.company == company).order_by(LEDGER.c.position)


def kind_asked(company: str, kind: EntryKind) -> Select[int]:
    """Return the query for the positions of a kind of rows; that they are no events is said, too, for their index."""
    row = LEDGER.c
    told = (row.company == company, row.kind == kind, row.kind != literal_column("'event'"))
    return select(row.position).where(*told).order_by(row.position)
