"""The table of contents that were erased and may still lie on the disk."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, Text, false

revision = "7"
down_revision = "6"

NAME = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "gone_files",
        Column("company", NAME, nullable=False),
        Column("sha256", NAME, nullable=False),
        Column("removing", Boolean(), nullable=False, server_default=false()),
        PrimaryKeyConstraint("company", "sha256"),
        sqlite_with_rowid=False,
    )
