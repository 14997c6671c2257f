"""LedgerRow, rows_from: the rows of a ledger as they stand in the database, in their order, a few hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import BindParameter, Connection, bindparam, func, select

from handover_policy.ledger.entries import EntryKind, LedgerEntry, decision_parts, leaf, written_moment
from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import COMPANIES, LEDGER
from handover_policy.render.line import line_of

MOST_AT_ONCE = 500
FROM: BindParameter[int] = bindparam("first")
COLUMNS = (
    LEDGER.c.position,
    LEDGER.c.kind,
    LEDGER.c.type,
    LEDGER.c.subject,
    LEDGER.c.case_id,
    LEDGER.c.outcome,
    LEDGER.c.policy_digest,
    LEDGER.c.received_at,
    LEDGER.c.body,
    LEDGER.c.decision,
    LEDGER.c.salt,
    LEDGER.c.leaf,
)
SOME = (
    select(*COLUMNS)
    .where(LEDGER.c.company == COMPANY, LEDGER.c.position >= FROM)
    .order_by(LEDGER.c.position)
    .limit(MOST_AT_ONCE)
)
ONE = select(*COLUMNS).where(LEDGER.c.company == COMPANY, LEDGER.c.position == bindparam("at"))
LAST = select(func.max(LEDGER.c.position)).where(LEDGER.c.company == COMPANY)
STANDS = select(COMPANIES.c.next_position, COMPANIES.c.clock).where(COMPANIES.c.company == COMPANY)


class LedgerRow(NamedTuple):
    """A row of a ledger, by its columns; body, decision and salt are None where they were erased."""

    position: int
    kind: EntryKind
    type: str | None
    subject: str | None
    case_id: str | None
    outcome: str | None
    policy_digest: str | None
    received_at: str
    body: str | None
    decision: str | None
    salt: bytes | None
    leaf: bytes

    @property
    def entry(self) -> LedgerEntry:
        """Return the row as it was to be written; ValueError where its time is none."""
        return LedgerEntry(
            kind=self.kind,
            received_at=datetime.fromisoformat(self.received_at),
            body=self.body or "",
            decision=self.decision,
            type=self.type,
            subject=self.subject,
            case=self.case_id,
            outcome=self.outcome,
            policy_digest=self.policy_digest,
        )

    def leaf_of(self, **columns: str | None) -> bytes | None:
        """Return the leaf that the row has with other values in some columns; None where it can have none.

        A leaf is made of what a decision and a time mean. So they have to stand as the ledger writes them: of a name
        that a decision has twice, say, one reader takes the first and another the last.
        """
        row = self._replace(**columns) if columns else self  # type: ignore[arg-type] # columns of texts
        try:
            entry, decision = row.entry, None if row.decision is None else orjson.loads(row.decision)
            if row.salt is None or written_moment(entry.received_at) != row.received_at:
                return None
            if decision is not None and line_of(decision).decode() != row.decision:
                return None
            return leaf(row.position, entry, row.salt, () if decision is None else decision_parts(decision))
        except (ValueError, AttributeError, TypeError):
            return None


def rows_from(connection: Connection, company: str, first: int) -> Iterator[LedgerRow]:
    """Yield the rows of a company from a position on."""
    while True:
        found = connection.execute(SOME, {"company": company, "first": first}).fetchall()
        for row in found:
            yield _row(*row)
        if len(found) < MOST_AT_ONCE:
            return
        first = found[-1][0] + 1


def ledger_row(connection: Connection, company: str, position: int) -> LedgerRow | None:
    """Return a row of a company; None where there is none at the position."""
    row = connection.execute(ONE, {"company": company, "at": position}).first()
    return None if row is None else _row(*row)


def stands_at(connection: Connection, company: str) -> tuple[int, str] | None:
    """Return the position of a company's next row and what its clock has told; None where it has no ledger."""
    found = connection.execute(STANDS, {"company": company}).first()
    return None if found is None else (found[0], found[1])


def last_position(connection: Connection, company: str) -> int:
    """Return the position of a company's last row; 0 where it has none."""
    return connection.execute(LAST, {"company": company}).scalar() or 0


def _row(*columns: Any) -> LedgerRow:  # noqa: ANN401 - values of a row
    """Return a row; what stands in the place of bytes and is none is taken by its characters, so that no leaf fits."""
    *texts, salt, made = columns
    return LedgerRow._make((*texts, None if salt is None else _bytes(salt), _bytes(made)))


def _bytes(told: str | bytes | memoryview) -> bytes:
    return told.encode() if isinstance(told, str) else bytes(told)
