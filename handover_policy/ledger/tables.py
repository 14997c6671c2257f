"""The tables: one definition for SQLite and PostgreSQL; every key begins with the company.

JSON is kept as text: the order of its keys counts, and it may hold what a database's own JSON refuses. Times are texts
in UTC, but for those that are compared with the clock: seconds since 1970.
"""

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
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem

TABLES = MetaData()
COMPANY = "company"
NAME = Text().with_variant(Text(collation="C"), "postgresql")
"""A text whose order is that of its characters' numbers in every database, as Python has it."""
SMALL = {"sqlite_with_rowid": False}
"""For tables of small rows alone: on those with bodies SQLite searches a whole company for each row."""


UNFINISHED = "state <> 'done' AND state <> 'waived' AND state <> 'cancelled'"
"""Of a task that still waits for somebody; written as the index of these is, for only then it is taken."""
ASKS_TO_STAY = "type = 'withdrawal.requested' AND outcome = 'applied'"


def _table(name: str, *parts: SchemaItem, **options: Any) -> Table:  # noqa: ANN401 - as SQLAlchemy takes them
    """Return a table whose first column is the company."""
    first: Column[str] = Column(COMPANY, NAME, nullable=False)
    return Table(name, TABLES, first, *parts, **options)


def _key(*names: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(COMPANY, *names)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


COMPANIES = _table(
    "companies",
    Column("policy", Text),
    Column("zone", Text),
    Column("next_position", BigInteger, nullable=False),
    Column("clock", Text, nullable=False),
    Column("state_format", Integer, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("holder", Text),
    Column("address", Text),
    Column("lease_until", Double),
    _key(),
)
"""A company: where its ledger stands, what its clock has told, and which process writes for it until when."""

LEDGER = _table(
    "ledger",
    Column("position", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text),
    Column("subject", NAME),
    Column("case_id", NAME),
    Column("outcome", Text),
    Column("policy_digest", Text),
    Column("received_at", Text, nullable=False),
    Column("body", Text),
    Column("decision", Text),
    Column("salt", LargeBinary),
    Column("leaf", LargeBinary, nullable=False),
    _key("position"),
    Index("ledger_case", COMPANY, "case_id", "position"),
    Index("ledger_subject", COMPANY, "subject", "position"),
    Index("ledger_kind", COMPANY, "kind", "position", **_where("kind <> 'event'")),
    Index("ledger_asks_to_stay", COMPANY, "case_id", "position", **_where(ASKS_TO_STAY)),
)
"""What was told, as it came, and what was decided, as `run` writes it, in the order of acceptance."""

SEEN_EVENTS = _table(
    "seen_events",
    Column("key", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("refused", Boolean, nullable=False),
    _key("key"),
    **SMALL,
)
"""Which event stands where: 16 bytes of source and id, and 16 of the content; a refused one leaves its id free."""

CASE_LINKS = _table(
    "case_links",
    Column("case_id", NAME, nullable=False),
    Column("position", BigInteger, nullable=False),
    _key("case_id", "position"),
    **SMALL,
)
"""Decisions that touched a case without being its own: ticks, and what others' departures did."""

PEOPLE = _table(
    "people",
    Column("id", NAME, nullable=False),
    Column("body", Text, nullable=False),
    Column("duty_at", Double),
    Column("absent", Boolean, nullable=False),
    Column("name", Text),
    Column("manager", NAME),
    Column("department", Text),
    _key("id"),
    Index("people_manager", COMPANY, "manager"),
    Index("people_duty", COMPANY, "duty_at", **_where("duty_at IS NOT NULL")),
    Index("people_absent", COMPANY, **_where("absent")),
)
"""A person as they stand; `absent` tells that an absence waits to become a departure."""

CASES = _table(
    "cases",
    Column("id", NAME, nullable=False),
    Column("employee", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_day", Text),
    Column("policy", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("wake_at", Double),
    Column("put_serial", BigInteger),
    Column("watched", Text, nullable=False),
    _key("id"),
    Index("cases_wake", COMPANY, "wake_at", **_where("wake_at IS NOT NULL")),
    Index("cases_open", COMPANY, "last_day", **_where("state = 'open'")),
    Index("cases_employee", COMPANY, "employee", "number"),
)
"""A case without its tasks; `watched` are the people that it depends on."""

TASKS = _table(
    "tasks",
    Column("case_id", NAME, nullable=False),
    Column("place", Integer, nullable=False),
    Column("id", NAME, nullable=False),
    Column("state", Text, nullable=False),
    Column("person", NAME),
    Column("due", Text),
    Column("body", Text, nullable=False),
    _key("case_id", "place"),
    Index("tasks_person", COMPANY, "person", "due", **_where("person IS NOT NULL")),
    Index("tasks_unfinished", COMPANY, "case_id", "due", "id", "state", **_where(UNFINISHED)),
)
"""The tasks of each case in their order; `person` is who has the turn."""

WATCHES = _table(
    "watches",
    Column("person", NAME, nullable=False),
    Column("case_id", NAME, nullable=False),
    _key("person", "case_id"),
    **SMALL,
)
"""Which open cases depend on a person."""

DELEGATIONS = _table(
    "delegations",
    Column("principal", NAME, nullable=False),
    Column("place", Integer, nullable=False),
    Column("delegate", NAME, nullable=False),
    Column("body", Text, nullable=False),
    _key("principal", "place"),
    Index("delegations_delegate", COMPANY, "delegate"),
)
"""Who may act for whom, in the order told."""

POLICY_SETS = _table(
    "policy_sets",
    Column("digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Text, nullable=False),
    _key("digest"),
)
"""What decisions were made by, by digest: resolved sets, messages, schemas."""

API_KEYS = _table(
    "api_keys",
    Column("id", NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signing", LargeBinary),
    Column("limits", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("revoked_at", Text),
    _key("id"),
    Index("api_keys_hash", "hash", unique=True),
)
"""Keys of the API, hashed; `limits` are scopes, sources and types, `signing` an encrypted secret for signatures."""

SIGN_IN_LINKS = _table(
    "sign_in_links",
    Column("hash", LargeBinary, nullable=False),
    Column("person", NAME, nullable=False),
    Column("until", Double, nullable=False),
    Column("used_at", Text),
    _key("hash"),
)
"""Links by which people sign in, hashed: each for one person, for some minutes, once."""

SESSIONS = _table(
    "sessions",
    Column("hash", LargeBinary, nullable=False),
    Column("person", NAME, nullable=False),
    Column("kind", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("until", Double, nullable=False),
    Column("device", Text, nullable=False),
    Column("ended_at", Text),
    _key("hash"),
    Index("sessions_person", COMPANY, "person"),
)
"""Who is signed in, hashed; `kind` is `full`, or `private` for who has left and sees their own alone."""

CODES = _table(
    "codes",
    Column("person", NAME, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("until", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("locked_until", Double),
    _key("person", "purpose"),
)
"""One-time codes, the newest of a person's for each purpose, and how often a wrong one was told.

They are encrypted under the installation's key and not hashed: the sender opens one as it goes out, or hr tells it.
"""

READ_MESSAGES = _table(
    "read_messages",
    Column("notice", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("at", Text, nullable=False),
    _key("notice", "person"),
    **SMALL,
)
"""Messages of channel `portal` that were opened on a page."""
