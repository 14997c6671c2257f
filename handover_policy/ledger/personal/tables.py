"""Tables of what concerns single people: what they asked for, who opened what, links to certificates."""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

REQUESTS = Table(
    "requests",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("id", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("answered_at", Text),
    Column("answer", Text),
    Column("answered_by", NAME),
    PrimaryKeyConstraint(COMPANY, "id"),
    Index("requests_person", COMPANY, "person"),
)
"""What people asked about their personal information: `correction`, `deletion`, `certificate-link`; and the answer."""

OPENINGS = Table(
    "openings",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("number", NAME, nullable=False),
    Column("by", NAME, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint(COMPANY, "person", "number"),
)
"""Who opened what of somebody's, and when: a person's id, or empty for whoever came by a link and a code."""

CERTIFICATE_LINKS = Table(
    "certificate_links",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("person", NAME, nullable=False),
    Column("case_id", NAME, nullable=False),
    Column("until", Double, nullable=False),
    Column("made_at", Text, nullable=False),
    PrimaryKeyConstraint(COMPANY, "hash"),
    Index("certificate_links_person", COMPANY, "person"),
)
"""Links to leaving certificates, hashed; each for one case, for half a year."""

DRAFTS = Table(
    "drafts",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("until", Double, nullable=False),
    PrimaryKeyConstraint(COMPANY, "person"),
)
"""What somebody typed when their session had ended, encrypted; the newest alone, for half a day."""
