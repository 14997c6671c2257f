"""The table of contents that were erased and may still lie on the disk."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, Text

revision = "8"
down_revision = "5"

NAME = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "gone_files",
        Column("company", NAME, nullable=False),
        Column("sha256", NAME, nullable=False),
        PrimaryKeyConstraint("company", "sha256"),
        sqlite_with_rowid=False,
    )
