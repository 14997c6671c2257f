"""FILES, FILE_VERSIONS, FILE_HOLDS, FILE_KEYS: the tables of the archive, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from handover_policy.ledger.tables import COMPANY, NAME, TABLES

CHANGED = """
    NEW.company <> OLD.company OR NEW.place <> OLD.place OR NEW.number <> OLD.number OR NEW.sha256 <> OLD.sha256
    OR NEW.name <> OLD.name OR NEW.person <> OLD.person OR NEW.at <> OLD.at
    OR (OLD.owner IS NOT NULL AND (NEW.owner IS NULL OR NEW.owner <> OLD.owner))
    OR (OLD.case_id IS NOT NULL AND (NEW.case_id IS NULL OR NEW.case_id <> OLD.case_id))
    OR (OLD.retain_until IS NOT NULL AND (NEW.retain_until IS NULL OR NEW.retain_until < OLD.retain_until))
    OR (OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.erased_at <> OLD.erased_at))
"""
KEPT = """
    NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL AND (
        (NEW.retain_until IS NOT NULL AND substr(NEW.erased_at, 1, 10) <= NEW.retain_until)
        OR EXISTS (
            SELECT 1 FROM file_holds h WHERE h.company = OLD.company AND h.lifted_at IS NULL AND (
                (h.kind = 'place' AND h.name = OLD.place) OR (h.kind = 'person' AND h.name = OLD.owner)
                OR (h.kind = 'case' AND h.name = OLD.case_id))))
"""
LIFTED = """
    OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL OR NEW.company <> OLD.company OR NEW.number <> OLD.number
    OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.why <> OLD.why OR NEW.placed_by <> OLD.placed_by
    OR NEW.placed_at <> OLD.placed_at
"""
RULES = (
    ("file_versions", "UPDATE", "changed", CHANGED, "a version of a file is never changed"),
    ("file_versions", "UPDATE", "kept", KEPT, "a file is retained or held"),
    ("file_versions", "DELETE", "gone", "OLD.erased_at IS NULL", "a version of a file is erased before its row goes"),
    ("file_holds", "UPDATE", "lifted", LIFTED, "of a hold nothing is ever changed but that it is lifted"),
    ("file_holds", "DELETE", "stands", "OLD.lifted_at IS NULL", "a hold that stands is never deleted"),
)
"""What the database refuses, whoever asks: table, statement, name, condition, and what it says."""


def refusing(dialect: str, rule: tuple[str, str, str, str, str]) -> tuple[str, ...]:
    """Return the statements by which a database refuses something, a rule of RULES."""
    table, statement, name, condition, says = rule
    trigger, given = f"{table}_{name}", "OLD" if statement == "DELETE" else "NEW"
    if dialect == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        return (f"CREATE TRIGGER {trigger} BEFORE {statement} ON {table} WHEN {condition.strip()} {body}",)
    function = (
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger AS $$ BEGIN IF {condition.strip()} THEN"
        f" RAISE EXCEPTION '{says}'; END IF; RETURN {given}; END $$ LANGUAGE plpgsql"
    )
    return (
        function,
        f"CREATE TRIGGER {trigger} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    )


def _refusals(table: str) -> list[tuple[str, Callable[..., object]]]:
    """Return what a database is told of a table once it has made it."""
    return [
        ("after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
        for dialect in ("sqlite", "postgresql")
        for rule in RULES
        if rule[0] == table
        for statement in refusing(dialect, rule)
    ]


FILES = Table(
    "files",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("sha256", NAME, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("scanned", Boolean, nullable=False),
    PrimaryKeyConstraint(COMPANY, "sha256"),
)
"""What the archive holds, by content; `scanned` says that a virus scanner found it clean."""

FILE_VERSIONS = Table(
    "file_versions",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("place", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("person", NAME, nullable=False),
    Column("at", Text, nullable=False),
    Column("owner", NAME),
    Column("case_id", NAME),
    Column("retain_until", Text),
    Column("erased_at", Text),
    PrimaryKeyConstraint(COMPANY, "place", "number"),
    Index("file_versions_sha256", COMPANY, "sha256"),
    Index("file_versions_owner", COMPANY, "owner"),
    listeners=_refusals("file_versions"),
)
"""Who brought which file where, under which name: a task, an upload duty; the newest has the highest number.

`owner` and `case_id` say whose it is, `retain_until` the last day on which it must be there (none: nobody has said),
`erased_at` when its content was let go. Nothing else of a row ever changes, and a row goes only once it is erased.
"""

FILE_HOLDS = Table(
    "file_holds",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", NAME, nullable=False),
    Column("why", Text, nullable=False),
    Column("placed_by", NAME, nullable=False),
    Column("placed_at", Text, nullable=False),
    Column("lifted_by", NAME),
    Column("lifted_at", Text),
    Column("lifted_why", Text),
    PrimaryKeyConstraint(COMPANY, "number"),
    listeners=_refusals("file_holds"),
)
"""Legal holds: no file of a `place`, `person` or `case` is erased while one stands; who placed and lifted it, why."""

FILE_KEYS = Table(
    "file_keys",
    TABLES,
    Column(COMPANY, NAME, nullable=False),
    Column("sha256", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    PrimaryKeyConstraint(COMPANY, "sha256"),
)
"""The data key of each file that is kept encrypted, wrapped by the key `key_id`; `name` is that of what it opens."""
