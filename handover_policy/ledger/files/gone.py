"""GONE_FILES: contents that were erased and may still lie on the disk; who brings one again waits for its removal."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    PrimaryKeyConstraint,
    Table,
    bindparam,
    delete,
    false,
    select,
    update,
)

from handover_policy.ledger.rows.access import COMPANY, HERE
from handover_policy.ledger.tables import COMPANY as OF_COMPANY
from handover_policy.ledger.tables import NAME, TABLES

GONE_FILES = Table(
    "gone_files",
    TABLES,
    Column(OF_COMPANY, NAME, nullable=False),
    Column("sha256", NAME, nullable=False),
    Column("removing", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint(OF_COMPANY, "sha256"),
    sqlite_with_rowid=False,
)
"""Contents that were erased and may still lie on the disk, until somebody has seen to it that they do not; `removing`:
somebody does so now."""
ROW = GONE_FILES.c
ONE = (ROW.company == COMPANY, ROW.sha256 == bindparam("digest"))
BEING_REMOVED = select(ROW.sha256).where(*ONE, ROW.removing)
BEGUN = update(GONE_FILES).where(ROW.company == HERE, ROW.sha256 == bindparam("digest")).values(removing=True)
NO_MORE = delete(GONE_FILES).where(*ONE)


def wanted_again(connection: Connection, company: str, sha256: str, *, whatever: bool) -> bool:
    """Return whether a content that somebody brings again is removed no more; not while somebody is removing it.

    Whoever brings it looks once more afterwards whether it lies on the disk. `whatever` says that whoever was removing
    it has been away for long.
    """
    asked = {"company": company, "digest": sha256}
    if not whatever and connection.execute(BEING_REMOVED, asked).first() is not None:
        return False
    connection.execute(NO_MORE, asked)
    return True


def begin_removal(connection: Connection, company: str, sha256: str) -> bool:
    """Return whether a content is to be removed from the disk: nobody has brought it again."""
    return connection.execute(BEGUN, {"here": company, "digest": sha256}).rowcount == 1


def end_removal(connection: Connection, company: str, sha256: str) -> None:
    """Note that a content lies on the disk no more."""
    connection.execute(NO_MORE, {"company": company, "digest": sha256})
