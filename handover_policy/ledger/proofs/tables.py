"""LOG_SUBTREES and what belongs to it: the tables by which a ledger is proven."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

LOG_SUBTREES = Table(
    "log_subtrees",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("level", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint(COMPANY, "level", "number"),
    sqlite_with_rowid=False,
)
"""Hashes of the complete subtrees over the leaves of a ledger, each written once; those of level 0 are the leaves."""

LOG_CHECKPOINTS = Table(
    "log_checkpoints",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("place", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("stamp", LargeBinary),
    PrimaryKeyConstraint(COMPANY, "place"),
)
"""Signed checkpoints in the order in which they were made; `stamp` is what a time-stamp authority answered of one."""

LOG_KEYS = Table(
    "log_keys",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("key", NAME, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text),
    PrimaryKeyConstraint(COMPANY, "key"),
)
"""The public halves of the keys that signed, and sign, for a log; `until` of one that signs no more."""

TOLD_DIGESTS = Table(
    "told_digests",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint(COMPANY, "sha256", "position"),
    sqlite_with_rowid=False,
)
"""Which rows tell of a file or a sheet, by its digest."""
