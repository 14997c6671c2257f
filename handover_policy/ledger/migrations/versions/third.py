"""The tables of deliveries: an outbox that is worked off, marks for the ledger, tokens and rates of channels."""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    bindparam,
    column,
    false,
    or_,
    select,
    table,
    text,
)

revision = "3"
down_revision = "2"

NAME = Text().with_variant(Text(collation="C"), "postgresql")
OLD = table(
    "outbox",
    *map(column, ("company", "notice", "channel", "position", "person", "case_id", "state", "code", "next_attempt")),
)
LEDGER = table("ledger", *map(column, ("company", "position", "decision")))
READ = table("read_messages", *map(column, ("company", "notice", "person")))


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
    _webhook_standings()
    _sms_reports()


def _webhook_standings() -> None:
    op.create_table(
        "webhook_standings",
        Column("company", NAME, nullable=False),
        Column("channel", NAME, nullable=False),
        Column("made_of", Text(), nullable=False),
        Column("failing_since", Double()),
        Column("last_at", Double()),
        Column("code", Text()),
        Column("reason", Text()),
        Column("disabled_at", Double()),
        Column("enabled_at", Double()),
        Column("enabled_by", Text()),
        PrimaryKeyConstraint("company", "channel"),
        sqlite_with_rowid=False,
    )


def _sms_reports() -> None:
    op.create_table(
        "sms_reports",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("channel", NAME, nullable=False),
        Column("key", Text()),
        Column("provider_id", Text()),
        Column("state", Text(), nullable=False),
        Column("code", Text()),
        Column("reason", Text()),
        Column("at", Double()),
        Column("source", Text(), nullable=False),
        Column("came_at", Double(), nullable=False),
        Column("look_at", Double(), nullable=False),
        PrimaryKeyConstraint("company", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("sms_reports_due", "sms_reports", ["company", "look_at"])


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
    for name in ("case_id", "item", "parcel", "claimed_by", "instead_of", "address", "provider_id", "code", "reason"):
        op.add_column("outbox", Column(name, NAME if name in {"case_id", "item", "instead_of"} else Text()))
    for name in ("claimed_until", "begun_at", "sent_at", "doubted_at", "settled_at"):
        op.add_column("outbox", Column(name, Double()))
    op.add_column("outbox", Column("reminder", Boolean(), nullable=False, server_default=false()))
    op.drop_index("outbox_waiting", "outbox")
    troubled = (
        "(state = 'failed' OR state = 'unknown' OR state = 'undeliverable')"
        " AND (code IS NULL OR code <> 'channel-not-set-up')"
        " AND substr(notice, 1, 8) <> 'private/'"
    )
    for name, columns, condition in (
        ("outbox_due", ["company", "channel", "next_attempt"], "state = 'waiting'"),
        ("outbox_sending", ["company", "channel", "claimed_until"], "state = 'sending'"),
        (
            "outbox_asked",
            ["company", "channel", "next_attempt"],
            "next_attempt IS NOT NULL AND (state = 'accepted' OR state = 'unknown' OR state = 'delivered')",
        ),
        ("outbox_troubled", ["company", "position"], troubled),
        ("outbox_item", ["company", "item"], "item IS NOT NULL"),
        ("outbox_parcel", ["company", "parcel"], "parcel IS NOT NULL"),
        ("outbox_provided", ["company", "provider_id"], "provider_id IS NOT NULL"),
    ):
        op.create_index(name, "outbox", columns, sqlite_where=text(condition), postgresql_where=text(condition))
    connection, row = op.get_bind(), OLD.c
    _cases(connection)
    connection.execute(OLD.update().where(row.channel == "portal").values(state="delivered", next_attempt=None))
    opened = select(READ.c.notice).where(
        READ.c.company == row.company, READ.c.notice == row.notice, READ.c.person == row.person
    )
    connection.execute(OLD.update().where(row.channel == "portal", opened.exists()).values(state="read"))
    stale = or_(row.state == "waiting", row.state == "sending")
    none = {"state": "undeliverable", "code": "channel-not-set-up", "next_attempt": None}
    connection.execute(OLD.update().where(row.channel != "portal", stale).values(**none))


def _cases(connection: Connection) -> None:
    """Tell each message of which departure it is, as its decision says: what was erased says nothing."""
    positions = select(OLD.c.company, OLD.c.position).distinct().order_by(OLD.c.company, OLD.c.position)
    of_case = (
        OLD.update()
        .where(OLD.c.company == bindparam("of_company"), OLD.c.notice == bindparam("of_notice"))
        .values(case_id=bindparam("of_case"))
    )
    for company, position in connection.execute(positions).fetchall():
        asked = select(LEDGER.c.decision).where(LEDGER.c.company == company, LEDGER.c.position == position)
        decision = connection.execute(asked).scalar()
        told = [] if decision is None else json.loads(decision).get("effects", [])
        cases = [
            {"of_company": company, "of_notice": each["key"], "of_case": each["case"]}
            for each in told
            if each.get("effect") == "notice" and each.get("case")
        ]
        if cases:
            connection.execute(of_case, cases)
