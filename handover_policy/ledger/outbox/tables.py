"""OUTBOX and what belongs to it: the tables of deliveries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    false,
    text,
)

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

WAITING, SENDING, ACCEPTED = "waiting", "sending", "accepted"
DELIVERED, READ = "delivered", "read"
FAILED, UNKNOWN, UNDELIVERABLE = "failed", "unknown", "undeliverable"
STATES = (WAITING, SENDING, ACCEPTED, DELIVERED, READ, FAILED, UNKNOWN, UNDELIVERABLE)
"""Of a delivery (service.md section 5); `undeliverable`: nobody was asked to carry it, and `code` says why."""
ARRIVED = (DELIVERED, READ)
TROUBLED = (FAILED, UNKNOWN, UNDELIVERABLE)
ASKED_ABOUT = (ACCEPTED, UNKNOWN, DELIVERED)
"""States in which a provider may have more to tell: of what was delivered, that it was read."""
PORTAL = "portal"
"""The channel whose messages arrive by being written: they stand on the page of whom they are for."""
IS_WAITING = "state = 'waiting'"
IS_SENDING = "state = 'sending'"
IS_ASKED_ABOUT = "next_attempt IS NOT NULL AND (state = 'accepted' OR state = 'unknown' OR state = 'delivered')"
IS_TROUBLED = "(state = 'failed' OR state = 'unknown' OR state = 'undeliverable')"
IS_LOUD = "(code IS NULL OR code <> 'channel-not-set-up') AND substr(notice, 1, 8) <> 'private/'"
"""Of a message in trouble: there is one for each on a channel that nobody set up, and nobody looks at these; what goes
to one person alone hr sees elsewhere."""


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


OUTBOX = Table(
    "outbox",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("notice", NAME, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("person", NAME, nullable=False),
    Column("case_id", NAME),
    Column("item", NAME),
    Column("reminder", Boolean, nullable=False, server_default=false()),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt", Double),
    Column("parcel", Text),
    Column("claimed_by", Text),
    Column("claimed_until", Double),
    Column("instead_of", NAME),
    Column("address", Text),
    Column("provider_id", Text),
    Column("code", Text),
    Column("reason", Text),
    Column("begun_at", Double),
    Column("sent_at", Double),
    Column("doubted_at", Double),
    Column("settled_at", Double),
    PrimaryKeyConstraint(COMPANY, "notice", "channel"),
    Index("outbox_due", COMPANY, "channel", "next_attempt", **_where(IS_WAITING)),
    Index("outbox_sending", COMPANY, "channel", "claimed_until", **_where(IS_SENDING)),
    Index("outbox_asked", COMPANY, "channel", "next_attempt", **_where(IS_ASKED_ABOUT)),
    Index("outbox_troubled", COMPANY, "position", **_where(f"{IS_TROUBLED} AND {IS_LOUD}")),
    Index("outbox_person", COMPANY, "person", "channel", "position"),
    Index("outbox_item", COMPANY, "item", **_where("item IS NOT NULL")),
    Index("outbox_parcel", COMPANY, "parcel", **_where("parcel IS NOT NULL")),
    Index("outbox_provided", COMPANY, "provider_id", **_where("provider_id IS NOT NULL")),
    sqlite_with_rowid=False,
)
"""A message on one channel, from the decision that asks for it to its arrival.

`reminder` tells one of a planned day from a first word; `next_attempt` is when it is next sent, or asked about;
`parcel` names what went out in one request; `begun_at` is when the newest attempt began, `doubted_at` when the first
one began of which nobody knows how it ended, `sent_at` when a provider took it, or may have. `instead_of` is the
channel that failed, where no decision asked for this. `item` is the task that it is about, on a channel that keeps
lists of what people have to do.
"""

CHANNEL_TOKENS = Table(
    "channel_tokens",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("sealed", LargeBinary),
    Column("until", Double, nullable=False),
    Column("renewing_until", Double, nullable=False),
    PrimaryKeyConstraint(COMPANY, "name"),
    sqlite_with_rowid=False,
)
"""Access tokens of providers, kept encrypted for all processes; `renewing_until`: one of them fetches a fresh one."""

CHANNEL_RATES = Table(
    "channel_rates",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("bucket", NAME, nullable=False),
    Column("times", Text, nullable=False),
    PrimaryKeyConstraint(COMPANY, "bucket"),
    sqlite_with_rowid=False,
)
"""When parcels went out lately through a channel or to an address: no process sends more than the provider takes."""

WEBHOOK_STANDINGS = Table(
    "webhook_standings",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("made_of", Text, nullable=False),
    Column("failing_since", Double),
    Column("last_at", Double),
    Column("code", Text),
    Column("reason", Text),
    Column("disabled_at", Double),
    Column("enabled_at", Double),
    Column("enabled_by", Text),
    PrimaryKeyConstraint(COMPANY, "channel"),
    sqlite_with_rowid=False,
)
"""Machines that are told of decisions and do not take them: since when, what they last said, when they were given up.

`made_of` is a digest of the settings: a machine whose secret was changed is begun with anew.
"""

SMS_REPORTS = Table(
    "sms_reports",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("id", NAME, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("key", Text),
    Column("provider_id", Text),
    Column("state", Text, nullable=False),
    Column("code", Text),
    Column("reason", Text),
    Column("at", Double),
    Column("source", Text, nullable=False),
    Column("came_at", Double, nullable=False),
    Column("look_at", Double, nullable=False),
    PrimaryKeyConstraint(COMPANY, "id"),
    Index("sms_reports_due", COMPANY, "look_at"),
    sqlite_with_rowid=False,
)
"""What providers of text messages reported by themselves, until a sender has it at its message; `id` is a digest."""
UNREACHED = Table(
    "unreached",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("case_id", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("at", Text, nullable=False),
    Column("told_at", Text),
    Column("told_by", NAME),
    PrimaryKeyConstraint(COMPANY, "case_id", "person"),
    Index("unreached_waiting", COMPANY, "at", **_where("told_at IS NULL")),
    sqlite_with_rowid=False,
)
"""Who has no address for a message of a case (empty: of none): told to hr once, until somebody has told the person."""
