"""The first tables of a ledger, as they were made first; never altered: what changes is a version of its own."""

from __future__ import annotations

from typing import Any

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
    text,
)

revision = "1"
down_revision = None

NAME = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    for made in (
        _companies,
        _ledger,
        _seen_events,
        _case_links,
        _outbox,
        _people,
        _cases,
        _tasks,
        _watches,
        _delegations,
        _policy_sets,
        _api_keys,
        _sign_in_links,
    ):
        made()


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _companies() -> None:
    op.create_table(
        "companies",
        Column("company", NAME, nullable=False),
        Column("policy", Text()),
        Column("zone", Text()),
        Column("next_position", BigInteger(), nullable=False),
        Column("clock", Text(), nullable=False),
        Column("state_format", Integer(), nullable=False),
        Column("code_version", Text(), nullable=False),
        Column("epoch", BigInteger(), nullable=False),
        Column("holder", Text()),
        Column("address", Text()),
        Column("lease_until", Double()),
        PrimaryKeyConstraint("company"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        Column("company", NAME, nullable=False),
        Column("position", BigInteger(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("type", Text()),
        Column("subject", NAME),
        Column("case_id", NAME),
        Column("outcome", Text()),
        Column("policy_digest", Text()),
        Column("received_at", Text(), nullable=False),
        Column("body", Text()),
        Column("decision", Text()),
        Column("salt", LargeBinary()),
        Column("leaf", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("company", "position"),
    )
    op.create_index("ledger_case", "ledger", ["company", "case_id", "position"])
    op.create_index("ledger_kind", "ledger", ["company", "kind", "position"], **_where("kind <> 'event'"))
    op.create_index("ledger_subject", "ledger", ["company", "subject", "position"])


def _seen_events() -> None:
    op.create_table(
        "seen_events",
        Column("company", NAME, nullable=False),
        Column("key", LargeBinary(), nullable=False),
        Column("content", LargeBinary(), nullable=False),
        Column("position", BigInteger(), nullable=False),
        Column("refused", Boolean(), nullable=False),
        PrimaryKeyConstraint("company", "key"),
        sqlite_with_rowid=False,
    )


def _case_links() -> None:
    op.create_table(
        "case_links",
        Column("company", NAME, nullable=False),
        Column("case_id", NAME, nullable=False),
        Column("position", BigInteger(), nullable=False),
        PrimaryKeyConstraint("company", "case_id", "position"),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        Column("company", NAME, nullable=False),
        Column("notice", NAME, nullable=False),
        Column("channel", NAME, nullable=False),
        Column("position", BigInteger(), nullable=False),
        Column("person", NAME, nullable=False),
        Column("state", Text(), nullable=False),
        Column("attempts", Integer(), nullable=False),
        Column("next_attempt", Double()),
        PrimaryKeyConstraint("company", "notice", "channel"),
        sqlite_with_rowid=False,
    )
    op.create_index("outbox_waiting", "outbox", ["next_attempt"], **_where("state = 'waiting'"))


def _people() -> None:
    op.create_table(
        "people",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("body", Text(), nullable=False),
        Column("duty_at", Double()),
        Column("absent", Boolean(), nullable=False),
        PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("people_absent", "people", ["company"], **_where("absent"))
    op.create_index("people_duty", "people", ["company", "duty_at"], **_where("duty_at IS NOT NULL"))


def _cases() -> None:
    op.create_table(
        "cases",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("employee", NAME, nullable=False),
        Column("number", Integer(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("last_day", Text()),
        Column("policy", Text(), nullable=False),
        Column("body", Text(), nullable=False),
        Column("wake_at", Double()),
        Column("put_serial", BigInteger()),
        Column("watched", Text(), nullable=False),
        PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("cases_employee", "cases", ["company", "employee", "number"])
    op.create_index("cases_open", "cases", ["company", "last_day"], **_where("state = 'open'"))
    op.create_index("cases_wake", "cases", ["company", "wake_at"], **_where("wake_at IS NOT NULL"))


def _tasks() -> None:
    op.create_table(
        "tasks",
        Column("company", NAME, nullable=False),
        Column("case_id", NAME, nullable=False),
        Column("place", Integer(), nullable=False),
        Column("id", NAME, nullable=False),
        Column("state", Text(), nullable=False),
        Column("person", NAME),
        Column("due", Text()),
        Column("body", Text(), nullable=False),
        PrimaryKeyConstraint("company", "case_id", "place"),
    )
    op.create_index("tasks_person", "tasks", ["company", "person", "due"], **_where("person IS NOT NULL"))


def _watches() -> None:
    op.create_table(
        "watches",
        Column("company", NAME, nullable=False),
        Column("person", NAME, nullable=False),
        Column("case_id", NAME, nullable=False),
        PrimaryKeyConstraint("company", "person", "case_id"),
        sqlite_with_rowid=False,
    )


def _delegations() -> None:
    op.create_table(
        "delegations",
        Column("company", NAME, nullable=False),
        Column("principal", NAME, nullable=False),
        Column("place", Integer(), nullable=False),
        Column("delegate", NAME, nullable=False),
        Column("body", Text(), nullable=False),
        PrimaryKeyConstraint("company", "principal", "place"),
    )
    op.create_index("delegations_delegate", "delegations", ["company", "delegate"])


def _policy_sets() -> None:
    op.create_table(
        "policy_sets",
        Column("company", NAME, nullable=False),
        Column("digest", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("content", Text(), nullable=False),
        PrimaryKeyConstraint("company", "digest"),
    )


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        Column("company", NAME, nullable=False),
        Column("id", NAME, nullable=False),
        Column("name", Text(), nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        Column("signing", LargeBinary()),
        Column("limits", Text(), nullable=False),
        Column("made_at", Text(), nullable=False),
        Column("revoked_at", Text()),
        PrimaryKeyConstraint("company", "id"),
    )
    op.create_index("api_keys_hash", "api_keys", ["hash"], unique=True)


def _sign_in_links() -> None:
    op.create_table(
        "sign_in_links",
        Column("company", NAME, nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        Column("person", NAME, nullable=False),
        Column("until", Double(), nullable=False),
        Column("used_at", Text()),
        PrimaryKeyConstraint("company", "hash"),
    )
