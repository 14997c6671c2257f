"""PACKAGES, PACKAGE_LOOKS: the tables of handover packages."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

PACKAGES = Table(
    "packages",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("case_id", NAME, nullable=False),
    Column("contents", Text, nullable=False),
    Column("sha256", NAME, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("receiver", NAME),
    PrimaryKeyConstraint(COMPANY, "case_id"),
    Index("packages_receiver", COMPANY, "receiver", "at"),
)
"""The newest package of each case: a digest over what is in it, its SHA-256, its bytes, when it was made, for whom."""

PACKAGE_LOOKS = Table(
    "package_looks",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint(COMPANY),
)
"""Up to which row of a company's ledger every package that a decision calls for was exported."""
