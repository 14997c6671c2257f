"""ADDRESSES, ASKED_FOR, CONTACTS: the tables of what is kept of people beside the state."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

ADDRESSES = Table(
    "addresses",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint(COMPANY, "person", "kind"),
    sqlite_with_rowid=False,
)
"""Where people are reached, as events told it: never a fact of conditions, never in a decision."""

ASKED_FOR = Table(
    "asked_for",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint(COMPANY, "person", "kind"),
    sqlite_with_rowid=False,
)
"""What people asked for that hr hands them as long as nothing is delivered: `link`, or `code:` and its purpose."""

CONTACTS = Table(
    "contacts",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("id", NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("email", Text),
    PrimaryKeyConstraint(COMPANY, "id"),
    sqlite_with_rowid=False,
)
"""Contacts that are no employees as hr named them on a page: what the settings may say as `people`."""
