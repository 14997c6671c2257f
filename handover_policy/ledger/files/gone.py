"""GONE_FILES, wanted_again: contents that were erased and may still lie on the disk."""

from __future__ import annotations

from sqlalchemy import Column, Connection, PrimaryKeyConstraint, Table, bindparam, delete

from handover_policy.ledger.rows.access import COMPANY
from handover_policy.ledger.tables import COMPANY as OF_COMPANY
from handover_policy.ledger.tables import NAME, TABLES

GONE_FILES = Table(
    "gone_files",
    TABLES,
    Column(OF_COMPANY, NAME, nullable=False),
    Column("sha256", NAME, nullable=False),
    PrimaryKeyConstraint(OF_COMPANY, "sha256"),
    sqlite_with_rowid=False,
)
"""Contents that were erased and may still lie on the disk, until somebody has seen to it that they do not."""
AGAIN = delete(GONE_FILES).where(GONE_FILES.c.company == COMPANY, GONE_FILES.c.sha256 == bindparam("digest"))


def wanted_again(connection: Connection, company: str, sha256: str) -> None:
    """Let a content that somebody brings again be removed no more; waits for whoever is about to remove it.

    Whoever brings it looks once more afterwards whether it lies on the disk.
    """
    connection.execute(AGAIN, {"company": company, "digest": sha256})
