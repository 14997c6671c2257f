"""The tables of proofs: the tree over a ledger, its checkpoints and keys, and digests that rows tell of."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "4"
down_revision = "3"

NAME = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; whoever asked for them has the trees grow over the rows that there are (`ledger.ready`)."""
    op.create_table(
        "log_subtrees",
        Column("company", NAME, nullable=False),
        Column("level", Integer(), nullable=False),
        Column("number", BigInteger(), nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("company", "level", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_checkpoints",
        Column("company", NAME, nullable=False),
        Column("place", Integer(), nullable=False),
        Column("size", BigInteger(), nullable=False),
        Column("at", Text(), nullable=False),
        Column("note", Text(), nullable=False),
        Column("stamp", LargeBinary()),
        PrimaryKeyConstraint("company", "place"),
    )
    op.create_table(
        "log_keys",
        Column("company", NAME, nullable=False),
        Column("key", NAME, nullable=False),
        Column("since", Text(), nullable=False),
        Column("until", Text()),
        PrimaryKeyConstraint("company", "key"),
    )
    op.create_table(
        "told_digests",
        Column("company", NAME, nullable=False),
        Column("sha256", LargeBinary(), nullable=False),
        Column("position", BigInteger(), nullable=False),
        PrimaryKeyConstraint("company", "sha256", "position"),
        sqlite_with_rowid=False,
    )
