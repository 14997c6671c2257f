"""The tables of pages: sessions, codes, read messages, files; and by what people are looked for."""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    column,
    table,
    text,
)

revision = "2"
down_revision = "1"

NAME = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    for made in (_people, _outbox, _sessions, _codes, _read_messages, _files, _file_versions, _personal):
        made()
    for made in (_drafts, _addresses, _asked_for, _contacts, _indexes):
        made()


def _people() -> None:
    for name in ("name", "manager", "department"):
        op.add_column("people", Column(name, NAME if name == "manager" else Text()))
    op.create_index("people_manager", "people", ["company", "manager"])
    people = table("people", *map(column, ("company", "id", "body", "name", "manager", "department")))
    connection = op.get_bind()
    for company, person, body, *_ in connection.execute(people.select()).fetchall():
        told = json.loads(body)["attributes"]
        found = {name: told.get(name) for name in ("name", "manager", "department")}
        values = {name: value if isinstance(value, str) else None for name, value in found.items()}
        one = people.update().where(people.c.company == company, people.c.id == person)
        connection.execute(one.values(**values))


def _outbox() -> None:
    op.create_index("outbox_person", "outbox", ["company", "person", "channel", "position"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        Column("company", NAME, nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        Column("person", NAME, nullable=False),
        Column("kind", Text(), nullable=False),
        Column("began_at", Text(), nullable=False),
        Column("until", Double(), nullable=False),
        Column("device", Text(), nullable=False),
        Column("ended_at", Text()),
        PrimaryKeyConstraint("company", "hash"),
    )
    op.create_index("sessions_person", "sessions", ["company", "person"])


def _codes() -> None:
    op.create_table(
        "codes",
        Column("company", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("purpose", Text(), nullable=False),
        Column("sealed", LargeBinary()),
        Column("until", Double(), nullable=False),
        Column("tries", Integer(), nullable=False),
        Column("locked_until", Double()),
        PrimaryKeyConstraint("company", "person", "purpose"),
    )


def _read_messages() -> None:
    op.create_table(
        "read_messages",
        Column("company", NAME, nullable=False),
        Column("notice", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("at", Text(), nullable=False),
        PrimaryKeyConstraint("company", "notice", "person"),
        sqlite_with_rowid=False,
    )


def _personal() -> None:
    op.create_table(
        "requests",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("kind", Text(), nullable=False),
        Column("text", Text(), nullable=False),
        Column("at", Text(), nullable=False),
        Column("answered_at", Text()),
        Column("answer", Text()),
        Column("answered_by", NAME),
        PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("requests_person", "requests", ["company", "person"])
    op.create_table(
        "openings",
        Column("company", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("number", NAME, nullable=False),
        Column("by", NAME, nullable=False),
        Column("what", Text(), nullable=False),
        Column("at", Text(), nullable=False),
        PrimaryKeyConstraint("company", "person", "number"),
    )
    op.create_table(
        "certificate_links",
        Column("company", NAME, nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        Column("person", NAME, nullable=False),
        Column("case_id", NAME, nullable=False),
        Column("until", Double(), nullable=False),
        Column("made_at", Text(), nullable=False),
        PrimaryKeyConstraint("company", "hash"),
    )
    op.create_index("certificate_links_person", "certificate_links", ["company", "person"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        Column("company", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        Column("sealed", LargeBinary(), nullable=False),
        Column("until", Double(), nullable=False),
        PrimaryKeyConstraint("company", "person"),
    )


def _files() -> None:
    op.create_table(
        "files",
        Column("company", NAME, nullable=False),
        Column("sha256", NAME, nullable=False),
        Column("size", BigInteger(), nullable=False),
        Column("media_type", Text(), nullable=False),
        Column("scanned", Boolean(), nullable=False),
        PrimaryKeyConstraint("company", "sha256"),
    )


def _file_versions() -> None:
    op.create_table(
        "file_versions",
        Column("company", NAME, nullable=False),
        Column("place", NAME, nullable=False),
        Column("number", Integer(), nullable=False),
        Column("sha256", NAME, nullable=False),
        Column("name", Text(), nullable=False),
        Column("person", NAME, nullable=False),
        Column("at", Text(), nullable=False),
        PrimaryKeyConstraint("company", "place", "number"),
    )
    op.create_index("file_versions_sha256", "file_versions", ["company", "sha256"])


def _addresses() -> None:
    op.create_table(
        "addresses",
        Column("company", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("kind", NAME, nullable=False),
        Column("value", Text(), nullable=False),
        PrimaryKeyConstraint("company", "person", "kind"),
        sqlite_with_rowid=False,
    )


def _asked_for() -> None:
    op.create_table(
        "asked_for",
        Column("company", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("kind", NAME, nullable=False),
        Column("at", Text(), nullable=False),
        PrimaryKeyConstraint("company", "person", "kind"),
        sqlite_with_rowid=False,
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("name", Text(), nullable=False),
        Column("phone", Text()),
        Column("email", Text()),
        PrimaryKeyConstraint("company", "id"),
        sqlite_with_rowid=False,
    )


def _indexes() -> None:
    unfinished = text("state <> 'done' AND state <> 'waived' AND state <> 'cancelled'")
    asks = text("type = 'withdrawal.requested' AND outcome = 'applied'")
    for name, on, columns, where in (
        ("tasks_unfinished", "tasks", ["company", "case_id", "due", "id", "state"], unfinished),
        ("ledger_asks_to_stay", "ledger", ["company", "case_id", "position"], asks),
    ):
        op.create_index(name, on, columns, sqlite_where=where, postgresql_where=where)
