"""LEDGER_MARKS: the table of what waits to become a row of a ledger."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

LEDGER_MARKS = Table(
    "ledger_marks",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("id", NAME, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", NAME),
    Column("case_id", NAME),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint(COMPANY, "id"),
    sqlite_with_rowid=False,
)
"""What senders say of deliveries, the archive of files and signers of signatures, until the writer has it; the ids
ascend in the order in which it was said."""
