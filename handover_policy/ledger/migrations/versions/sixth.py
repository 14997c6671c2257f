"""The tables of handover packages: the newest of each case, and how far each ledger was looked through."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision = "6"
down_revision = "5"

NAME = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "packages",
        Column("company", NAME, nullable=False),
        Column("case_id", NAME, nullable=False),
        Column("contents", Text(), nullable=False),
        Column("sha256", NAME, nullable=False),
        Column("size", BigInteger(), nullable=False),
        Column("at", Text(), nullable=False),
        Column("receiver", NAME),
        PrimaryKeyConstraint("company", "case_id"),
    )
    op.create_index("packages_receiver", "packages", ["company", "receiver", "at"])
    op.create_table(
        "package_looks",
        Column("company", NAME, nullable=False),
        Column("position", BigInteger(), nullable=False),
        PrimaryKeyConstraint("company"),
    )
