"""The tables of deliveries: an outbox that is worked off, marks for the ledger, tokens and rates of channels."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Double, LargeBinary, PrimaryKeyConstraint, Text, column, false, or_, table, text

revision = "3"
down_revision = "2"

NAME = Text().with_variant(Text(collation="C"), "postgresql")
OLD = table("outbox", *map(column, ("channel", "state", "code", "next_attempt", "settled_at", "company", "position")))


def upgrade() -> None:
    """Make the tables; what was written before there were senders is never sent."""
    _outbox()
    _unreached()
    op.create_table(
        "delivery_marks",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("case_id", NAME),
        Column("body", Text(), nullable=False),
        PrimaryKeyConstraint("company", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "channel_tokens",
        Column("company", NAME, nullable=False),
        Column("name", NAME, nullable=False),
        Column("sealed", LargeBinary()),
        Column("until", Double(), nullable=False),
        Column("renewing_until", Double(), nullable=False),
        PrimaryKeyConstraint("company", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "channel_rates",
        Column("company", NAME, nullable=False),
        Column("bucket", NAME, nullable=False),
        Column("times", Text(), nullable=False),
        PrimaryKeyConstraint("company", "bucket"),
        sqlite_with_rowid=False,
    )


def _unreached() -> None:
    op.create_table(
        "unreached",
        Column("company", NAME, nullable=False),
        Column("case_id", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("at", Text(), nullable=False),
        Column("told_at", Text()),
        Column("told_by", NAME),
        PrimaryKeyConstraint("company", "case_id", "person"),
        sqlite_with_rowid=False,
    )
    waiting = text("told_at IS NULL")
    op.create_index("unreached_waiting", "unreached", ["company", "at"], sqlite_where=waiting, postgresql_where=waiting)


def _outbox() -> None:
    for name in ("case_id", "parcel", "claimed_by", "instead_of", "address", "provider_id", "code", "reason"):
        op.add_column("outbox", Column(name, NAME if name in {"case_id", "instead_of"} else Text()))
    for name in ("claimed_until", "sent_at", "settled_at"):
        op.add_column("outbox", Column(name, Double()))
    op.add_column("outbox", Column("reminder", Boolean(), nullable=False, server_default=false()))
    op.drop_index("outbox_waiting", "outbox")
    troubled = "state = 'failed' OR state = 'unknown' OR state = 'undeliverable'"
    for name, columns, condition in (
        ("outbox_due", ["company", "channel", "next_attempt"], "state = 'waiting'"),
        ("outbox_sending", ["company", "channel", "claimed_until"], "state = 'sending'"),
        (
            "outbox_asked",
            ["company", "channel", "next_attempt"],
            "next_attempt IS NOT NULL AND (state = 'accepted' OR state = 'unknown' OR state = 'delivered')",
        ),
        ("outbox_troubled", ["company", "position"], troubled),
        ("outbox_parcel", ["company", "parcel"], "parcel IS NOT NULL"),
    ):
        op.create_index(name, "outbox", columns, sqlite_where=text(condition), postgresql_where=text(condition))
    connection, row = op.get_bind(), OLD.c
    connection.execute(OLD.update().where(row.channel == "portal").values(state="delivered", next_attempt=None))
    stale = or_(row.state == "waiting", row.state == "sending")
    none = {"state": "undeliverable", "code": "channel-not-set-up", "next_attempt": None}
    connection.execute(OLD.update().where(row.channel != "portal", stale).values(**none))
